package dev.gather.fetch;

import dev.gather.fetch.Outcome.Failed;
import dev.gather.fetch.Outcome.Planned;
import dev.gather.fetch.Stopped.Stop;
import dev.gather.limit.BufferedBytes;
import dev.gather.limit.Clock;
import dev.gather.limit.HostRefusal;
import dev.gather.limit.Share;
import dev.gather.limit.Waiter;
import dev.gather.net.Host;
import dev.gather.net.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One batch under way: every item settles once, whatever happens. Used on its loop only. */
final class BatchRun implements RunningBatch {
    private final Engine engine;
    private final Batch batch;
    private final OutcomeSink sink;
    private final Share share;
    private final Ahead ahead;
    private final BufferedBytes.Account bytes;
    private final Clock clock;
    private final List<Item> items;
    private final Tally tally;
    private Clock.@Nullable Timer deadline;
    private boolean stopping;
    private boolean ended;

    BatchRun(Engine engine, Batch batch, OutcomeSink sink, Share share) {
        this.engine = engine;
        this.batch = batch;
        this.sink = sink;
        this.share = share;
        this.ahead = new Ahead(engine.loop(), batch.concurrency());
        this.bytes = engine.buffered().account(batch.caller());
        this.clock = engine.clock();
        this.items = new ArrayList<>(batch.fetches().size());
        this.tally = new Tally(batch);
        for (Fetch fetch : batch.fetches()) {
            items.add(new Item(fetch));
        }
    }

    /** Settles what is refused at once and has the rest wait for permits. */
    void begin() {
        engine.listener().started(batch);
        long left = TimeUnit.MILLISECONDS.toNanos(batch.deadlineMs()) - (clock.nanos() - batch.acceptedNanos());
        deadline = clock.after(Math.max(0, left), this::deadlineReached);
        Map<FlightKey, Item> leaders = new HashMap<>();
        for (Item item : items) {
            admit(item, leaders);
        }
        endIfSettled();
    }

    private void admit(Item item, Map<FlightKey, Item> leaders) {
        if (item.settled) {
            return;
        }
        Failure rejection = rejection(item.fetch);
        if (rejection != null) {
            settle(item, new Failed(rejection, null, untouched()), false);
            return;
        }
        FlightKey key = FlightKey.of(batch, item.fetch);
        Item leader = key == null ? null : leaders.putIfAbsent(key, item);
        if (leader == null) {
            item.key = key;
            item.begin();
        } else {
            leader.lead(item);
        }
    }

    private @Nullable Failure rejection(Fetch fetch) {
        if (fetch.rejection() != null) {
            return fetch.rejection();
        }
        return Engine.refusal(engine.gate(), Objects.requireNonNull(fetch.target()));
    }

    @Override
    public void pause() {
        share.pause();
        ahead.pause();
    }

    @Override
    public void resume() {
        share.resume();
        ahead.resume();
    }

    @Override
    public void urge(int index) {
        items.get(index).urge();
    }

    @Override
    public void cancel(String why) {
        stop(new Stop(FailureCode.CANCELLED, why));
    }

    private void deadlineReached() {
        stop(new Stop(
                FailureCode.DEADLINE_EXCEEDED, "The batch's deadline of " + batch.deadlineMs() + " ms was reached."));
    }

    /** Ends every item that has not settled. */
    private void stop(Stop why) {
        if (ended || stopping) {
            return;
        }
        stopping = true;
        share.close();
        ahead.clear();
        for (Item item : items) {
            item.stop(why);
        }
        endIfSettled();
    }

    /** Settles an item and those that share its fetch. */
    private void settle(Item item, Outcome outcome, boolean coalesced) {
        settle(item, outcome, coalesced, -1);
        for (Item follower : item.takeFollowers()) {
            settle(follower, outcome, true, item.fetch.index());
        }
    }

    private void settle(Item item, Outcome outcome, boolean coalesced, int sharedWith) {
        if (item.settled) {
            return;
        }
        item.settled = true;
        item.queued = false;
        item.running = null;
        item.asked();
        int seq = tally.count(item.fetch, outcome);
        bytes.hold(outcome.heldBytes());
        Settled settled = new Settled(item.fetch, seq, outcome, coalesced, sharedWith);
        engine.listener().settled(batch, settled);
        sink.settled(settled);
        if (tally.decided() && !stopping) {
            stop(new Stop(FailureCode.CANCELLED, "The batch was decided by another item."));
        }
    }

    private void endIfSettled() {
        if (ended || !tally.complete()) {
            return;
        }
        ended = true;
        if (deadline != null) {
            deadline.cancel();
        }
        share.close();
        Summary summary = tally.summary(clock.nanos());
        engine.ended(this);
        sink.ended(summary);
        engine.listener().ended(batch, summary);
    }

    /** The trail of an item for which nothing was done. */
    private Trail untouched() {
        return untouched(0);
    }

    private Trail untouched(long pausedNanos) {
        long total = clock.nanos() - batch.acceptedNanos();
        Timings timings = new Timings(total - pausedNanos, pausedNanos, -1, -1, -1, -1, total);
        return new Trail(List.of(), List.of(), timings, 0);
    }

    /** One item: waits for its turn, then is fetched, planned, or joins an equal fetch of another call. */
    private final class Item implements Waiter, Ahead.Asker {
        private final Fetch fetch;
        private @Nullable FlightKey key;
        private @Nullable Fetching running;
        private @Nullable List<Item> followers;
        /** Whether it stands in its host's line; one that has joined another call's fetch does not. */
        private boolean queued;

        private boolean asks;
        /** Whether its robots.txt has been asked for; what came of that is remembered elsewhere. */
        private boolean knowsRobots;
        /** Whether it is to go on though the batch is paused. */
        private boolean urged;

