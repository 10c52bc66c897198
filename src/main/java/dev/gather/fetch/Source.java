package dev.gather.fetch;

import java.util.Locale;

/** Where an answer came from. */
public enum Source {
    /** Its origin sent it. */
    NETWORK,
    /** It was stored, and its origin was not asked, or failed. */
    CACHE,
    /** It was stored, and its origin has confirmed it. */
    REVALIDATED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in results. */
    public String label() {
        return label;
    }
}
