package dev.gather.net;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A valid absolute http(s) URL in its normal form; the only door through which a URL enters. The rules are those of the
 * WHATWG URL standard for special schemes, but what parsers are known to disagree on (credentials, backslashes, white
 * space, missing slashes) is refused, not repaired. Only the parsed parts go on to the client, never the text.
 */
public final class Target {
    /** Longest URL or reference, in characters as written. */
    public static final int LONGEST = 8_000;

    /** Longest normal form; percent-encoding may lengthen what was written, and references add to their base. */
    private static final int LONGEST_NORMAL = 4 * LONGEST;

    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    private final String href;
    private final int pathStart;
    private final Authority authority;

    private Target(String href, int pathStart, Authority authority) throws InvalidUrl {
        if (href.length() > LONGEST_NORMAL) {
            throw tooLong();
        }
        this.href = href;
        this.pathStart = pathStart;
        this.authority = authority;
    }

    /** Reads an absolute URL. */
    public static Target parse(String url) throws InvalidUrl {
        checkCharacters(url, false);
        return read(url);
    }

    /**
     * The URL that a {@code Location} field names (RFC 9110, section 10.2.2): absolute, or relative to this one. Octets
     * beyond ASCII, which HTTP hands out as Latin-1, are taken as UTF-8 where they are; spaces inside become
     * {@code %20}, as browsers have it.
     */
    public Target resolve(String location) throws InvalidUrl {
        String reference = unicode(trimmed(location));
        checkCharacters(reference, true);
        if (hasScheme(reference)) {
            return read(reference);
        }
        return read(base(reference) + reference);
    }

    /** The URL in its normal form, without fragment. */
    public String href() {
        return href;
    }

    /** What limits and lists know the origin by. */
    public Host host() {
        return authority.host();
    }

    /** Whether the scheme is https. */
    public boolean secure() {
        return authority.secure();
    }

    /** Path and query, as sent in the request line. */
    public String requestUri() {
        return href.substring(pathStart);
    }

    /** The address that the host is; null if the host is a name. IPv4-mapped IPv6 is given as IPv4. */
    public @Nullable InetAddress literal() {
        return authority.literal();
    }

    /** Whether both have the same scheme, host and port (RFC 6454, section 5). */
    public boolean sameOrigin(Target other) {
        return secure() == other.secure() && host().equals(other.host());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Target that && href.equals(that.href);
    }

    @Override
    public int hashCode() {
        return href.hashCode();
    }

    /** The URL without its query, which may hold secrets: fit for logs. */
    @Override
    public String toString() {
        int question = href.indexOf('?', pathStart);
        return question < 0 ? href : href.substring(0, question);
    }

    private static Target read(String url) throws InvalidUrl {
        boolean secure = isSecure(url);
        String scheme = secure ? HTTPS : HTTP;
        int end = authorityEnd(url, scheme.length());
        Authority authority = Authority.of(url.substring(scheme.length(), end), secure);
        if (authority.normal() && url.startsWith(scheme) && UrlText.isNormal(url, end)) {
            return new Target(url, end, authority);
        }
        String origin = scheme + authority.text();
        var normal = new StringBuilder(url.length() + 16).append(origin);
        UrlText.append(normal, url, end);
        return new Target(normal.toString(), origin.length(), authority);
    }

    private static boolean isSecure(String url) throws InvalidUrl {
        if (url.startsWith(HTTPS) || url.startsWith(HTTP)) {
            return url.startsWith(HTTPS);
        }
        // Not regionMatches: that takes U+017F for an s.
        String start = url.substring(0, Math.min(url.length(), HTTPS.length())).toLowerCase(Locale.ROOT);
        if (start.startsWith(HTTPS) || start.startsWith(HTTP)) {
            return start.startsWith(HTTPS);
        }
        throw new InvalidUrl("Absolute http or https URL expected.");
    }

    private static int authorityEnd(String url, int start) throws InvalidUrl {
        for (int i = start; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == '@') {
                throw new InvalidUrl("The URL must not contain credentials.");
            }
            if (c == '/' || c == '?' || c == '#') {
                return i;
            }
        }
        return url.length();
    }

    private static void checkCharacters(String text, boolean spaceInside) throws InvalidUrl {
        if (text.length() > LONGEST) {
            throw tooLong();
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7F || (c == ' ' && !spaceInside)) {
                throw new InvalidUrl("The URL must not contain white space or control characters.");
            }
            if (c == '\\') {
                throw new InvalidUrl("The URL must not contain backslashes.");
            }
            if (Character.isSurrogate(c)) {
                i += pairLength(text, i) - 1;
            }
        }
    }

    private static int pairLength(String text, int at) throws InvalidUrl {
        int length = Character.charCount(text.codePointAt(at));
        if (length != 2) {
            throw new InvalidUrl("The URL must not contain half a surrogate pair.");
        }
        return length;
    }

    /** Without the white space that HTTP allows around a field value (RFC 9110, section 5.5). */
    private static String trimmed(String field) {
        int start = 0;
        int end = field.length();
        while (start < end && isBlank(field.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(field.charAt(end - 1))) {
            end--;
        }
        return field.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Octets read as Latin-1 turned into the UTF-8 text they spell, or percent-encoded where they spell none. */
    private static String unicode(String octets) {
        if (octets.chars().allMatch(c -> c < 128) || octets.chars().anyMatch(c -> c > 0xFF)) {
            return octets;
        }
        byte[] bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return encoded(bytes);
        }
    }

    private static String encoded(byte[] octets) {
        var out = new StringBuilder(octets.length + 16);
        for (byte octet : octets) {
            if (octet < 0) {
                UrlText.appendBytes(out, octet);
            } else {
                out.append((char) octet);
            }
        }
        return out.toString();
    }

    /** Whether the reference starts with a scheme (RFC 3986, section 3.1), so that nothing of the base is left. */
    private static boolean hasScheme(String reference) {
        for (int i = 0; i < reference.length(); i++) {
            char c = reference.charAt(i);
            if (c == ':') {
                return i > 0;
            }
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean later = i > 0 && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.');
            if (!letter && !later) {
                return false;
            }
        }
        return false;
    }

    /** What of this URL goes before the reference (RFC 3986, section 5.2.2). */
    private String base(String reference) {
        if (reference.startsWith("//")) {
            return secure() ? "https:" : "http:";
        }
        if (reference.startsWith("/")) {
            return href.substring(0, pathStart);
        }
        if (reference.isEmpty() || reference.startsWith("#")) {
            return href;
        }
        int question = href.indexOf('?', pathStart);
        String path = question < 0 ? href : href.substring(0, question);
        return reference.startsWith("?") ? path : path.substring(0, path.lastIndexOf('/') + 1);
    }

    private static InvalidUrl tooLong() {
        return new InvalidUrl("The URL is longer than " + LONGEST + " characters.");
    }
}
