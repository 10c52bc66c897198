package dev.gather.limit;

import dev.gather.limit.Share.Order;
import dev.gather.net.Host;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Who waits and who has a permit, and whose turn is next: hosts in turn, and within a host the batches in turn. Owned
 * by the scheduler, and touched on its context only, save for the few figures that say otherwise.
 */
final class Turns {
    /** How soon to look again when memory for bodies is short and no release may come to tell. */
    private static final long MEMORY_CHECK_NANOS = 20_000_000;

    private final Clock clock;
    private final LimitSettings settings;
    private final BufferedBytes buffered;

    private final Collection<CallerShare> callers;

    private final Congestion congestion;
    private final HostFigures figures = new HostFigures();
    private final HostTable hosts;
    private final HostTroubles troubles;
    private final ArrayDeque<HostState> servable = new ArrayDeque<>();
    private final Feeding feeding;
    private final Pacing pacing;
    private final ArrayList<Member> served = new ArrayList<>();
    private boolean checkingMemory;

    /** The clock as the task at hand found it: reading it for each step anew took up to two fifths of a grant. */
    private long now;

    private int inFlight;
    private int queued;
    private volatile int shownInFlight;
    private volatile int shownQueued;

    /** @param callers all that there are, or will be */
    Turns(
            Clock clock,
            LimitSettings settings,
            BufferedBytes buffered,
            Collection<CallerShare> callers,
            RandomGenerator random) {
        this.clock = clock;
        this.settings = settings;
        this.buffered = buffered;
        this.callers = callers;
        this.congestion = new Congestion(settings.inFlightTotal());
        this.troubles = new HostTroubles(settings, figures, random);
        this.hosts = new HostTable(settings, troubles::forget);
        this.feeding = new Feeding(this::place, this::checkMemoryLater);
        this.pacing = new Pacing(clock, this::turn, this::place);
    }

    /** Whether what could start waits too long for the process alone; readable from any thread. */
    boolean congested() {
        return congestion.tooLong(clock.nanos());
    }

    /** Permits out at this moment; readable from any thread. */
    int inFlight() {
        return shownInFlight;
    }

    /** Waiters at this moment; readable from any thread. */
    int queued() {
        return shownQueued;
    }

    /** What happened to hosts in all; readable from any thread. */
    HostFigures figures() {
        return figures;
    }

    HostSnapshot snapshot(Host host) {
        return hosts.snapshot(host, clock.nanos());
    }

    List<HostSnapshot> busiest(int most) {
        return hosts.busiest(most, clock.nanos());
    }

    void report(Host host, Trouble trouble, long grantedNanos) {
        turn(() -> visit(host, state -> {
            troubles.heed(state, trouble, now, grantedNanos);
            congestion.hostsAllow(state.recount());
            hold(state);
            restOn(state);
        }));
    }

    void retry(Host host, Consumer<Boolean> answer) {
        turn(() -> visit(host, state -> answer.accept(troubles.pays(state, now))));
    }

    void hedge(Host host, Consumer<Boolean> answer) {
        turn(() -> {
            HostState state = hosts.find(host);
            answer.accept(state != null && troubles.paysHedge(state, now));
        });
    }

    /** Tells whoever waits for something else of a host if its state leaves the batch no time for it. */
    void refusal(Member batch, Host host, Consumer<HostRefusal> refused) {
        turn(() -> visit(host, state -> {
            HostHealth health = state.health();
            HostRefusal why = health == null ? null : health.refusal(now, batch.deadlineNanos);
            if (why != null) {
                figures.refused(why.reason(), 1);
                refused.accept(why.since(why.pausedNanos()));
            }
        }));
    }

    void crawlDelay(Member batch, Host host, long nanos) {
        turn(() -> {
            Lane lane = lane(batch, host);
            lane.crawlNanos = nanos;
            forget(lane);
        });
    }

    /** Does something with a host, whether or not anybody asks for it at this moment. */
    private void visit(Host host, Consumer<HostState> purpose) {
        HostState state = hosts.ask(host, now);
        purpose.accept(state);
        if (state.idle()) {
            hosts.retire(state, now);
        }
    }

    /** Does something at one instant, and then grants what it made possible. */
    private void turn(Runnable work) {
        now = clock.nanos();
        work.run();
        serve();
    }

    /** Refuses whoever does not wait for a host that is blocked now, and looks at it again when it is not. */
    private void hold(HostState host) {
        HostHealth health = host.health();
        if (health == null || !health.blocked()) {
            return;
        }
        for (Lane lane : host.lanes()) {
            HostRefusal why = health.refusal(now, lane.batch.deadlineNanos);
            if (why != null) {
                refuse(lane, why);
            }
        }
        host.sweep().forEach(this::standDown);
        lookAgain(host, health);
    }

