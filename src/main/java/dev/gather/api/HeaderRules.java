package dev.gather.api;

import dev.gather.fetch.FailureCode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which request headers callers may set. Names are tokens, values visible characters, spaces and tabs up to U+00FF (RFC
 * 9110, sections 5.1 and 5.5): what cannot be sent as it is written is refused, never repaired. Headers that frame the
 * message or belong to one connection are the service's own.
 */
final class HeaderRules {
    static final int MOST_ENTRIES = 64;
    static final int MOST_CHARS = 16 << 10;

    private static final Set<String> RESERVED = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "http2-settings");
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private HeaderRules() {}

    /** Refuses a header that is longer alone than all of an item's may be. */
    static void checkLength(String name, String value) throws Fault {
        if (name.length() + (long) value.length() > MOST_CHARS) {
            throw tooMany();
        }
    }

    /** Refuses what may not be sent. */
    static void check(String name, String value) throws Fault {
        // As it is written: in lower case U+212A, the Kelvin sign, is a k.
        if (!token(name)) {
            throw unfit("A header name is made of letters, digits and " + TOKEN_MARKS + ".");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (RESERVED.contains(lower) || lower.startsWith("proxy-")) {
            throw unfit("This header is set by the service.");
        }
        if (!value.chars().allMatch(HeaderRules::sendable)) {
            throw unfit("A header value is made of visible characters, spaces and tabs, up to U+00FF.");
        }
    }

    /** Refuses more headers than one item may have, its defaults counted. */
    static void checkSize(Map<String, String> headers) throws Fault {
        long chars = 0;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            chars += header.getKey().length() + (long) header.getValue().length();
        }
        if (headers.size() > MOST_ENTRIES || chars > MOST_CHARS) {
            throw tooMany();
        }
    }

    private static Fault tooMany() {
        return unfit("At most " + MOST_ENTRIES + " headers and " + MOST_CHARS + " characters expected.");
    }

    private static boolean token(String name) {
        return !name.isEmpty() && name.chars().allMatch(HeaderRules::tokenChar);
    }

    private static boolean tokenChar(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || TOKEN_MARKS.indexOf(c) >= 0;
    }

    private static boolean sendable(int c) {
        return c == '\t' || (c >= ' ' && c < 0x7F) || (c >= 0xA0 && c <= 0xFF);
    }

    private static Fault unfit(String detail) {
        return Fault.ofItem(FailureCode.INVALID_REQUEST, detail);
    }
}
