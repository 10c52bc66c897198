package dev.gather.fetch;

import java.util.List;

/**
 * What happened on the way to an outcome.
 *
 * @param attempts every try, in order; empty if none was made
 * @param redirects the redirects followed by the last attempt
 * @param fetchedAtMs wall clock, epoch milliseconds, when the answer's head came; 0 if none did
 * @param retrySuppressed whether there would have been another attempt, had its host's state allowed it
 * @param source where the last answer came from
 */
public record Trail(
        List<AttemptRecord> attempts,
        List<Hop> redirects,
        Timings timings,
        long fetchedAtMs,
        boolean retrySuppressed,
        Source source) {
    /** A trail on which no attempt was suppressed, and whose answer, if any, came from its origin. */
    public Trail(List<AttemptRecord> attempts, List<Hop> redirects, Timings timings, long fetchedAtMs) {
        this(attempts, redirects, timings, fetchedAtMs, false, Source.NETWORK);
    }

    public Trail {
        attempts = List.copyOf(attempts);
        redirects = List.copyOf(redirects);
    }

    Trail withTotal(long totalNanos) {
        Timings t = timings;
        Timings retimed =
                new Timings(t.queued(), t.backoff(), t.dns(), t.connect(), t.ttfb(), t.download(), totalNanos);
        return new Trail(attempts, redirects, retimed, fetchedAtMs, retrySuppressed, source);
    }
}
