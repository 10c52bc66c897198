package dev.gather.limit;

import dev.gather.limit.HostSnapshot.BreakerState;
import dev.gather.net.Host;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One host as the scheduler sees it: what is in flight to it, and whose turn is next. Owned by the scheduler. */
final class HostState {
    final Host host;
    private final int limit;
    private final ArrayDeque<Lane> ready = new ArrayDeque<>();
    private int inFlight;
    private int lanes;
    private boolean listed;
    private long roomSince;
    private int counted;

    HostState(Host host, int limit, long now) {
        this.host = host;
        this.limit = limit;
        this.roomSince = now;
    }

    void attach() {
        lanes++;
    }

    void detach() {
        lanes--;
    }

    /** Whether nobody asks for it and nothing is in flight, so that it can be forgotten. */
    boolean idle() {
        return lanes == 0 && inFlight == 0;
    }

    boolean hasRoom() {
        return inFlight < limit;
    }

    void started() {
        inFlight++;
    }

    void ended(long now) {
        if (!hasRoom()) {
            roomSince = now;
        }
        inFlight--;
    }

    /** Since when it has had room without interruption. */
    long roomSince() {
        return roomSince;
    }

    /** Puts a lane last in line. */
    void ready(Lane lane) {
        ready.addLast(lane);
    }

    /** The lane whose turn it is; null if there is none. */
    @Nullable
    Lane first() {
        return ready.peekFirst();
    }

    /** Takes the lane whose turn it is; null if there is none. */
    @Nullable
    Lane next() {
        return ready.pollFirst();
    }

    /** By how much has changed how many of its lanes it would let start now. */
    int recount() {
        int before = counted;
        counted = Math.min(ready.size(), limit - inFlight);
        return counted - before;
    }

    /** Whether it belongs into the ring of hosts that can be served, and is not in it yet; then it counts as in it. */
    boolean enlist() {
        if (listed || ready.isEmpty() || !hasRoom()) {
            return false;
        }
        listed = true;
        return true;
    }

    HostSnapshot snapshot() {
        return new HostSnapshot(host, inFlight, 0, limit, limit, 0, 0, false, BreakerState.CLOSED, 0, 0);
    }

    /** It has left the ring. */
    void delist() {
        listed = false;
    }
}
