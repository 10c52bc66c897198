package dev.gather.cache;

/**
 * How much is kept.
 *
 * @param bytes of headers and bodies, for all callers together; 0 for no cache
 */
public record CacheSettings(long bytes) {
    private static final long MOST_BY_DEFAULT = 64L << 20;

    /** Up to 64 MiB, at most a quarter of the heap. */
    public static final CacheSettings DEFAULT =
            new CacheSettings(Math.min(MOST_BY_DEFAULT, Runtime.getRuntime().maxMemory() / 4));

    public CacheSettings {
        if (bytes < 0) {
            throw new IllegalArgumentException("at least 0 bytes expected");
        }
    }
}
