package dev.gather.fetch;

import org.jspecify.annotations.Nullable;

/** Ends what is under way because its batch wants no more of it. */
final class Stopped extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;
    private final transient @Nullable Head head;
    private final transient HopTimings timings;

    /** What was waiting: for a permit, or for the next attempt. */
    Stopped(Stop why) {
        this(why, Phase.QUEUE, null, HopTimings.NONE);
    }

    /** What was on the wire; {@code phase} says where it stood. */
    Stopped(Stop why, Phase phase, @Nullable Head head, HopTimings timings) {
        super(why.message(), null, false, false);
        this.failure = why.at(phase);
        this.head = head;
        this.timings = timings;
    }

    @Nullable
    Head head() {
        return head;
    }

    HopTimings timings() {
        return timings;
    }

    Failure failure() {
        return failure;
    }

    /** Why a batch wants no more. */
    record Stop(FailureCode code, String message) {
        Failure at(Phase phase) {
            return Failure.of(code, phase, message);
        }
    }
}
