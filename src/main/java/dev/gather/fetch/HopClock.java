package dev.gather.fetch;

import dev.gather.limit.Clock;

/** Notes when one exchange reached which phase. */
final class HopClock {
    private final Clock clock;
    private final long start;
    private long dns = -1;
    private boolean connecting;
    private long connectedAt = -1;
    private long connect = -1;
    private long headAt = -1;
    private long fetchedAtMs;
    private long waitingSince = -1;
    private long waited;

    HopClock(Clock clock) {
        this.clock = clock;
        this.start = clock.nanos();
    }

    private long sinceStart() {
        return clock.nanos() - start;
    }

    /** What is left of a span that began with the exchange, in nanoseconds. */
    long leftOf(long spanNanos) {
        return Math.max(0, spanNanos + waited - sinceStart());
    }

    /** From now on the exchange waits for us rather than for its origin, which does not count. */
    void waits() {
        waitingSince = sinceStart();
    }

    void goesOn() {
        waited += sinceStart() - waitingSince;
    }

    /** The name has no address that may be dialled. */
    void unresolved() {
        dns = sinceStart();
    }

    /** The name is resolved, and connecting begins. */
    void resolved() {
        dns = sinceStart();
        connecting = true;
    }

    /** The request has its connection; returns what is left of a span that began with the exchange. */
    long connected(boolean reused, long spanNanos) {
        connectedAt = sinceStart();
        connect = reused ? 0 : connectedAt - dns;
        return Math.max(0, spanNanos - connectedAt);
    }

    void headArrived() {
        headAt = sinceStart();
        fetchedAtMs = clock.epochMillis();
    }

    /** Wall clock, epoch milliseconds, when the head came; 0 before. */
    long fetchedAtMs() {
        return fetchedAtMs;
    }

    boolean hasHead() {
        return headAt >= 0;
    }

    /** Where the time went until now; a phase that was entered and not finished shows what it has taken so far. */
    HopTimings timings() {
        long now = sinceStart();
        return new HopTimings(
                dns < 0 ? now : dns,
                connect < 0 && connecting ? now - dns : connect,
                connectedAt < 0 ? -1 : (headAt < 0 ? now : headAt) - connectedAt,
                headAt < 0 ? -1 : now - headAt - waited,
                fetchedAtMs);
    }
}
