package dev.gather.limit;

/**
 * Why a host is asked nothing now.
 *
 * @param retryAfterNanos after which it may be asked again; more than 0
 * @param pausedNanos how much of the wait the host was paused
 */
public record HostRefusal(Reason reason, long retryAfterNanos, long pausedNanos) {
    /** What ended the wait. */
    public enum Reason {
        /** The host is paused for longer than the batch has time, or than pauses are obeyed. */
        PAUSED,
        /** The last attempts to reach the host all failed. */
        UNAVAILABLE
    }

    public HostRefusal {
        if (retryAfterNanos <= 0) {
            throw new IllegalArgumentException("retryAfterNanos: " + retryAfterNanos + " (expected more than 0)");
        }
    }

    /** The same for a waiter that joined the line when its host had been paused for this long already. */
    HostRefusal since(long pausedBeforeNanos) {
        return new HostRefusal(reason, retryAfterNanos, pausedNanos - pausedBeforeNanos);
    }
}
