package dev.gather.robots;

import java.util.HexFormat;

/** Brings paths and patterns into the one form in which they are compared (RFC 9309, section 2.2.2). */
final class Paths {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String RESERVED = ":/?#[]@!$&'()*+,;=";

    private Paths() {}

    /**
     * A URL's path and query; a {@code *} or {@code $} in it is encoded, since in patterns it would mean another thing.
     */
    static String ofUrl(String requestUri) {
        return normal(requestUri, false);
    }

    /** A pattern, each of its octets a character; a {@code $} that does not end it is an ordinary one. */
    static String ofPattern(String octets) {
        return normal(octets, true);
    }

    private static String normal(String octets, boolean pattern) {
        var out = new StringBuilder(octets.length() + 8);
        for (int i = 0; i < octets.length(); i++) {
            char c = octets.charAt(i);
            if (c == '%') {
                i += appendEncoded(out, octets, i);
            } else if (c == '*' || c == '$') {
                boolean special = pattern && (c == '*' || i == octets.length() - 1);
                append(out, c, special);
            } else {
                append(out, c, unreserved(c) || RESERVED.indexOf(c) >= 0);
            }
        }
        return out.toString();
    }

    /** What a percent sign begins; returns how many characters more than the sign were read. */
    private static int appendEncoded(StringBuilder out, String octets, int at) {
        int high = at + 2 < octets.length() ? hexDigit(octets.charAt(at + 1)) : -1;
        int low = at + 2 < octets.length() ? hexDigit(octets.charAt(at + 2)) : -1;
        if (high < 0 || low < 0) {
            append(out, '%', false);
            return 0;
        }
        char octet = (char) (16 * high + low);
        append(out, octet, unreserved(octet));
        return 2;
    }

    private static int hexDigit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private static void append(StringBuilder out, char octet, boolean plain) {
        if (plain) {
            out.append(octet);
        } else {
            out.append('%').append(HEX.toHexDigits((byte) octet));
        }
    }

    /** RFC 3986, section 2.3. */
    private static boolean unreserved(char c) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    }
}
