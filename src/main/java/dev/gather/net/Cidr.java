package dev.gather.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A block of IPv4 or IPv6 addresses. IPv4 is kept at its place in {@code ::ffff:0:0/96}, so that one comparison of two
 * words serves both families; a block of one family never contains an address of the other.
 */
public final class Cidr {
    private static final int WIDTH = 128;
    private static final int V4_WIDTH = 32;
    private static final String EXPECTED =
            " (expected an IP address, or a network such as 10.0.0.0/8 or 2001:db8::/32)";

    private final boolean v4;
    private final long high;
    private final long low;
    private final int prefix;

    private Cidr(Bits network, int prefix) {
        this.v4 = network.v4;
        this.high = network.high;
        this.low = network.low;
        this.prefix = prefix;
    }

    /**
     * Reads {@code address/prefix} or a single address; IPv4-mapped IPv6 becomes IPv4.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        InetAddress address = IpLiterals.parse(literal);
        if (address == null) {
            throw new IllegalArgumentException(text + EXPECTED);
        }
        int offset = address instanceof Inet4Address ? WIDTH - V4_WIDTH : 0;
        boolean mapped = offset > 0 && literal.indexOf(':') >= 0;
        int prefix = slash < 0 ? WIDTH : prefix(text, slash + 1) + (mapped ? 0 : offset);
        if (prefix < offset || prefix > WIDTH) {
            throw new IllegalArgumentException(text + EXPECTED);
        }
        return of(text, Bits.of(address), prefix);
    }

    private static Cidr of(String text, Bits address, int prefix) {
        var network = new Bits(address.v4, address.high & highMask(prefix), address.low & lowMask(prefix));
        var cidr = new Cidr(network, prefix);
        if (network.high != address.high || network.low != address.low) {
            throw new IllegalArgumentException(text + " (expected " + cidr + ")");
        }
        return cidr;
    }

    private static int prefix(String text, int from) {
        String digits = text.substring(from);
        if (!digits.matches("0|[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException(text + EXPECTED);
        }
        return Integer.parseInt(digits);
    }

    /** Whether the address lies in this block. */
    public boolean contains(InetAddress address) {
        return contains(Bits.of(address));
    }

    boolean contains(Bits address) {
        return v4 == address.v4 && (address.high & highMask(prefix)) == high && (address.low & lowMask(prefix)) == low;
    }

    boolean isV4() {
        return v4;
    }

    /** How many bits its addresses share. */
    int length() {
        return v4 ? prefix - (WIDTH - V4_WIDTH) : prefix;
    }

    InetAddress first() {
        return new Bits(v4, high, low).address();
    }

    private static long highMask(int prefix) {
        return prefix >= Long.SIZE ? -1L : prefix == 0 ? 0L : -1L << (Long.SIZE - prefix);
    }

    private static long lowMask(int prefix) {
        return highMask(Math.max(prefix - Long.SIZE, 0));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cidr that
                && v4 == that.v4
                && high == that.high
                && low == that.low
                && prefix == that.prefix;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(high) + Long.hashCode(low)) + prefix;
    }

    /** The canonical text, always with its prefix. */
    @Override
    public String toString() {
        return IpLiterals.format(first()) + '/' + length();
    }
}
