package dev.gather.origin;

import io.vertx.core.json.JsonObject;

/** How many came, how many are here, how many were here at once, and how many peers left before the end. */
final class Tally {
    private long count;
    private int now;
    private int peak;
    private long aborted;

    void enter() {
        count++;
        now++;
        peak = Math.max(peak, now);
    }

    void leave(boolean byPeer) {
        now--;
        if (byPeer) {
            aborted++;
        }
    }

    /** Forgets the past; what is still here goes on being counted. */
    void reset() {
        count = 0;
        aborted = 0;
        peak = now;
    }

    boolean idle() {
        return now == 0;
    }

    JsonObject json() {
        return new JsonObject()
                .put("count", count)
                .put("in_flight", now)
                .put("in_flight_peak", peak)
                .put("aborted_by_peer", aborted);
    }
}
