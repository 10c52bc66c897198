package dev.gather.fetch;

import org.jspecify.annotations.Nullable;

/** One exchange brought no complete answer. */
final class HopFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;
    private final transient @Nullable Head head;
    private final transient HopTimings timings;
    private final boolean stale;

    /** @param stale whether a reused connection turned out to be dead before it brought anything */
    HopFailed(Failure failure, @Nullable Head head, HopTimings timings, boolean stale) {
        super(failure.message(), null, false, false);
        this.failure = failure;
        this.head = head;
        this.timings = timings;
        this.stale = stale;
    }

    Failure failure() {
        return failure;
    }

    @Nullable
    Head head() {
        return head;
    }

    HopTimings timings() {
        return timings;
    }

    boolean stale() {
        return stale;
    }
}
