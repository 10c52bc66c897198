package dev.gather.limit;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a host's first requests pay for in further attempts, so that a host in trouble is not asked many times as often
 * as one that is well: one for every five of the last 10 s, and 10 a second besides, at most 10 at once. Owned by the
 * scheduler.
 */
final class RetryBudget {
    private static final int WINDOW_S = 10;
    private static final int REQUESTS_PER_RETRY = 5;
    private static final long SPARE_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MOST_SPARE = 10;

    private final Recent requests;
    /** Attempts that requests paid for; a second more is looked at than of requests, so that no 10 s hold more. */
    private @Nullable Recent paid;

    /** When the spare attempts will be whole again (the generic cell rate algorithm's theoretical arrival time). */
    private long wholeAt;

    RetryBudget(long now) {
        this.requests = new Recent(WINDOW_S, now);
        this.wholeAt = now;
    }

    /** A first request has started. */
    void earn(long now) {
        requests.add(now);
    }

    /** Pays for one more attempt if it can. */
    boolean pay(long now) {
        if (earned(now) > 0) {
            paid(now).add(now);
            return true;
        }
        if (spare(now) > 0) {
            wholeAt = later(wholeAt, now) + SPARE_EVERY_NANOS;
            return true;
        }
        return false;
    }

    /** Attempts that it would pay for now. */
    int left(long now) {
        return earned(now) + spare(now);
    }

    /** Whether to forget it would let a host be asked more often. */
    boolean spent(long now) {
        return wholeAt - now > 0 || (paid != null && paid.count(now) > 0);
    }

    private int earned(long now) {
        int spent = paid == null ? 0 : paid.count(now);
        return Math.max(0, requests.count(now) / REQUESTS_PER_RETRY - spent);
    }

    private int spare(long now) {
        long missing = Math.max(0, wholeAt - now);
        return MOST_SPARE - (int) ((missing + SPARE_EVERY_NANOS - 1) / SPARE_EVERY_NANOS);
    }

    private Recent paid(long now) {
        if (paid == null) {
            paid = new Recent(WINDOW_S + 1, now);
        }
        return paid;
    }

    private static long later(long nanos, long otherNanos) {
        return nanos - otherNanos > 0 ? nanos : otherNanos;
    }
}
