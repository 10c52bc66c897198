package dev.gather.limit;

import dev.gather.limit.HostSnapshot.BreakerState;
import dev.gather.net.Host;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One host as the scheduler sees it: what is in flight to it, and whose turn is next. Owned by the scheduler. */
final class HostState {
    final Host host;
    private final int limit;
    private final List<Lane> lanes = new ArrayList<>(1);
    private final ArrayDeque<Lane> ready = new ArrayDeque<>();
    /** Most that may be in flight now: the limit, as long as there is no trouble. */
    private int cap;

    private int inFlight;
    private int queued;
    private boolean listed;
    private boolean resting;
    private int invited;
    private long roomSince;
    private int counted;
    private @Nullable RetryBudget budget;
    private @Nullable HostHealth health;
    private @Nullable CrawlLine crawl;
    private Clock.@Nullable Timer timer;

    HostState(Host host, int limit, long now) {
        this.host = host;
        this.limit = limit;
        this.cap = limit;
        this.roomSince = now;
    }

    void attach(Lane lane) {
        lane.at = lanes.size();
        lanes.add(lane);
    }

    void detach(Lane lane) {
        Lane last = lanes.remove(lanes.size() - 1);
        if (last != lane) {
            lanes.set(lane.at, last);
            last.at = lane.at;
        }
    }

    /** The lanes of all batches, those that stand elsewhere included. */
    List<Lane> lanes() {
        return List.copyOf(lanes);
    }

    /** Whether nobody asks for it and nothing is in flight, so that only what is remembered of it matters. */
    boolean idle() {
        return lanes.isEmpty() && inFlight == 0;
    }

    /** What is known of its troubles; null if there were none. */
    @Nullable
    HostHealth health() {
        return health;
    }

    /** The same, from now on. */
    HostHealth health(long longestPauseNanos) {
        if (health == null) {
            health = new HostHealth(limit, longestPauseNanos);
        }
        return health;
    }

    /** Whether it would be wrong to forget it. */
    boolean memorable(long now) {
        return (health != null && health.troubled())
                || (budget != null && budget.spent(now))
                || (crawl != null && crawl.nextNanos() - now > 0);
    }

    /** Takes in what has become of its health. */
    void refit() {
        cap = health == null ? limit : health.cap();
    }

    /** Whether a look at what its rest has brought is wanted and not yet arranged; then it counts as arranged. */
    boolean rests() {
        boolean wanted = !resting;
        resting = true;
        return wanted;
    }

    /** The look has been taken. */
    void rested() {
        resting = false;
    }

    /** How long it has been paused in all. */
    long pausedNanos(long now) {
        return health == null ? 0 : health.pause().pausedNanos(now);
    }

    CrawlLine crawl(long now) {
        if (crawl == null) {
            crawl = new CrawlLine(now);
        }
        return crawl;
    }

    RetryBudget budget(long now) {
        if (budget == null) {
            budget = new RetryBudget(now);
        }
        return budget;
    }

    /** Replaces the timer that ends what keeps it from starting anything. */
    void timer(Clock.@Nullable Timer next) {
        if (timer != null) {
            timer.cancel();
        }
        timer = next;
    }

    boolean hasRoom() {
        return inFlight < cap;
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

    /** It has room again for another reason than that something ended. */
    void hasRoomFrom(long now) {
        roomSince = now;
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

    /** One of the lanes in line has room kept for it by its caller. */
    void invite(Lane lane) {
        lane.invited = true;
        invited++;
    }

    /** Ends that; says whether it was so. */
    boolean dismiss(Lane lane) {
        if (!lane.invited) {
            return false;
        }
        lane.invited = false;
        invited--;
        return true;
    }

    /** The lanes for which room is kept in vain, because there is none here. */
    List<Lane> invitedInVain() {
        return invited == 0 || hasRoom()
                ? List.of()
                : ready.stream().filter(lane -> lane.invited).toList();
    }

    /** Takes the lanes out of line in which nobody waits any more. */
    List<Lane> sweep() {
        List<Lane> empty = ready.stream().filter(Lane::isEmpty).toList();
        if (!empty.isEmpty()) {
            ready.removeIf(Lane::isEmpty);
        }
        return empty;
    }

    /** By how much has changed how many of its lanes it would let start now. */
    int recount() {
        int before = counted;
        counted = Math.max(0, Math.min(ready.size(), cap - inFlight));
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

    /** It has left the ring. */
    void delist() {
        listed = false;
    }

    /** What waits for it or is in flight to it. */
    int load() {
        return inFlight + queued;
    }

    /** So many more, or fewer, wait for it. */
    void queued(int more) {
        queued += more;
    }

    HostSnapshot snapshot(long now) {
        int retriesLeft = (budget == null ? new RetryBudget(now) : budget).left(now);
        if (health == null) {
            return new HostSnapshot(
                    host, inFlight, queued, cap, limit, 0, 0, false, BreakerState.CLOSED, 0, retriesLeft);
        }
        HostPause pause = health.pause();
        Breaker breaker = health.breaker();
        return new HostSnapshot(
                host,
                inFlight,
                queued,
                cap,
                limit,
                pause.on() ? Math.max(1, pause.untilNanos() - now) : 0,
                pause.on() ? pause.status() : 0,
                pause.on() && pause.asked(),
                breaker.state(),
                breaker.open() ? Math.max(1, breaker.untilNanos() - now) : 0,
                retriesLeft);
    }
}
