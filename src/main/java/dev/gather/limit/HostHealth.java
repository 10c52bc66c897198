package dev.gather.limit;

import dev.gather.limit.HostRefusal.Reason;
import dev.gather.limit.HostSnapshot.BreakerState;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a host that gave trouble, and how many requests at a time that leaves it. Owned by the scheduler.
 */
final class HostHealth {
    private final HostPause pause;
    private final HostWindow window;
    private final Breaker breaker = new Breaker();

    /**
     * @param limit the operator's figure
     * @param longestPauseNanos the longest pause that is waited for
     */
    HostHealth(int limit, long longestPauseNanos) {
        this.pause = new HostPause(longestPauseNanos);
        this.window = new HostWindow(limit);
    }

    HostPause pause() {
        return pause;
    }

    Breaker breaker() {
        return breaker;
    }

    /** Most that may be in flight now. */
    int cap() {
        if (blocked()) {
            return 0;
        }
        return breaker.state() == BreakerState.PROBING ? 1 : window.size();
    }

    /** Whether nothing may start until {@link #blockedUntil}. */
    boolean blocked() {
        return pause.on() || breaker.open();
    }

    long blockedUntil() {
        if (!pause.on()) {
            return breaker.untilNanos();
        }
        boolean breakerLonger = breaker.open() && breaker.untilNanos() - pause.untilNanos() > 0;
        return breakerLonger ? breaker.untilNanos() : pause.untilNanos();
    }

    /** Takes trouble in; says whether a pause begins by it. */
    boolean heed(Trouble trouble, long now, long grantedNanos, RandomGenerator random) {
        switch (trouble.kind()) {
            case PAUSE -> {
                return pause(trouble, now, grantedNanos, random);
            }
            case OVERLOAD -> breaker.reached();
            case UNREACHABLE -> breaker.failed(now, grantedNanos);
        }
        window.shrink(now, grantedNanos);
        return false;
    }

    private boolean pause(Trouble trouble, long now, long grantedNanos, RandomGenerator random) {
        breaker.reached();
        boolean begins = pause.heed(trouble, now, grantedNanos, random);
        if (begins) {
            window.restart(now);
        }
        return begins;
    }

    /** Takes in that an exchange reached the host, however it will end. */
    void reached() {
        breaker.reached();
    }

    /**
     * Takes in an exchange that went well. One that ends in a pause began before it, and says nothing of what follows.
     */
    void wentWell() {
        breaker.reached();
        if (!pause.on()) {
            pause.wentWell();
            window.grow();
        }
    }

    /** Whether time alone gives the host more. */
    boolean recovers() {
        return breaker.state() == BreakerState.CLOSED && window.regrows();
    }

    /** Takes in that time has passed. */
    void rest(long now) {
        if (breaker.state() == BreakerState.CLOSED) {
            window.rest(now);
        } else {
            window.unreached(now);
        }
    }

    /** Ends what time has ended. */
    void lapse(long now) {
        pause.lapse(now);
        breaker.lapse(now);
    }

    /** Why whoever has time until then does not wait for this host; null if it does. */
    @Nullable
    HostRefusal refusal(long now, long deadlineNanos) {
        if (breaker.open()) {
            return refusal(Reason.UNAVAILABLE, breaker.untilNanos() - now, now);
        }
        if (pause.on() && !pause.fits(now, deadlineNanos)) {
            return refusal(Reason.PAUSED, pause.untilNanos() - now, now);
        }
        return null;
    }

    private HostRefusal refusal(Reason reason, long afterNanos, long now) {
        return new HostRefusal(reason, Math.max(1, afterNanos), pause.pausedNanos(now));
    }

    /** Whether it is to be treated otherwise than a host that nothing is known of. */
    boolean troubled() {
        return blocked() || pause.struck() || breaker.suspects() || !window.full();
    }
}
