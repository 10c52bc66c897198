package dev.gather.limit;

import dev.gather.net.Host;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One batch as the scheduler sees it. Owned by the scheduler. */
final class Member {
    final Share share;
    final CallerShare caller;
    final int hostLimit;
    final long intervalNanos;
    final long deadlineNanos;
    final Map<Host, Lane> lanes = new HashMap<>();
    final ArrayDeque<Lane> waiting = new ArrayDeque<>();
    private List<Waiter> granted = new ArrayList<>();
    private @Nullable List<Runnable> told;
    private final int limit;
    int inFlight;
    /** Its lanes that stand in their hosts' lines. */
    int standing;

    boolean paused;
    boolean closed;
    boolean listed;
    private int counted;

    Member(Share share, CallerShare caller, int limit, int hostLimit, long intervalNanos, long deadlineNanos) {
        this.share = share;
        this.caller = caller;
        this.limit = limit;
        this.hostLimit = hostLimit;
        this.intervalNanos = intervalNanos;
        this.deadlineNanos = deadlineNanos;
    }

    /** Puts a lane in line until there is room; what goes on through a pause goes first. */
    void await(Lane lane) {
        if (lane.defiesPause()) {
            waiting.addFirst(lane);
        } else {
            waiting.addLast(lane);
        }
    }

    /** Whether the first of the lanes in line may be granted a permit. */
    boolean hasRoom() {
        Lane first = waiting.peekFirst();
        return first != null && hasRoomFor(first);
    }

    /** Whether a lane of this batch may be granted a permit. */
    boolean hasRoomFor(Lane lane) {
        return inFlight < limit && (!paused || lane.defiesPause());
    }

    /** By how much has changed how many of its lanes it would let start now, within its caller's limit. */
    int recount() {
        int before = counted;
        counted = closed || paused ? 0 : Math.min(standing, limit - inFlight);
        return caller.recount(counted - before);
    }

    /** Whether there is nothing to hand over. */
    boolean unserved() {
        return granted.isEmpty() && told == null;
    }

    /** Notes a waiter that gets a permit. */
    void grant(Waiter waiter) {
        granted.add(waiter);
    }

    /** Notes what a waiter is to be told otherwise. */
    void tell(Runnable word) {
        if (told == null) {
            told = new ArrayList<>();
        }
        told.add(word);
    }

    /** Hands over what has been noted since the last call. */
    void deliver() {
        if (!granted.isEmpty()) {
            share.deliver(granted);
            granted = new ArrayList<>();
        }
        if (told != null) {
            share.tell(told);
            told = null;
        }
    }
}
