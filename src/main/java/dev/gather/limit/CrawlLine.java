package dev.gather.limit;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that leave a host the time between two starts that its robots.txt asks for. They go to their host's line one at
 * a time, and the next may when that one has started and the time after it is over. Owned by the scheduler.
 */
final class CrawlLine {
    private final ArrayDeque<Lane> waiting = new ArrayDeque<>();
    private @Nullable Lane ahead;
    private long nextNanos;
    private boolean timed;

    CrawlLine(long now) {
        this.nextNanos = now;
    }

    /** Whether a lane may go to its host's line; then it is the one that goes. */
    boolean admits(Lane lane, long now) {
        if (ahead != null || nextNanos - now > 0) {
            return false;
        }
        ahead = lane;
        return true;
    }

    /** Puts a lane last in line. */
    void await(Lane lane) {
        waiting.addLast(lane);
    }

    /** Takes the lane whose turn it is; null if it is nobody's yet. */
    @Nullable
    Lane next(long now) {
        return ahead == null && nextNanos - now <= 0 ? waiting.pollFirst() : null;
    }

    /** A lane's next one has started. */
    void started(Lane lane, long now) {
        nextNanos = now + lane.crawlNanos;
        passOver(lane);
    }

    /** A lane has left its host's line. */
    void passOver(Lane lane) {
        if (ahead == lane) {
            ahead = null;
        }
    }

    /** Whether a timer is wanted for the next in line and not yet set; then it counts as set. */
    boolean wantsTimer() {
        if (timed || ahead != null || waiting.isEmpty()) {
            return false;
        }
        timed = true;
        return true;
    }

    /** The timer has run. */
    void timeIsUp() {
        timed = false;
    }

    /** Earliest next start. */
    long nextNanos() {
        return nextNanos;
    }
}
