package dev.gather.limit;

import dev.gather.limit.HostRefusal.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What happened to hosts in all, for metrics. Written by the scheduler; readable from any thread. */
public final class HostFigures {
    private final AtomicInteger paused = new AtomicInteger();
    private final AtomicInteger breakersOpen = new AtomicInteger();
    private final AtomicInteger doubted = new AtomicInteger();
    private final LongAdder pausesBegun = new LongAdder();
    private final LongAdder retriesRefused = new LongAdder();
    private final LongAdder hedges = new LongAdder();
    private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);

    HostFigures() {
        for (Reason reason : Reason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** Hosts that are paused at this moment. */
    public int paused() {
        return paused.get();
    }

    /** Hosts whose breaker is open at this moment. */
    public int breakersOpen() {
        return breakersOpen.get();
    }

    /** Hosts that could not be reached the last time. */
    int doubted() {
        return doubted.get();
    }

    /** Pauses so far. */
    public long pausesBegun() {
        return pausesBegun.sum();
    }

    /** Attempts that no retry budget paid for so far. */
    public long retriesRefused() {
        return retriesRefused.sum();
    }

    /** Second exchanges beside slow ones that retry budgets paid for so far. */
    public long hedges() {
        return hedges.sum();
    }

    /** Waiters refused so far. */
    public long refused(Reason reason) {
        return count(reason).sum();
    }

    void paused(int more) {
        int unused = paused.addAndGet(more);
    }

    void breakersOpen(int more) {
        int unused = breakersOpen.addAndGet(more);
    }

    void doubted(int more) {
        int unused = doubted.addAndGet(more);
    }

    void pauseBegun() {
        pausesBegun.increment();
    }

    void retryRefused() {
        retriesRefused.increment();
    }

    void hedged() {
        hedges.increment();
    }

    void refused(Reason reason, int more) {
        count(reason).add(more);
    }

    private LongAdder count(Reason reason) {
        return Objects.requireNonNull(refused.get(reason));
    }
}
