package dev.gather.net;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A host name, or {@code *.} and a domain for every name below it, or an address; an optional {@code :port}, without
 * which every port is meant.
 */
public final class HostPattern {
    private static final int ANY_PORT = 0;
    private static final String BELOW = "*.";
    private static final String EXPECTED =
            " (expected a host name, *.domain or an IP address, each with an optional :port)";

    private final String name;
    private final boolean below;
    private final int port;
    private final @Nullable InetAddress literal;

    private HostPattern(String name, boolean below, int port) {
        this.name = name;
        this.below = below;
        this.port = port;
        this.literal = HostNames.literal(name);
    }

    /**
     * Reads {@code name}, {@code *.domain}, an IP literal (IPv6 in brackets if a port follows), each with an optional
     * {@code :port}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static HostPattern parse(String text) {
        InetAddress bare = IpLiterals.parse(text);
        if (bare != null) {
            return new HostPattern(IpLiterals.formatHost(bare), false, ANY_PORT);
        }
        int colon = text.endsWith("]") ? -1 : text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        int port = colon < 0 ? ANY_PORT : port(text, colon + 1);
        boolean below = host.startsWith(BELOW);
        return new HostPattern(name(text, below ? host.substring(BELOW.length()) : host, below), below, port);
    }

    private static int port(String text, int from) {
        String digits = text.substring(from);
        int port = digits.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(text + EXPECTED);
        }
        return port;
    }

    private static String name(String text, String host, boolean below) {
        String name = normalised(text, host);
        boolean address = HostNames.literal(name) != null;
        boolean strict = host.startsWith("[") || host.equals(name);
        if (address && (below || !strict)) {
            throw new IllegalArgumentException(text + EXPECTED);
        }
        return name;
    }

    private static String normalised(String text, String host) {
        try {
            return HostNames.normalise(host);
        } catch (InvalidUrl e) {
            throw new IllegalArgumentException(text + EXPECTED, e);
        }
    }

    /** Whether the pattern covers this host. */
    public boolean matches(Host host) {
        return matchesPort(host.port()) && matchesName(host.name());
    }

    private boolean matchesName(String other) {
        if (!below) {
            return other.equals(name);
        }
        int dot = other.length() - name.length() - 1;
        return dot > 0 && other.charAt(dot) == '.' && other.endsWith(name);
    }

    private boolean matchesPort(int other) {
        return port == ANY_PORT || port == other;
    }

    boolean isAddress() {
        return literal != null;
    }

    /** Whether the pattern is this very address, by whatever name one came to it. */
    boolean matches(InetAddress address, int otherPort) {
        return literal != null && matchesPort(otherPort) && literal.equals(address);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HostPattern that && name.equals(that.name) && below == that.below && port == that.port;
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + port;
    }

    @Override
    public String toString() {
        return (below ? BELOW : "") + name + (port == ANY_PORT ? "" : ":" + port);
    }
}
