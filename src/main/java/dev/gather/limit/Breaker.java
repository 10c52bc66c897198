package dev.gather.limit;

import dev.gather.limit.HostSnapshot.BreakerState;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a host that cannot be reached from costing every request a connect timeout (Nygard, Release It!, "Circuit
 * Breaker"). Five failures in a row open it for 10 s; then one request at a time tries, and each that fails doubles the
 * time, up to five minutes. To reach the host closes it. Owned by the scheduler.
 */
final class Breaker {
    static final int OPENS_AFTER = 5;
    static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(10);
    static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

    private BreakerState state = BreakerState.CLOSED;
    private int inARow;
    private long lengthNanos;
    private long untilNanos;

    BreakerState state() {
        return state;
    }

    boolean open() {
        return state == BreakerState.OPEN;
    }

    /** Whether something speaks against the host. */
    boolean suspects() {
        return inARow > 0;
    }

    long untilNanos() {
        return untilNanos;
    }

    /** Takes in that a request did not reach the host. What was granted before a probe was says nothing new. */
    void failed(long now, long grantedNanos) {
        switch (state) {
            case CLOSED -> {
                inARow++;
                if (inARow >= OPENS_AFTER) {
                    openFor(now, FIRST_NANOS);
                }
            }
            case OPEN -> {}
            case PROBING -> {
                if (grantedNanos - untilNanos >= 0) {
                    openFor(now, Math.min(lengthNanos * 2, LONGEST_NANOS));
                }
            }
        }
    }

    /** Takes in that the host was reached. */
    void reached() {
        inARow = 0;
        state = BreakerState.CLOSED;
    }

    /** Lets a request try if its time is over. */
    void lapse(long now) {
        if (open() && now - untilNanos >= 0) {
            state = BreakerState.PROBING;
        }
    }

    private void openFor(long now, long nanos) {
        state = BreakerState.OPEN;
        lengthNanos = nanos;
        untilNanos = now + nanos;
    }
}
