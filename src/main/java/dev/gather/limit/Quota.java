package dev.gather.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Calls per minute, one token bucket for each caller: it holds a minute's worth of calls and fills evenly. Shared by
 * all instances; safe from any thread, without locks.
 *
 * <p>A bucket is one number, the instant at which it will be full again; taking a token moves that instant by the time
 * one token takes to come back. Callers are the operator's keys, so the buckets are as many as those.
 */
public final class Quota {
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoClock;
    private final ConcurrentMap<String, AtomicLong> fullAt = new ConcurrentHashMap<>();

    /** @param nanoClock monotonic nanoseconds, {@link System#nanoTime()} */
    public Quota(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Takes one call from the caller's bucket, if there is one left. */
    public Grant take(String caller, int callsPerMinute) {
        long now = nanoClock.getAsLong();
        long perCallNanos = Math.max(1, WINDOW_NANOS / callsPerMinute);
        AtomicLong bucket = fullAt.computeIfAbsent(caller, unknown -> new AtomicLong(now));
        while (true) {
            long before = bucket.get();
            long missingNanos = Math.max(0, before - now);
            long afterNanos = missingNanos + perCallNanos;
            if (afterNanos > WINDOW_NANOS) {
                return new Grant(false, callsPerMinute, 0, seconds(afterNanos - WINDOW_NANOS));
            }
            if (bucket.compareAndSet(before, now + afterNanos)) {
                long left = Math.min(callsPerMinute - 1L, (WINDOW_NANOS - afterNanos) / perCallNanos);
                return new Grant(true, callsPerMinute, (int) left, seconds(left == 0 ? perCallNanos : afterNanos));
            }
        }
    }

    private static long seconds(long nanos) {
        return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1));
    }

    /**
     * What came of asking.
     *
     * @param granted whether the call may go on
     * @param limit calls per minute
     * @param remaining calls left at this moment
     * @param resetS seconds, rounded up, until the bucket is full again, or, if it is empty, until it holds a call
     */
    public record Grant(boolean granted, int limit, int remaining, long resetS) {
        /** Value of the {@code RateLimit} header (draft-ietf-httpapi-ratelimit-headers, section 4). */
        public String rateLimit() {
            return "\"default\";r=" + remaining + ";t=" + resetS;
        }

        /** Value of the {@code RateLimit-Policy} header (the same draft, section 3). */
        public String policy() {
            return "\"default\";q=" + limit + ";w=60";
        }
    }
}
