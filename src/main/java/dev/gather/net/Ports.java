package dev.gather.net;

import java.util.BitSet;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Which ports of origins may be spoken to. */
public final class Ports {
    private static final int LAST = 65_535;
    private static final String BY_DEFAULT = "default";
    private static final String EXPECTED = " (expected \"default\", or ports and ranges such as 80,443,8000-8999)";

    /** The "bad ports" of the Fetch standard, section 2.9: other protocols that a request could be smuggled into. */
    private static final int[] BLOCKED = {
        1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
        110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
        531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190,
        5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080
    };

    /** Every port but those that the Fetch standard blocks. */
    public static final Ports DEFAULT = new Ports(allButBlocked());

    private final BitSet allowed;

    private Ports(BitSet allowed) {
        this.allowed = allowed;
    }

    private static BitSet allButBlocked() {
        var ports = new BitSet(LAST + 1);
        ports.set(1, LAST + 1);
        for (int port : BLOCKED) {
            ports.clear(port);
        }
        return ports;
    }

    /**
     * Reads {@code default}, or a list such as {@code 80,443,8000-8999}; what is listed is allowed even where the Fetch
     * standard blocks it.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static Ports parse(String text) {
        if (text.strip().equals(BY_DEFAULT)) {
            return DEFAULT;
        }
        var ports = new BitSet(LAST + 1);
        for (String entry : text.split(",", -1)) {
            add(ports, entry.strip());
        }
        return new Ports(ports);
    }

    private static void add(BitSet ports, String entry) {
        int dash = entry.indexOf('-');
        int first = port(entry, dash < 0 ? entry : entry.substring(0, dash));
        int last = dash < 0 ? first : port(entry, entry.substring(dash + 1));
        if (last < first) {
            throw new IllegalArgumentException(entry + EXPECTED);
        }
        ports.set(first, last + 1);
    }

    private static int port(String entry, String digits) {
        int port = digits.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > LAST) {
            throw new IllegalArgumentException(entry + EXPECTED);
        }
        return port;
    }

    /** Whether this port may be spoken to. */
    public boolean allows(int port) {
        return allowed.get(port);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ports that && allowed.equals(that.allowed);
    }

    @Override
    public int hashCode() {
        return allowed.hashCode();
    }

    /** {@code default}, or the ports in ascending order, neighbours as ranges. */
    @Override
    public String toString() {
        if (equals(DEFAULT)) {
            return BY_DEFAULT;
        }
        var text = new StringJoiner(",");
        for (int first = allowed.nextSetBit(0); first >= 0; ) {
            int end = allowed.nextClearBit(first);
            text.add(end - first == 1 ? String.valueOf(first) : first + "-" + (end - 1));
            first = allowed.nextSetBit(end);
        }
        return text.toString();
    }
}
