package dev.gather.cache;

import java.util.Locale;

/** How a fetch uses the cache: the request's cache mode of the Fetch standard, section 2.2.5. */
public enum CacheMode {
    /** Neither reads nor writes. */
    NO_STORE,
    /** Takes what is fresh, asks the origin about what is stale. */
    DEFAULT,
    /** Writes, but does not read. */
    RELOAD,
    /** Asks the origin about whatever is there. */
    NO_CACHE,
    /** Takes whatever is there, stale or not. */
    FORCE_CACHE,
    /** Takes whatever is there, and never asks the origin. */
    ONLY_IF_CACHED;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The mode's name in requests. */
    public String label() {
        return label;
    }
}
