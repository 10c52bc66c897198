package dev.gather.net;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Host and port of a URL, read as WHATWG URL does. The URLs of a list mostly name few hosts, so what was read lately is
 * remembered, by its text: reading it anew would cost as much as all else of the URL, and equal hosts become one
 * object.
 *
 * @param written the text it was read from
 * @param literal the address that the host is; null if it is a name
 * @param normal whether it was written in its normal form
 */
record Authority(
        String written, boolean secure, Host host, @Nullable InetAddress literal, boolean normal) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int LAST_PORT = 65_535;

    /** A power of two. What shares a place is read anew each time. */
    private static final int REMEMBERED = 1 << 10;

    private static final int LONGEST_REMEMBERED = 256;

    /** Written and read by any thread without order: each entry is immutable, and whichever is seen is right. */
    private static final @Nullable Authority[] LATELY = new @Nullable Authority[REMEMBERED];

    /**
     * Reads what stands between the slashes and the path.
     *
     * @param secure whether the scheme, which has the default port, is https
     */
    static Authority of(String written, boolean secure) throws InvalidUrl {
        int place = (written.hashCode() + (secure ? 1 : 0)) & (REMEMBERED - 1);
        Authority known = LATELY[place];
        if (known != null && known.secure == secure && known.written.equals(written)) {
            return known;
        }
        Authority read = read(written, secure);
        if (written.length() <= LONGEST_REMEMBERED) {
            LATELY[place] = read;
        }
        return read;
    }

    private static Authority read(String written, boolean secure) throws InvalidUrl {
        int colon = portColon(written);
        Host host = new Host(HostNames.normalise(written.substring(0, colon)), port(written, colon, secure));
        boolean normal = written.equals(text(host, secure));
        return new Authority(written, secure, host, HostNames.literal(host.name()), normal);
    }

    private static int portColon(String written) {
        int bracket = written.startsWith("[") ? written.indexOf(']') : 0;
        int colon = bracket < 0 ? -1 : written.indexOf(':', bracket);
        return colon < 0 ? written.length() : colon;
    }

    private static int port(String written, int colon, boolean secure) throws InvalidUrl {
        if (written.length() - colon <= 1) {
            return defaultPort(secure);
        }
        int port = 0;
        for (int i = colon + 1; i < written.length(); i++) {
            int digit = written.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw badPort();
            }
            port = Math.min(10 * port + digit, LAST_PORT + 1);
        }
        if (port == 0 || port > LAST_PORT) {
            throw badPort();
        }
        return port;
    }

    private static int defaultPort(boolean secure) {
        return secure ? HTTPS_PORT : HTTP_PORT;
    }

    /** The normal form: the port only where it is not the scheme's own. */
    String text() {
        return text(host, secure);
    }

    private static String text(Host host, boolean secure) {
        return host.port() == defaultPort(secure) ? host.name() : host.name() + ':' + host.port();
    }

    private static InvalidUrl badPort() {
        return new InvalidUrl("A port from 1 to " + LAST_PORT + " expected.");
    }
}
