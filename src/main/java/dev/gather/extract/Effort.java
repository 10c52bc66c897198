package dev.gather.extract;

import java.util.function.LongSupplier;

/** The time that the rules of one body may take together. Evaluators count their steps with it. */
final class Effort {
    /** Pages of people take some milliseconds, a page at every limit about half a second. */
    static final long MOST_NANOS = 2_000_000_000L;

    /** Steps between two looks at the clock: one step can be the text of a whole page. */
    private static final int STEPS = 32;

    private final LongSupplier nanos;
    private final long endNanos;
    private int steps;

    /** @param nanos tells how long it has worked */
    Effort(LongSupplier nanos) {
        this.nanos = nanos;
        this.endNanos = nanos.getAsLong() + MOST_NANOS;
    }

    /** Counts one step; ends the evaluation if the time is over. */
    void step() {
        if (++steps >= STEPS) {
            steps = 0;
            if (nanos.getAsLong() - endNanos > 0) {
                throw new Stuck("It takes more than " + MOST_NANOS / 1_000_000 + " ms on this body.");
            }
        }
    }
}
