package dev.gather.limit;

import dev.gather.net.Host;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One batch as the scheduler sees it. Owned by the scheduler. */
final class Member {
    final Share share;
    final int hostLimit;
    final long intervalNanos;
    final Map<Host, Lane> lanes = new HashMap<>();
    final ArrayDeque<Lane> waiting = new ArrayDeque<>();
    List<Waiter> granted = new ArrayList<>();
    private final int limit;
    int inFlight;
    boolean paused;
    boolean closed;
    boolean listed;

    Member(Share share, int limit, int hostLimit, long intervalNanos) {
        this.share = share;
        this.limit = limit;
        this.hostLimit = hostLimit;
        this.intervalNanos = intervalNanos;
    }

    boolean hasRoom() {
        return inFlight < limit && !paused;
    }

    /** Whether a lane of this batch may be granted a permit. */
    boolean hasRoomFor(Lane lane) {
        return inFlight < limit && (!paused || lane.defiesPause());
    }

    /** The waiters granted since the last call. */
    List<Waiter> takeGranted() {
        List<Waiter> taken = granted;
        granted = new ArrayList<>();
        return taken;
    }
}
