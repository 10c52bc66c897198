package dev.gather.fetch;

import dev.gather.limit.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one loop's exchanges. All are looked at every 10 ms, so that each costs two links in a list, where a
 * timer of Vert.x would cost half a microsecond, twice an exchange. Used on that loop only.
 */
final class Deadlines {
    private static final long SWEEP_NANOS = 10_000_000;

    private final Clock clock;
    private final Deadline ring = new Deadline();
    private final List<Deadline> due = new ArrayList<>();
    private boolean sweeping;

    Deadlines(Clock clock) {
        this.clock = clock;
    }

    /** A deadline that is not set. */
    Deadline deadline() {
        return new Deadline();
    }

    private void sweepLater() {
        if (!sweeping && ring.next != ring) {
            sweeping = true;
            Clock.Timer unused = clock.after(SWEEP_NANOS, this::sweep);
        }
    }

    private void sweep() {
        sweeping = false;
        long now = clock.nanos();
        for (Deadline each = ring.next; each != ring; each = each.next) {
            if (each.atNanos - now <= 0) {
                due.add(each);
            }
        }
        try {
            due.forEach(each -> each.reach(now));
        } finally {
            due.clear();
            sweepLater();
        }
    }

    /** Runs something at an instant, or up to 10 ms later. */
    final class Deadline {
        private Deadline before = this;
        private Deadline next = this;
        private long atNanos;
        private @Nullable Runnable whenReached;

        private Deadline() {}

        /** Sets it, to run something once so much time has passed; what was set before is forgotten. */
        void set(long fromNowNanos, Runnable action) {
            atNanos = clock.nanos() + fromNowNanos;
            whenReached = action;
            if (next == this) {
                link();
                sweepLater();
            }
        }

        private void link() {
            before = ring.before;
            next = ring;
            before.next = this;
            ring.before = this;
        }

        /** Unsets it. */
        void clear() {
            whenReached = null;
            before.next = next;
            next.before = before;
            before = this;
            next = this;
        }

        /** Runs what is due, unless another one that was has just unset or put off this one. */
        private void reach(long nowNanos) {
            Runnable action = whenReached;
            if (action != null && atNanos - nowNanos <= 0) {
                clear();
                action.run();
            }
        }
    }
}
