package dev.gather.net;

import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A block behind which a translator of this network turns each IPv6 address into the IPv4 address that it carries
 * (RFC 6052, section 2.2). Whether such an address may be spoken to is the IPv4 address's question.
 */
public record Nat64Prefix(Cidr block) {
    private static final Set<Integer> LENGTHS = Set.of(32, 40, 48, 56, 64, 96);
    private static final String EXPECTED =
            " (expected a NAT64 prefix of 32, 40, 48, 56, 64 or 96 bits such as 64:ff9b::/96)";

    private static final int V4_BYTES = 4;
    private static final int WHOLE = 96;
    /** This octet is zero in all forms; shorter prefixes have the IPv4 address around it. */
    private static final int ZERO_OCTET = 8;

    public Nat64Prefix {
        if (block.isV4() || !LENGTHS.contains(block.length()) || block.first().getAddress()[ZERO_OCTET] != 0) {
            throw new IllegalArgumentException(block + EXPECTED);
        }
    }

    /**
     * Reads {@code address/prefix}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static Nat64Prefix parse(String text) {
        return new Nat64Prefix(Cidr.parse(text));
    }

    /** The IPv4 address that an address of this block carries; null if its form is none that carries one. */
    @Nullable
    InetAddress carried(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes[ZERO_OCTET] != 0) {
            return null;
        }
        byte[] v4 = new byte[V4_BYTES];
        int from = block.length() / Byte.SIZE;
        for (int i = 0; i < V4_BYTES; i++) {
            boolean behind = from + i >= ZERO_OCTET && block.length() < WHOLE;
            v4[i] = bytes[from + i + (behind ? 1 : 0)];
        }
        return IpLiterals.address(v4);
    }

    @Override
    public String toString() {
        return block.toString();
    }
}
