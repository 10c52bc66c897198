package dev.gather.limit;

import dev.gather.net.Host;

/**
 * How one host stands with the scheduler at one moment.
 *
 * @param inFlight fetches in flight to it
 * @param queued waiters of all batches
 * @param limitNow most that may be in flight to it now; 0 while it is paused or its breaker is open
 * @param limit the operator's figure
 * @param pausedForNanos how long its pause still lasts; 0 if there is none
 * @param pauseStatus the status of the answer that brought the pause; 0 if there is none
 * @param pauseAsked whether the host named the pause's length
 * @param openForNanos how long its breaker stays open; 0 if it is not
 * @param retriesLeft attempts that its retry budget pays for at this moment
 */
public record HostSnapshot(
        Host host,
        int inFlight,
        int queued,
        int limitNow,
        int limit,
        long pausedForNanos,
        int pauseStatus,
        boolean pauseAsked,
        BreakerState breaker,
        long openForNanos,
        int retriesLeft) {
    /** Whether a host that could not be reached is tried. */
    public enum BreakerState {
        /** As any host. */
        CLOSED,
        /** Not at all. */
        OPEN,
        /** By one request at a time, whose end decides. */
        PROBING
    }
}
