package dev.gather.net;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Path and query of a URL in their normal form: dot segments resolved, and percent-encoded exactly what WHATWG URL's
 * path and special-query sets name. What is percent-encoded already stays as it was written.
 */
final class UrlText {
    private static final boolean[] PATH_RAW = rawExcept("\"#<>?^`{}");
    private static final boolean[] QUERY_RAW = rawExcept("\"#<>'");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private UrlText() {}

    private static boolean[] rawExcept(String encoded) {
        boolean[] raw = new boolean[128];
        for (char c = '!'; c <= '~'; c++) {
            raw[c] = encoded.indexOf(c) < 0;
        }
        return raw;
    }

    /** Whether the rest of the URL, from its path on, is in normal form; may say no to some that are. */
    static boolean isNormal(String url, int from) {
        if (from == url.length() || url.charAt(from) != '/') {
            return false;
        }
        boolean[] raw = PATH_RAW;
        for (int i = from; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == '?' && raw == PATH_RAW) {
                raw = QUERY_RAW;
            } else if (c >= 128 || !raw[c] || (c == '/' && raw == PATH_RAW && dotFollows(url, i + 1))) {
                return false;
            }
        }
        return true;
    }

    /** Appends the normal form of path and query; a fragment is dropped. */
    static void append(StringBuilder out, String url, int from) {
        int fragment = url.indexOf('#', from);
        int end = fragment < 0 ? url.length() : fragment;
        int question = url.indexOf('?', from);
        int pathEnd = question < 0 || question > end ? end : question;
        appendPath(out, url, Math.min(from + 1, pathEnd), pathEnd);
        if (pathEnd < end) {
            out.append('?');
            appendEncoded(out, url, pathEnd + 1, end, QUERY_RAW);
        }
    }

    private static void appendPath(StringBuilder out, String url, int from, int end) {
        int root = out.length();
        for (int start = from; start <= end; ) {
            int slash = url.indexOf('/', start);
            int stop = slash < 0 || slash > end ? end : slash;
            appendSegment(out, root, url, start, stop, stop == end);
            start = stop + 1;
        }
    }

    private static void appendSegment(StringBuilder out, int root, String url, int start, int stop, boolean last) {
        int dots = dots(url, start, stop);
        if (dots == 2 && out.length() > root) {
            out.setLength(out.lastIndexOf("/"));
        }
        if (dots == 0) {
            out.append('/');
            appendEncoded(out, url, start, stop, PATH_RAW);
        } else if (last) {
            out.append('/');
        }
    }

    /** 1 or 2 if the segment means the same or the parent directory, {@code %2e} read as a dot; otherwise 0. */
    private static int dots(String url, int start, int stop) {
        int dots = 0;
        int at = start;
        while (at < stop && dotFollows(url, at)) {
            dots++;
            at += url.charAt(at) == '.' ? 1 : 3;
        }
        return at == stop && dots <= 2 ? dots : 0;
    }

    private static boolean dotFollows(String url, int at) {
        return url.startsWith(".", at) || url.regionMatches(true, at, "%2e", 0, 3);
    }

    private static void appendEncoded(StringBuilder out, String url, int start, int stop, boolean[] raw) {
        for (int i = start; i < stop; ) {
            int c = url.codePointAt(i);
            if (c < 128 && raw[c]) {
                out.append((char) c);
            } else {
                appendBytes(out, Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
            i += Character.charCount(c);
        }
    }

    static void appendBytes(StringBuilder out, byte... bytes) {
        for (byte b : bytes) {
            out.append('%').append(HEX.toHexDigits(b));
        }
    }
}
