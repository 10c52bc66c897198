package dev.gather.limit;

import dev.gather.limit.Share.Order;
import dev.gather.net.Host;
import dev.gather.net.HostPattern;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Grants permits within the limits of batch, host and process: exact over all callers and instances, hosts served in
 * turn, and within a host the batches in turn. Shared by all instances; its state lives on one context and is touched
 * nowhere else, so there are no locks.
 */
public final class Scheduler {
    /** How soon to look again when memory for bodies is short and no release may come to tell. */
    private static final long MEMORY_CHECK_NANOS = 20_000_000;

    private final Executor owner;
    private final Clock clock;
    private final LimitSettings settings;
    private final BufferedBytes buffered;

    private final Map<Host, HostState> hosts = new HashMap<>();
    private final ArrayDeque<HostState> servable = new ArrayDeque<>();
    private final ArrayDeque<Member> hungry = new ArrayDeque<>();
    private final ArrayList<Member> served = new ArrayList<>();
    private boolean checkingMemory;

    private int inFlight;
    private int queued;
    private volatile int shownInFlight;
    private volatile int shownQueued;

    /**
     * @param owner runs a task on the one context that owns this scheduler, in order
     * @param clock its timers are started on that context
     */
    public Scheduler(Executor owner, Clock clock, LimitSettings settings, BufferedBytes buffered) {
        this.owner = owner;
        this.clock = clock;
        this.settings = settings;
        this.buffered = buffered;
    }

    /**
     * A share for one batch; callable from any loop.
     *
     * @param loop runs a task on the batch's loop, in order
     * @param concurrency most permits of this batch
     * @param hostConcurrency most permits of this batch for one host; the operator's figure holds besides
     * @param intervalNanos least time between two grants of this batch for one host
     */
    public Share open(Executor loop, int concurrency, int hostConcurrency, long intervalNanos) {
        return new Share(this, loop, concurrency, hostConcurrency, intervalNanos);
    }

    /** Permits out at this moment; readable from any thread. */
    public int inFlight() {
        return shownInFlight;
    }

    /** Waiters at this moment; readable from any thread. */
    public int queued() {
        return shownQueued;
    }

    void accept(Member batch, List<Order> orders) {
        owner.execute(() -> {
            for (Order order : orders) {
                obey(batch, order);
            }
            serve();
        });
    }

    private void obey(Member batch, Order order) {
        switch (order.kind()) {
            case LAST -> enqueue(lane(batch, order), order, false);
            case FIRST -> enqueue(lane(batch, order), order, true);
            case RELEASE -> release(lane(batch, order));
            case PAUSE -> batch.paused = true;
            case RESUME -> batch.paused = false;
            case URGE -> urge(lane(batch, order));
            case CLOSE -> close(batch);
        }
        feed(batch);
    }

    private Lane lane(Member batch, Order order) {
        return batch.lanes.computeIfAbsent(Objects.requireNonNull(order.host()), host -> {
            HostState state = hosts.computeIfAbsent(host, this::newHost);
            state.attach();
            return new Lane(batch, state, clock.nanos());
        });
    }

    private HostState newHost(Host host) {
        for (Map.Entry<HostPattern, Integer> override :
                settings.perHostOverrides().entrySet()) {
            if (override.getKey().matches(host)) {
                return new HostState(host, override.getValue());
            }
        }
        return new HostState(host, settings.perHost());
    }

    private void enqueue(Lane lane, Order order, boolean first) {
        if (lane.batch.closed) {
            forget(lane);
            return;
        }
        Waiter waiter = Objects.requireNonNull(order.waiter());
        queued++;
        if (first) {
            lane.addFirst(waiter);
            callBack(lane);
        } else {
            lane.addLast(waiter);
        }
        place(lane);
    }

    private void urge(Lane lane) {
        lane.urge();
        callBack(lane);
        place(lane);
        forget(lane);
    }

    /** Takes a lane out of its batch's line if a pause of the batch does not hold it there. */
    private void callBack(Lane lane) {
        if (lane.place == Lane.Place.BATCH && lane.batch.hasRoomFor(lane) && lane.batch.waiting.remove(lane)) {
            lane.place = Lane.Place.ASIDE;
        }
    }

    private void release(Lane lane) {
        inFlight--;
        lane.inFlight--;
        lane.batch.inFlight--;
        lane.host.ended();
        enlist(lane.host);
        place(lane);
        forget(lane);
    }

