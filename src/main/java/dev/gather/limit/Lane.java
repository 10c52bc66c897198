package dev.gather.limit;

import java.util.ArrayDeque;
import java.util.List;

/** One batch's line before one host. Owned by the scheduler. */
final class Lane {
    /** Where a lane stands; it is in one place at a time. */
    enum Place {
        /** Nowhere: nothing queued, its own limit reached, or waiting for its pace. */
        ASIDE,
        /** In its host's line. */
        HOST,
        /** In its batch's line, because the batch has no room. */
        BATCH,
        /** In its host's line of those that leave it the time robots.txt asks for. */
        CRAWL
    }

    final Member batch;
    final HostState host;
    private final ArrayDeque<Waiter> queue = new ArrayDeque<>();
    private int goingOn;
    private boolean urged;
    /** Its place among its host's lanes. */
    int at;

    Place place = Place.ASIDE;
    int inFlight;
    long earliestStart;
    long readySince;
    /** Least time between two starts at its host, over all lanes that have such a time; 0 if there is none. */
    long crawlNanos;

    boolean paced;
    /** Whether its caller keeps room for it while its host has some. */
    boolean invited;

    Lane(Member batch, HostState host, long now) {
        this.batch = batch;
        this.host = host;
        this.earliestStart = now;
    }

    void addLast(Waiter waiter) {
        host.queued(1);
        queue.addLast(waiter);
    }

    /** Puts one first that had its turn before; a pause of its batch does not stop it. */
    void addFirst(Waiter waiter) {
        host.queued(1);
        queue.addFirst(waiter);
        goingOn++;
    }

    /** Has the next one granted although its batch is paused. */
    void urge() {
        urged = !queue.isEmpty();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Whether the next one had its turn before. */
    boolean goesOn() {
        return goingOn > 0;
    }

    /** Whether whose turn it is may start although the batch is paused. */
    boolean defiesPause() {
        return goingOn > 0 || urged;
    }

    Waiter take() {
        if (goingOn > 0) {
            goingOn--;
        } else {
            urged = false;
        }
        host.queued(-1);
        return queue.removeFirst();
    }

    /** Takes all that wait. */
    List<Waiter> clear() {
        List<Waiter> taken = List.copyOf(queue);
        host.queued(-taken.size());
        queue.clear();
        goingOn = 0;
        urged = false;
        return taken;
    }

    /** Whether nothing is queued and nothing in flight. */
    boolean idle() {
        return queue.isEmpty() && inFlight == 0;
    }
}
