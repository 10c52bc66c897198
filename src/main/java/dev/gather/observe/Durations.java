package dev.gather.observe;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * How long something took, time after time: counts by bucket, their sum, and the longest of the last 30 to 60 seconds.
 * One thread adds; any thread reads.
 */
final class Durations {
    /** Buckets there are; the last has no upper bound. */
    static final int BUCKETS = 16;

    private static final long[] BOUNDS_NANOS = LongStream.of(
                    1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
            .map(TimeUnit.MILLISECONDS::toNanos)
            .toArray();
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Figure[] counts = new Figure[BUCKETS];
    private final Figure sumNanos = new Figure(0);
    private final Figure windowStart;
    private final Figure longestNow = new Figure(0);
    private final Figure longestBefore = new Figure(0);

    Durations(long nanoTime) {
        Arrays.setAll(counts, bucket -> new Figure(0));
        windowStart = new Figure(nanoTime);
    }

    /** The longest time that still belongs into a bucket. */
    static double boundSeconds(int bucket) {
        return bucket < BOUNDS_NANOS.length ? BOUNDS_NANOS[bucket] / 1e9 : Double.POSITIVE_INFINITY;
    }

    /** Adds a time that ended at {@code nanoTime}. */
    void add(long nanos, long nanoTime) {
        counts[bucket(nanos)].add(1);
        sumNanos.add(nanos);
        if (nanoTime - windowStart.get() >= WINDOW_NANOS) {
            turnWindow(nanoTime);
        }
        if (nanos > longestNow.get()) {
            longestNow.set(nanos);
        }
    }

    /** How many times fell into a bucket and into none before it. */
    long count(int bucket) {
        return counts[bucket].get();
    }

    /** All times together. */
    long sumNanos() {
        return sumNanos.get();
    }

    /** The longest time of the window that runs and of the one before it; 0 without any. */
    long longestNanos(long nanoTime) {
        long age = nanoTime - windowStart.get();
        if (age >= 2 * WINDOW_NANOS) {
            return 0;
        }
        long now = longestNow.get();
        return age >= WINDOW_NANOS ? now : Math.max(now, longestBefore.get());
    }

    private void turnWindow(long nanoTime) {
        longestBefore.set(longestNanos(nanoTime));
        longestNow.set(0);
        windowStart.set(nanoTime);
    }

    private static int bucket(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        return bucket;
    }
}
