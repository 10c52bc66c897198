package dev.gather.limit;

/**
 * How many requests at a time a host is given: half after trouble, one more per window of exchanges that went well
 * (additive increase, multiplicative decrease; Chiu and Jain 1989, RFC 5681). After a pause it starts at one and grows by
 * one per exchange. Owned by the scheduler.
 */
final class HostWindow {
    private final int limit;
    private int size;
    private int credit;
    private boolean restarting;
    private boolean stepped;
    private long steppedNanos;

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
