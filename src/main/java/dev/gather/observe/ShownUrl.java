package dev.gather.observe;

import dev.gather.fetch.Fetch;

/** URLs as the log may show them: without user, query and fragment, at most 2 048 characters. */
final class ShownUrl {
    private static final int MOST_CHARS = 2_048;

    private ShownUrl() {}

    /** The URL of a fetch. */
    static String of(Fetch fetch) {
        return fetch.target() == null
                ? ofRefused(fetch.url())
                : ofValid(fetch.target().href());
    }

    /** A URL in its normal form has no user, and its query starts at the first question mark. */
    static String ofValid(String href) {
        return cut(href, pathEnd(href));
    }

    /**
     * Text that is no valid URL. It cannot be told where its user ends, so that everything up to the last {@code @}
     * goes, wherever that is.
     */
    static String ofRefused(String text) {
        int at = text.lastIndexOf('@');
        String rest = at < 0 ? text : "…" + text.substring(at);
        return cut(rest, pathEnd(rest));
    }

    private static int pathEnd(String url) {
        int query = indexOrEnd(url, '?');
        int fragment = indexOrEnd(url, '#');
        return Math.min(query, fragment);
    }

    private static int indexOrEnd(String url, char c) {
        int index = url.indexOf(c);
        return index < 0 ? url.length() : index;
    }

    private static String cut(String url, int end) {
        return end > MOST_CHARS ? url.substring(0, MOST_CHARS - 1) + "…" : url.substring(0, end);
    }
}
