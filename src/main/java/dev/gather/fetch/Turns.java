package dev.gather.fetch;

import dev.gather.limit.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * Lets long work of one loop take turns: one of them at a time, and between two of them the loop serves its sockets.
 * Used on that loop only.
 */
final class Turns {
    /** A timer, because a task that a loop is handed directly runs before the sockets are looked at again. */
    private static final long GAP_NANOS = 1_000_000;

    private final Clock clock;
    private final Deque<BooleanSupplier> waiting = new ArrayDeque<>();
    private boolean armed;

    Turns(Clock clock) {
        this.clock = clock;
    }

    /** Puts one turn in line; it tells whether it did anything, else the one after it is next at once. */
    void add(BooleanSupplier turn) {
        waiting.addLast(turn);
        arm();
    }

    private void arm() {
        if (!armed && !waiting.isEmpty()) {
            armed = true;
            Clock.Timer unused = clock.after(GAP_NANOS, this::next);
        }
    }

    private void next() {
        armed = false;
        try {
            boolean taken = false;
            while (!taken && !waiting.isEmpty()) {
                taken = waiting.removeFirst().getAsBoolean();
            }
        } finally {
            arm();
        }
    }
}
