package dev.gather.testing;

import dev.gather.limit.Clock;
import java.util.PriorityQueue;

/** A clock that stands still until a test moves it. */
public final class ManualClock implements Clock {
    private final PriorityQueue<Entry> timers = new PriorityQueue<>();
    private long now = 1_000_000_000L;
    private long count;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public long epochMillis() {
        return 1_800_000_000_000L + now / 1_000_000;
    }

    @Override
    public Timer after(long delayNanos, Runnable task) {
        Entry entry = new Entry(now + Math.max(1, delayNanos), count++, task);
        timers.add(entry);
        return () -> timers.remove(entry);
    }

    /** Moves to the next timer and runs it; false if there is none. */
    public boolean runNext() {
        Entry next = timers.poll();
        if (next == null) {
            return false;
        }
        now = Math.max(now, next.at);
        next.task.run();
        return true;
    }

    /** Moves by this much and runs every timer that falls due on the way. */
    public void advance(long nanos) {
        long end = now + nanos;
        while (!timers.isEmpty() && timers.peek().at <= end) {
            runNext();
        }
        now = end;
    }

    /** Timers that have not run. */
    public int pending() {
        return timers.size();
    }

    private record Entry(long at, long order, Runnable task) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }
}
