package dev.gather.fetch;

/** Where the time of one exchange, or of a chain of them, went, in nanoseconds; -1 for a phase that was not reached. */
record HopTimings(long dns, long connect, long ttfb, long download, long fetchedAtMs) {
    static final HopTimings NONE = new HopTimings(-1, -1, -1, -1, 0);

    /** Those of an answer that came at another time, from where nothing had to be waited for. */
    static HopTimings storedAt(long epochMs) {
        return new HopTimings(-1, -1, -1, -1, epochMs);
    }

    /** These and those of the exchange that followed. */
    HopTimings plus(HopTimings next) {
        return new HopTimings(
                sum(dns, next.dns),
                sum(connect, next.connect),
                sum(ttfb, next.ttfb),
                sum(download, next.download),
                next.fetchedAtMs == 0 ? fetchedAtMs : next.fetchedAtMs);
    }

    private static long sum(long before, long next) {
        return before < 0 ? next : before + Math.max(next, 0);
    }
}
