package dev.gather.limit;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A time in which a host is sent nothing, because it said so (RFC 6585, section 4; RFC 9110, sections 10.2.3 and
 * 15.6.4). As long as it asked; if it named no length, a second, twice as long each time, up to what is obeyed at most.
 * All answers to requests that were sent before a pause are one event. Owned by the scheduler.
 */
final class HostPause {
    static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Own lengths are drawn from up to this much more; hosts' callers elsewhere are not to come back together. */
    private static final double JITTER = 0.25;

    private static final double ASKED_JITTER = 0.05;
    private static final long MOST_ASKED_JITTER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int MOST_STRIKES = 30;

    private final long longestNanos;
    private boolean on;
    private boolean known;
    private long sinceNanos;
    private long untilNanos;
    private long beforeNanos;
    private int strikes;
    private int status;
    private boolean asked;

    /** @param longestNanos the longest that is waited for */
    HostPause(long longestNanos) {
        this.longestNanos = longestNanos;
    }

    boolean on() {
        return on;
    }

    long untilNanos() {
        return untilNanos;
    }

    /** The status of the answer that brought it. */
    int status() {
        return status;
    }

    /** Whether the host named its length. */
    boolean asked() {
        return asked;
    }

    /** Whether a next pause would be longer than a first one. */
    boolean struck() {
        return strikes > 0;
    }

    /** How long the host has been paused in all. */
    long pausedNanos(long now) {
        return on ? beforeNanos + now - sinceNanos : beforeNanos;
    }

    /** Takes in that the host asked for a pause; says whether one begins by that. */
    boolean heed(Trouble trouble, long now, long grantedNanos, RandomGenerator random) {
        boolean sameEvent = on || (known && grantedNanos - untilNanos < 0);
        if (trouble.askedNanos() > 0) {
            return pause(trouble, now, now + askedLength(trouble.askedNanos(), random));
        }
        return !sameEvent && pause(trouble, now, now + ownLength(random));
    }

    /** Ends it if its time is over. */
    void lapse(long now) {
        if (on && now - untilNanos >= 0) {
            on = false;
            beforeNanos += now - sinceNanos;
        }
    }

    /**
     * Takes in an exchange that went well. Each since the last pause takes back one doubling, so that a host which
     * takes some requests and then refuses is paused for a second each time, and not for ever longer.
     */
    void wentWell() {
        if (!on && strikes > 0) {
            strikes--;
        }
    }

    /** Whether whoever has time until then waits for its end. */
    boolean fits(long now, long deadlineNanos) {
        return untilNanos - now <= longestNanos && untilNanos - deadlineNanos < 0;
    }

    private boolean pause(Trouble trouble, long now, long until) {
        if (known && until - untilNanos <= 0) {
            return false;
        }
        boolean begins = !on;
        if (begins) {
            sinceNanos = now;
        }
        on = true;
        known = true;
        untilNanos = until;
        status = trouble.status();
        asked = trouble.askedNanos() > 0;
        return begins;
    }

    private long askedLength(long nanos, RandomGenerator random) {
        long more = Math.min((long) (nanos * ASKED_JITTER), MOST_ASKED_JITTER_NANOS);
        return Math.min(nanos + (long) (more * random.nextDouble()), Math.max(nanos, longestNanos));
    }

    private long ownLength(RandomGenerator random) {
        long longest = (long) (longestNanos / (1 + JITTER));
        long nanos = Math.min(FIRST_NANOS << strikes, longest);
        strikes = Math.min(strikes + 1, MOST_STRIKES);
        return nanos + (long) (nanos * JITTER * random.nextDouble());
    }
}