    private void lookAgain(HostState host, HostHealth health) {
        host.timer(clock.after(
                health.blockedUntil() - now,
                () -> turn(() -> {
                    troubles.lapse(host, now);
                    if (health.blocked()) {
                        lookAgain(host, health);
                    } else {
                        mayTakeMore(host);
                    }
                })));
    }

    private void refuse(Lane lane, HostRefusal why) {
        List<Waiter> refused = lane.clear();
        queued -= refused.size();
        refuse(lane, refused, why);
    }

    private void refuse(Lane lane, List<Waiter> refused, HostRefusal why) {
        figures.refused(why.reason(), refused.size());
        for (Waiter waiter : refused) {
            tell(lane.batch, () -> waiter.refused(why));
        }
        forget(lane);
    }

    /** A lane has left its host's line without a turn. */
    private void standDown(Lane lane) {
        lane.place = Lane.Place.ASIDE;
        lane.batch.standing--;
        recount(lane);
        feeding.dismiss(lane);
        pacing.passOver(lane, now);
    }

    private void tell(Member batch, Runnable word) {
        if (batch.unserved()) {
            served.add(batch);
        }
        batch.tell(word);
    }

    void accept(Member batch, List<Order> orders) {
        turn(() -> {
            for (Order order : orders) {
                obey(batch, order);
            }
        });
    }

    private void obey(Member batch, Order order) {
        switch (order.kind()) {
            case LAST -> enqueue(lane(batch, order), order, false);
            case FIRST -> enqueue(lane(batch, order), order, true);
            case RELEASE -> release(lane(batch, order), false);
            case RELEASE_WELL -> release(lane(batch, order), true);
            case REACHED -> reached(lane(batch, order));
            case PAUSE -> batch.paused = true;
            case RESUME -> batch.paused = false;
            case URGE -> urge(lane(batch, order));
            case CLOSE -> close(batch);
        }
        feeding.feed(batch);
        congestion.callersAllow(batch.recount());
    }

    private Lane lane(Member batch, Order order) {
        return lane(batch, Objects.requireNonNull(order.host()));
    }

    private Lane lane(Member batch, Host of) {
        return batch.lanes.computeIfAbsent(of, host -> {
            Lane lane = new Lane(batch, hosts.ask(host, now), now);
            lane.host.attach(lane);
            return lane;
        });
    }

    private void enqueue(Lane lane, Order order, boolean first) {
        if (lane.batch.closed) {
            forget(lane);
            return;
        }
        Waiter waiter = Objects.requireNonNull(order.waiter());
        HostHealth health = lane.host.health();
        if (health != null) {
            troubles.rest(lane.host, health, now);
            HostRefusal why = health.refusal(now, lane.batch.deadlineNanos);
            waiter = late(waiter, health.pause().pausedNanos(now));
            if (why != null) {
                refuse(lane, List.of(waiter), why);
                return;
            }
        }
        queued++;
        if (first) {
            lane.addFirst(waiter);
            advance(lane);
        } else {
            lane.addLast(waiter);
        }
        place(lane);
        restOn(lane.host);
    }

    /** Sees to it that time without trouble gives a host more also while nobody comes or goes. */
    private void restOn(HostState host) {
        HostHealth health = host.health();
        if (health == null || !health.recovers() || host.first() == null || !host.rests()) {
            return;
        }
        Clock.Timer unused = clock.after(
                HostWindow.REGROWS_EVERY_NANOS,
                () -> turn(() -> {
                    host.rested();
                    troubles.rest(host, health, now);
                    mayTakeMore(host);
                    restOn(host);
                }));
    }

    private static Waiter late(Waiter waiter, long pausedNanos) {
        return pausedNanos == 0 ? waiter : new JoinedLate(waiter, pausedNanos);
    }

    private void urge(Lane lane) {
        lane.urge();
        advance(lane);
        place(lane);
        forget(lane);
    }

    /** Puts a lane first in its batch's line if it stands there and may go on through a pause of the batch. */
    private static void advance(Lane lane) {
        if (lane.place == Lane.Place.BATCH && lane.batch.waiting.remove(lane)) {
            lane.batch.await(lane);
        }
    }

    private void release(Lane lane, boolean well) {
        inFlight--;
        lane.inFlight--;
        lane.batch.inFlight--;
        lane.batch.caller.ended();
        lane.host.ended(now);
        if (well) {
            troubles.wentWell(lane.host, now);
        }
        recount(lane);
        feeding.passOn(lane.batch.caller);
        enlist(lane.host);
        place(lane);
        forget(lane);
    }

    private void reached(Lane lane) {
        troubles.reached(lane.host, now);
        recount(lane);
        enlist(lane.host);
        forget(lane);
    }

    private void close(Member batch) {
        batch.closed = true;
        batch.waiting.clear();
        for (Lane lane : List.copyOf(batch.lanes.values())) {
            queued -= lane.clear().size();
            forget(lane);
        }
    }

