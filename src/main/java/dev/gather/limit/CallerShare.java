package dev.gather.limit;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one caller has of the process, and its batches that wait because that is as much as it may have. Owned by the
 * scheduler.
 */
final class CallerShare {
    private final int limit;
    private final BufferedBytes.Account bytes;
    private final ArrayDeque<Member> starving = new ArrayDeque<>();
    private @Nullable Member invited;
    private int inFlight;
    private int wanted;
    private int counted;

    CallerShare(int limit, BufferedBytes.Account bytes) {
        this.limit = limit;
        this.bytes = bytes;
    }

    /** Whether a fetch of this batch may start. The last room is for the batch whose turn it is, if it can use it. */
    boolean hasRoomFor(Member batch) {
        return hasRoom() && (invited == null || invited == batch || hasRoomBesides());
    }

    private boolean hasRoom() {
        return inFlight < limit && !shortOfMemory();
    }

    private boolean hasRoomBesides() {
        return inFlight + 1 < limit && !bytes.wouldOverflow(0);
    }

    /** Whether a batch waits until memory is given back, of which nobody tells. */
    boolean starvesForMemory() {
        return !starving.isEmpty() && shortOfMemory();
    }

    /** One fetch may start as long as memory is not exhausted: what frees memory can itself be a fetch. */
    private boolean shortOfMemory() {
        return bytes.wouldOverflow(0) && (inFlight > 0 || bytes.exhausted());
    }

    void started() {
        inFlight++;
    }

    void ended() {
        inFlight--;
    }

    /** Puts a batch last among those that wait for room. */
    void starve(Member batch) {
        starving.addLast(batch);
    }

    /** Takes the batch whose turn it is if there is room, and keeps that for it; null otherwise. */
    @Nullable
    Member invite() {
        if (invited == null && hasRoom()) {
            invited = starving.pollFirst();
            return invited;
        }
        return null;
    }

    /** Whether room is kept for this batch. */
    boolean invites(Member batch) {
        return invited == batch;
    }

    /** Keeps no room for this batch any more. */
    void dismiss(Member batch) {
        if (invited == batch) {
            invited = null;
        }
    }

    /** Takes in what its batches allow to start more or less; says what that changes within its own limit. */
    int recount(int change) {
        wanted += change;
        int before = counted;
        counted = Math.min(wanted, Math.max(0, limit - inFlight));
        return counted - before;
    }
}
