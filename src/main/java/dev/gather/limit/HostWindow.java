package dev.gather.limit;

import java.util.concurrent.TimeUnit;

/**
 * How many requests at a time a host is given: half after trouble, one more per window of exchanges that went well
 * (additive increase, multiplicative decrease; Chiu and Jain 1989, RFC 5681), and one more per second without trouble,
 * so that a host that nobody asked meanwhile is not held to what it could not take a minute ago. After a pause it
 * starts at one and grows by one per exchange, and by nothing else. Owned by the scheduler.
 */
final class HostWindow {
    static final long REGROWS_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int limit;
    private int size;
    private int credit;
    private boolean restarting;
    private boolean stepped;
    private long steppedNanos;
    private long restedNanos;

    /** @param limit the operator's figure, never passed */
    HostWindow(int limit) {
        this.limit = limit;
        this.size = limit;
    }

    int size() {
        return size;
    }

    boolean full() {
        return size == limit;
    }

    /** Halves, save for the trouble of a request that was granted before the last step: that is the same event. */
    void shrink(long now, long grantedNanos) {
        if (!stepped || grantedNanos - steppedNanos >= 0) {
            step(now, Math.max(1, size / 2), false);
        }
    }

    /** Starts over at one. */
    void restart(long now) {
        step(now, 1, true);
    }

    private void step(long now, int next, boolean fast) {
        size = next;
        credit = 0;
        restarting = fast;
        stepped = true;
        steppedNanos = now;
        restedNanos = now;
    }

    /** Whether time alone makes it larger. */
    boolean regrows() {
        return !full() && !restarting;
    }

    /** Takes in that there has been no trouble until now. */
    void rest(long now) {
        if (!regrows()) {
            return;
        }
        long seconds = (now - restedNanos) / REGROWS_EVERY_NANOS;
        size = (int) Math.min(limit, size + seconds);
        restedNanos += seconds * REGROWS_EVERY_NANOS;
    }

    /** Takes in that the time until now says nothing, because the host was not reached. */
    void unreached(long now) {
        restedNanos = now;
    }

    /** Takes in an exchange that went well. */
    void grow() {
        if (full()) {
            return;
        }
        credit++;
        if (restarting || credit >= size) {
            size++;
            credit = 0;
        }
    }
}
