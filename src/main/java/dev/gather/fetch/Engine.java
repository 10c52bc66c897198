package dev.gather.fetch;

import dev.gather.cache.HttpCache;
import dev.gather.limit.BufferedBytes;
import dev.gather.limit.Clock;
import dev.gather.limit.LargeBodies;
import dev.gather.limit.Scheduler;
import dev.gather.limit.Share;
import dev.gather.limit.VertxClock;
import dev.gather.net.Gate;
import dev.gather.net.Refusal;
import dev.gather.net.Target;
import dev.gather.robots.Robots;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One instance's dispatcher: a batch stays on the loop that accepted it, and only permits cross to other loops. */
public final class Engine implements Dispatcher {
    private final Executor loop;
    private final Shared shared;
    private final Clock clock;
    private final OriginClient client;
    private final Fetcher fetcher;
    private final Set<BatchRun> running = new HashSet<>();

    /**
     * What all instances share.
     *
     * @param trust whose signature on an origin's certificate counts, see {@link Trust}
     * @param mostPerHost the largest limit of any host
     * @param onBug hears of every exception that should not have been
     */
    public record Shared(
            FetchSettings settings,
            TrustOptions trust,
            int mostPerHost,
            Scheduler scheduler,
            Gate gate,
            BufferedBytes buffered,
            LargeBodies largeBodies,
            Flights flights,
            Robots robots,
            HttpCache cache,
            FetchListener listener,
            Consumer<Throwable> onBug) {}

    /** To be made and used on {@code context}'s event loop. */
    public Engine(Vertx vertx, Context context, Shared shared) {
        this(vertx, context, shared, new VertxClock(vertx));
    }

    /** @param idleClock tells how long connections have been idle */
    Engine(Vertx vertx, Context context, Shared shared, Clock idleClock) {
        this.loop = task -> context.runOnContext(turn -> task.run());
        this.shared = shared;
        this.clock = new VertxClock(vertx);
        this.client = new OriginClient(vertx, idleClock, shared.settings(), shared.trust(), shared.mostPerHost());
        this.fetcher = new Fetcher(vertx, loop, client, clock, shared);
    }

    /** What is known against a target before its name is resolved; null if nothing. */
    public static @Nullable Failure refusal(Gate gate, Target target) {
        Refusal refusal = gate.check(target);
        return refusal == null ? null : Failures.of(refusal, Phase.ADMIT);
    }

    @Override
    public RunningBatch start(Batch batch, OutcomeSink sink) {
        Share share = shared.scheduler()
                .open(
                        batch.caller(),
                        loop,
                        batch.concurrency(),
                        batch.hostConcurrency(),
                        TimeUnit.MILLISECONDS.toNanos(batch.hostIntervalMs()),
                        batch.acceptedNanos() + TimeUnit.MILLISECONDS.toNanos(batch.deadlineMs()));
        BatchRun run = new BatchRun(this, batch, sink, share);
        running.add(run);
        loop.execute(run::begin);
        return run;
    }

    /** Ends every batch of this instance; their sinks still hear of every item. */
    public void cancelAll(String why) {
        List.copyOf(running).forEach(run -> run.cancel(why));
        fetcher.revalidations().stop();
    }

    /** Closes every connection to origins. */
    public void close() {
        fetcher.close();
    }

    /** Connections to origins that are open, those that are still being made left out. */
    public int connections() {
        return client.connections();
    }

    void ended(BatchRun run) {
        running.remove(run);
    }

    Executor loop() {
        return loop;
    }

    Clock clock() {
        return clock;
    }

    Fetcher fetcher() {
        return fetcher;
    }

    Gate gate() {
        return shared.gate();
    }

    BufferedBytes buffered() {
        return shared.buffered();
    }

    Flights flights() {
        return shared.flights();
    }

    FetchListener listener() {
        return shared.listener();
    }
}