    private void close(Member batch) {
        batch.closed = true;
        batch.waiting.clear();
        for (Lane lane : List.copyOf(batch.lanes.values())) {
            queued -= lane.clear();
            forget(lane);
        }
    }

    /** Puts a lane that stands nowhere where it belongs. */
    private void place(Lane lane) {
        if (lane.place != Lane.Place.ASIDE || lane.isEmpty() || lane.inFlight >= lane.batch.hostLimit) {
            return;
        }
        long early = lane.earliestStart - clock.nanos();
        if (early > 0) {
            wake(lane, early);
            return;
        }
        lane.place = Lane.Place.HOST;
        lane.host.ready(lane);
        enlist(lane.host);
    }

    private void wake(Lane lane, long delayNanos) {
        if (lane.paced) {
            return;
        }
        lane.paced = true;
        Clock.Timer unused = clock.after(delayNanos, () -> {
            lane.paced = false;
            place(lane);
            serve();
        });
    }

    private void enlist(HostState host) {
        if (host.enlist()) {
            servable.addLast(host);
        }
    }

    /** Grants what can be granted now, and hands the grants over. */
    private void serve() {
        while (roomInProcess() && serveNextHost()) {
            // one grant at a time, so that hosts take turns
        }
        for (Member batch : served) {
            batch.share.deliver(batch.takeGranted());
        }
        served.clear();
        shownInFlight = inFlight;
        shownQueued = queued;
    }

    private boolean roomInProcess() {
        if (inFlight >= settings.inFlightTotal()) {
            return false;
        }
        // One fetch always may go on: what frees memory can itself be a fetch, the head of an answer sent in order.
        if (inFlight > 0 && buffered.wouldOverflow(0)) {
            checkMemoryLater();
            return false;
        }
        return true;
    }

    private void checkMemoryLater() {
        if (checkingMemory) {
            return;
        }
        checkingMemory = true;
        Clock.Timer unused = clock.after(MEMORY_CHECK_NANOS, () -> {
            checkingMemory = false;
            serve();
        });
    }

    /** Whether there was anything to do. */
    private boolean serveNextHost() {
        HostState host = servable.pollFirst();
        if (host == null) {
            return feedHungry();
        }
        host.delist();
        Lane lane = host.next();
        if (lane != null) {
            lane.place = Lane.Place.ASIDE;
            offer(lane);
        }
        enlist(host);
        return true;
    }

    /** It is the lane's turn at its host. */
    private void offer(Lane lane) {
        if (lane.isEmpty()) {
            return;
        }
        if (!lane.batch.hasRoomFor(lane)) {
            lane.place = Lane.Place.BATCH;
            lane.batch.waiting.addLast(lane);
            return;
        }
        grant(lane);
        place(lane);
    }

    private void grant(Lane lane) {
        Member batch = lane.batch;
        inFlight++;
        queued--;
        batch.inFlight++;
        lane.inFlight++;
        lane.host.started();
        if (batch.intervalNanos > 0) {
            lane.earliestStart = clock.nanos() + batch.intervalNanos;
        }
        if (batch.granted.isEmpty()) {
            served.add(batch);
        }
        batch.granted.add(lane.take());
    }

    /** A batch with room and lanes that wait for it is to be fed. */
    private void feed(Member batch) {
        if (!batch.listed && batch.hasRoom() && !batch.waiting.isEmpty()) {
            batch.listed = true;
            hungry.addLast(batch);
        }
    }

    /**
     * Sends one waiting lane of the batch whose turn it is back to its host. One at a time: a batch can have 10 000 lanes
     * waiting and room for one.
     */
    private boolean feedHungry() {
        Member batch = hungry.pollFirst();
        if (batch == null) {
            return false;
        }
        batch.listed = false;
        Lane lane = batch.hasRoom() ? batch.waiting.pollFirst() : null;
        if (lane != null) {
            lane.place = Lane.Place.ASIDE;
            place(lane);
            feed(batch);
        }
        return true;
    }

    private void forget(Lane lane) {
        boolean mayPaceLater = lane.batch.intervalNanos > 0 && !lane.batch.closed;
        if (!lane.idle() || mayPaceLater) {
            return;
        }
        if (lane.batch.lanes.remove(lane.host.host, lane)) {
            lane.host.detach();
        }
        if (lane.host.idle()) {
            hosts.remove(lane.host.host);
        }
    }

    /** Hosts remembered at this moment; to be called on the owning context. */
    int hostCount() {
        return hosts.size();
    }
}
