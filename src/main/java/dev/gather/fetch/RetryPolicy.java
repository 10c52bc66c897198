package dev.gather.fetch;

import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** Whether a fetch is tried again, and after what wait. */
final class RetryPolicy {
    private static final long FIRST_BACKOFF_MS = 500;
    private static final long MAX_BACKOFF_MS = 10_000;
    private static final Set<Integer> STATUSES = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Set<FailureCode> FAILURES = EnumSet.of(
            FailureCode.DNS_TIMEOUT,
            FailureCode.DNS_ERROR,
            FailureCode.CONNECTION_REFUSED,
            FailureCode.CONNECTION_TIMEOUT,
            FailureCode.DESTINATION_IP_UNROUTABLE,
            FailureCode.CONNECTION_LIMIT_REACHED,
            FailureCode.CONNECTION_TERMINATED,
            FailureCode.HTTP_RESPONSE_TIMEOUT,
            FailureCode.CONNECTION_READ_TIMEOUT,
            FailureCode.HTTP_RESPONSE_INCOMPLETE);

    private final DoubleSupplier random;

    /** @param random numbers from 0 (inclusive) to 1 (exclusive) */
    RetryPolicy(DoubleSupplier random) {
        this.random = random;
    }

    /** Whether an answer with this status is worth another try. */
    boolean repeats(int status) {
        return STATUSES.contains(status);
    }

    /** Whether this failure is worth another try; a name that does not exist is not. */
    boolean repeats(Failure failure) {
        return failure.retryable() && FAILURES.contains(failure.code());
    }

    /**
     * Wait before the next attempt, in nanoseconds: exponential with full jitter, so that callers that failed together
     * do not come back together; and never less than the origin asked for.
     *
     * @param attempts made so far, from 1
     */
    long waitNanos(int attempts, OptionalLong retryAfterMs) {
        long ceiling = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS << (attempts - 1));
        long jittered = (long) (random.getAsDouble() * TimeUnit.MILLISECONDS.toNanos(ceiling));
        return Math.max(jittered, TimeUnit.MILLISECONDS.toNanos(retryAfterMs.orElse(0)));
    }
}