        private boolean settled;

        Item(Fetch fetch) {
            this.fetch = fetch;
        }

        private Host host() {
            return target().host();
        }

        private Target target() {
            return Objects.requireNonNull(fetch.target());
        }

        void lead(Item follower) {
            if (followers == null) {
                followers = new ArrayList<>(1);
            }
            followers.add(follower);
        }

        List<Item> takeFollowers() {
            List<Item> taken = followers == null ? List.of() : followers;
            followers = null;
            return taken;
        }

        /** Has it wait for its turn: to ask if it has something to ask, or for a permit. */
        void begin() {
            if (asksAhead()) {
                ahead.add(this);
            } else {
                queued = true;
                share.await(host(), this);
            }
        }

        private void beginAgain() {
            if (asksAhead()) {
                ahead.add(this);
            } else {
                queued = true;
                share.awaitFirst(host(), this);
            }
        }

        private boolean asksAhead() {
            return respectsRobots() || (fetch.options().asksAhead() && !batch.dryRun());
        }

        private boolean respectsRobots() {
            return engine.fetcher().respectsRobots(fetch.options());
        }

        void urge() {
            urged = true;
            if (queued) {
                share.urge(host());
            } else if (running != null) {
                running.urge();
            } else {
                ahead.urge(this);
            }
        }

        @Override
        public void ask() {
            asks = true;
            if (awaitsRobots()) {
                return;
            }
            if (batch.dryRun()) {
                Future<?> unused = engine.fetcher()
                        .planWithRobots(batch.caller(), target())
                        .onSuccess(this::planned);
            } else {
                start(false, 0);
            }
        }

        /**
         * Whether it waits for a robots.txt that is on its way, to ask again once that is there. It stands aside until
         * then, so that a host which is slow to give it holds up no other.
         */
        private boolean awaitsRobots() {
            if (knowsRobots || !respectsRobots()) {
                return false;
            }
            knowsRobots = true;
            Future<?> robots = engine.fetcher().askRobots(batch.caller(), target());
            if (robots.isComplete()) {
                return false;
            }
            asks = false;
            ahead.stepsAside();
            Future<?> unused = robots.onComplete(known -> askAgain());
            share.refusal(host(), why -> refusedWhileAsking(robots, why));
            return true;
        }

        /** Its host is paused for longer than there is time, and so is the answer that it waits for. */
        private void refusedWhileAsking(Future<?> robots, HostRefusal why) {
            if (!settled && !robots.isComplete()) {
                refused(why);
            }
        }

        private void askAgain() {
            ahead.cameBack();
            if (!settled) {
                ahead.add(this);
                if (urged) {
                    ahead.urge(this);
                }
            }
        }

        /** It is done asking, if it ever asked. */
        private void asked() {
            if (asks) {
                asks = false;
                ahead.asked();
            }
        }

        @Override
        public void granted(long pausedNanos) {
            queued = false;
            if (settled) {
                share.release(host(), false);
            } else if (batch.dryRun()) {
                plan();
            } else {
                start(true, pausedNanos);
            }
        }

        @Override
        public void refused(HostRefusal why) {
            queued = false;
            finish(new Failed(Failures.of(host(), why), null, untouched(why.pausedNanos())));
        }

        private void start(boolean permitInHand, long pausedNanos) {
            if (key == null) {
                Future<Outcome> unused = fetch(permitInHand, pausedNanos);
            } else {
                fly(key, permitInHand, pausedNanos);
            }
        }

        private void plan() {
            Future<?> unused = engine.fetcher().plan(target()).onSuccess(failure -> {
                share.release(host(), false);
                planned(failure);
            });
        }

        private void planned(Optional<Failure> failure) {
            Trail trail = untouched();
            finish(failure.<Outcome>map(why -> new Failed(why, null, trail)).orElseGet(() -> new Planned(trail)));
        }

        private Future<Outcome> fetch(boolean permitInHand, long pausedNanos) {
            Fetcher fetcher = engine.fetcher();
            Fetching fetching = permitInHand
                    ? fetcher.begin(batch, fetch, share, pausedNanos)
                    : fetcher.begin(batch, fetch, share, this::asked);
            running = fetching;
            if (urged) {
                fetching.urge();
            }
            return fetching.run().onSuccess(this::finish);
        }

        /** Joins an equal fetch that is under way, or fetches and lets others join. */
        private void fly(FlightKey mine, boolean permitInHand, long pausedNanos) {
            Promise<Outcome> flight = Promise.promise();
            Future<Outcome> other = engine.flights().enter(mine, flight.future());
            if (other != null) {
                if (permitInHand) {
                    share.release(host(), false);
                }
                asked();
                Future<?> unused = engine.fetcher().onLoop(other).onSuccess(this::joined);
                return;
            }
            Future<?> unused = fetch(permitInHand, pausedNanos).onSuccess(outcome -> {
                engine.flights().leave(mine, flight.future());
                flight.complete(outcome);
            });
        }

        /** What another call had no time for is no outcome for this one: it takes its own turn. */
        private void joined(Outcome outcome) {
            if (settled) {
                return;
            }
            if (Tally.cut(outcome) || Tally.outOfTime(outcome)) {
                beginAgain();
            } else {
                settle(this, outcome.withTotal(clock.nanos() - batch.acceptedNanos()), true);
                endIfSettled();
            }
        }

        private void finish(Outcome outcome) {
            settle(this, outcome, false);
            endIfSettled();
        }

        void stop(Stop why) {
            if (settled) {
                return;
            }
            if (running != null) {
                running.stop(why);
            } else {
                settle(this, new Failed(why.at(Phase.QUEUE), null, untouched()), false);
            }
        }
    }
}
