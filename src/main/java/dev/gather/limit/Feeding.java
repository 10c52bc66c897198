package dev.gather.limit;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Batches that had no room for a lane whose turn it was, and have some again. Owned by the scheduler.
 *
 * <p>One waiting lane at a time goes back to its host: a batch can have 10 000 of them and room for one. A caller with
 * room keeps it for one of the batches that wait for it, until that had its turn at a host or finds its host full:
 * others of the caller that stand before their hosts would be first each time.
 */
final class Feeding {
    private final ArrayDeque<Member> hungry = new ArrayDeque<>();
    private final Consumer<Lane> place;
    private final Runnable checkMemoryLater;

    /**
     * @param place puts a lane where it belongs
     * @param checkMemoryLater sees to it that {@link #passOn} is called though nobody tells when memory is given back
     */
    Feeding(Consumer<Lane> place, Runnable checkMemoryLater) {
        this.place = place;
        this.checkMemoryLater = checkMemoryLater;
    }

    /** A batch with room and lanes that wait for it is to be fed, once its caller has room too. */
    void feed(Member batch) {
        if (batch.listed || !batch.hasRoom()) {
            return;
        }
        batch.listed = true;
        if (batch.caller.hasRoomFor(batch)) {
            hungry.addLast(batch);
            return;
        }
        batch.caller.starve(batch);
        passOn(batch.caller);
    }

    /** Has the next batch of a caller with room fed. */
    void passOn(CallerShare caller) {
        Member next = caller.invite();
        if (next != null) {
            hungry.addLast(next);
        } else if (caller.starvesForMemory()) {
            checkMemoryLater.run();
        }
    }

    /** Sends a lane of the batch whose turn it is back to its host; says whether there was such a batch. */
    boolean next() {
        Member batch = hungry.pollFirst();
        if (batch == null) {
            return false;
        }
        batch.listed = false;
        if (!batch.hasRoom() || !batch.caller.hasRoomFor(batch) || !sendBack(batch)) {
            batch.caller.dismiss(batch);
        }
        feed(batch);
        passOn(batch.caller);
        return true;
    }

    /** Whether the lane that was sent back will have a turn there at once. */
    private boolean sendBack(Member batch) {
        Lane lane = batch.waiting.removeFirst();
        lane.place = Lane.Place.ASIDE;
        place.accept(lane);
        boolean servable = lane.place == Lane.Place.HOST && lane.host.hasRoom();
        if (servable && batch.caller.invites(batch)) {
            lane.host.invite(lane);
        }
        return servable;
    }

    /** The lane's caller need not keep room for it any more: it had it, or cannot use it. */
    void dismiss(Lane lane) {
        if (lane.host.dismiss(lane)) {
            lane.batch.caller.dismiss(lane.batch);
            passOn(lane.batch.caller);
        }
    }

    /** The same for the lanes that stand before a host which has no room. */
    void dismissAll(HostState host) {
        host.invitedInVain().forEach(this::dismiss);
    }
}
