package dev.gather.limit;

/**
 * Somebody who waits for a permit; is told one of the two, once, on the share's loop, unless the share is closed first.
 */
public interface Waiter {
    /**
     * A permit is there; whoever gets it gives it back with {@link Share#release}, even unused.
     *
     * @param pausedNanos how much of the wait the host was paused; mostly 0
     */
    void granted(long pausedNanos);

    /** There will be no permit: it stands in no line any more and holds none. */
    void refused(HostRefusal why);
}