    /** Puts a lane that stands nowhere where it belongs. */
    private void place(Lane lane) {
        if (lane.place != Lane.Place.ASIDE || lane.isEmpty() || lane.inFlight >= lane.batch.hostLimit) {
            return;
        }
        if (pacing.holdsBack(lane, now)) {
            return;
        }
        lane.place = Lane.Place.HOST;
        lane.readySince = now;
        lane.batch.standing++;
        lane.host.ready(lane);
        recount(lane);
        enlist(lane.host);
    }

    /** A host can take more at a time than before, though nobody came or went. */
    private void mayTakeMore(HostState host) {
        congestion.hostsAllow(host.recount());
        enlist(host);
    }

    private void enlist(HostState host) {
        if (host.enlist()) {
            servable.addLast(host);
        }
    }

    /** Counts anew how many could start after what happened to a lane, its host or its batch. */
    private void recount(Lane lane) {
        congestion.hostsAllow(lane.host.recount());
        congestion.callersAllow(lane.batch.recount());
    }

    /** Grants what can be granted now, and hands the grants over. */
    private void serve() {
        while (serveNextHost()) {
            // one grant at a time, so that hosts take turns
        }
        for (Member batch : served) {
            batch.deliver();
        }
        served.clear();
        shownInFlight = inFlight;
        shownQueued = queued;
    }

    private boolean roomInProcess() {
        if (inFlight >= settings.inFlightTotal()) {
            return false;
        }
        // One fetch may go on: what frees memory can itself be a fetch, the head of an answer sent in order. But not
        // for
        // ever: each can be one more that is kept for a caller who does not read.
        if (buffered.wouldOverflow(0) && (inFlight > 0 || buffered.exhausted())) {
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
        Clock.Timer unused = clock.after(
                MEMORY_CHECK_NANOS,
                () -> turn(() -> {
                    checkingMemory = false;
                    callers.forEach(feeding::passOn);
                }));
    }

    /** Whether there was anything to do. What may not start anyhow makes way, even while the process is full. */
    private boolean serveNextHost() {
        HostState host = servable.peekFirst();
        if (host == null) {
            congestion.over();
            return feeding.next();
        }
        if (!host.hasRoom() || host.first() == null) {
            servable.removeFirst();
            host.delist();
            feeding.dismissAll(host);
            return true;
        }
        Lane lane = Objects.requireNonNull(host.first());
        if (mayStart(lane) && !roomInProcess()) {
            congestion.waits(later(lane.readySince, host.roomSince()));
            return false;
        }
        servable.removeFirst();
        host.delist();
        offer(Objects.requireNonNull(host.next()));
        enlist(host);
        feeding.dismissAll(host);
        // In turn with hosts: while the process is busy there is always another host to serve.
        boolean unused = feeding.next();
        return true;
    }

    private static boolean mayStart(Lane lane) {
        return !lane.isEmpty() && lane.batch.hasRoomFor(lane) && lane.batch.caller.hasRoomFor(lane.batch);
    }

    private static long later(long nanos, long otherNanos) {
        return nanos - otherNanos > 0 ? nanos : otherNanos;
    }

    /** It is the lane's turn at its host. */
    private void offer(Lane lane) {
        lane.place = Lane.Place.ASIDE;
        lane.batch.standing--;
        if (mayStart(lane)) {
            grant(lane);
            recount(lane);
            feeding.dismiss(lane);
            place(lane);
            return;
        }
        recount(lane);
        feeding.dismiss(lane);
        pacing.passOver(lane, now);
        if (!lane.isEmpty()) {
            lane.place = Lane.Place.BATCH;
            lane.batch.await(lane);
            feeding.feed(lane.batch);
        }
    }

    private void grant(Lane lane) {
        Member batch = lane.batch;
        inFlight++;
        queued--;
        batch.inFlight++;
        batch.caller.started();
        lane.inFlight++;
        lane.host.started();
        if (!lane.goesOn()) {
            lane.host.budget(now).earn(now);
        }
        pacing.started(lane, now);
        if (batch.unserved()) {
            served.add(batch);
        }
        Waiter waiter = lane.take();
        long pausedNanos = lane.host.pausedNanos(now);
        if (pausedNanos == 0) {
            batch.grant(waiter);
        } else {
            batch.tell(() -> waiter.granted(pausedNanos));
        }
    }

    private void forget(Lane lane) {
        boolean mayPaceLater = (lane.batch.intervalNanos > 0 || lane.crawlNanos > 0) && !lane.batch.closed;
        if (!lane.idle() || mayPaceLater) {
            return;
        }
        if (lane.batch.lanes.remove(lane.host.host, lane)) {
            lane.host.detach(lane);
        }
        if (lane.host.idle()) {
            hosts.retire(lane.host, now);
        }
    }

    /** What counts as waiting for the process alone. */
    int inLine() {
        return congestion.inLine();
    }

    /** Hosts remembered at this moment. */
    int hostCount() {
        return hosts.size();
    }
}
