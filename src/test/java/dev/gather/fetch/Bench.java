package dev.gather.fetch;

import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.cache.CacheSettings;
import dev.gather.cache.HttpCache;
import dev.gather.limit.BufferedBytes;
import dev.gather.limit.Clock;
import dev.gather.limit.LargeBodies;
import dev.gather.limit.LimitSettings;
import dev.gather.limit.Scheduler;
import dev.gather.limit.VertxClock;
import dev.gather.net.Cidr;
import dev.gather.net.Gate;
import dev.gather.net.InvalidUrl;
import dev.gather.net.Listeners;
import dev.gather.net.NetSettings;
import dev.gather.net.OwnAddresses;
import dev.gather.net.Ports;
import dev.gather.net.Resolver;
import dev.gather.net.Target;
import dev.gather.robots.Robots;
import dev.gather.robots.RobotsSettings;
import dev.gather.testing.Awaited;
import dev.gather.testing.Options;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** An engine of one instance with everything it needs, for tests that look at the engine alone. */
final class Bench implements AutoCloseable {
    /** A hundred fetches at a time, six for each host. */
    static final LimitSettings LIMITS = new LimitSettings(100, 6, Map.of(), 600, 64 << 20, 60_000);

    private static final Resolver RESOLVER = new Resolver(List.of());

    final Vertx vertx;
    final Context context;
    final Engine engine;
    final Scheduler scheduler;
    final BufferedBytes buffered = new BufferedBytes(64 << 20);
    final Robots robots;
    final HttpCache cache = new HttpCache(new CacheSettings(16 << 20));
    final AtomicInteger bugs = new AtomicInteger();
    private String deployment;

    /** An engine as most tests need it. */
    static Bench start(Vertx vertx) {
        return new Bench(vertx, LIMITS);
    }

    Bench(Vertx vertx, LimitSettings limits) {
        this(vertx, limits, FetchSettings.DEFAULT);
    }

    Bench(Vertx vertx, LimitSettings limits, FetchSettings settings) {
        this(vertx, limits, settings, loopbackGate(settings.egressProxy() != null));
    }

    Bench(Vertx vertx, LimitSettings limits, FetchSettings settings, Gate gate) {
        this(vertx, limits, settings, gate, new VertxClock(vertx), RobotsSettings.DEFAULT);
    }

    Bench(Vertx vertx, LimitSettings limits, RobotsSettings robots) {
        this(vertx, limits, FetchSettings.DEFAULT, loopbackGate(false), new VertxClock(vertx), robots);
    }

    /** @param idleClock tells the engine how long connections have been idle; used on {@link #context} only */
    Bench(Vertx vertx, LimitSettings limits, Clock idleClock) {
        this(vertx, limits, FetchSettings.DEFAULT, loopbackGate(false), idleClock, RobotsSettings.DEFAULT);
    }

    private Bench(
            Vertx vertx,
            LimitSettings limits,
            FetchSettings settings,
            Gate gate,
            Clock idleClock,
            RobotsSettings robotsSettings) {
        this.vertx = vertx;
        robots = new Robots(robotsSettings, System::nanoTime);
        Promise<Context> started = Promise.promise();
        deployment = Awaited.of(vertx.deployVerticle(new AbstractVerticle() {
            @Override
            public void start() {
                started.complete(context);
            }
        }));
        context = Awaited.of(started.future());
        scheduler = new Scheduler(
                task -> context.runOnContext(turn -> task.run()),
                new VertxClock(vertx),
                limits,
                buffered,
                Integer.MAX_VALUE);
        Promise<Engine> made = Promise.promise();
        context.runOnContext(turn -> made.complete(new Engine(
                vertx,
                context,
                new Engine.Shared(
                        settings,
                        Trust.anchors(settings.caFile()),
                        limits.mostPerHost(),
                        scheduler,
                        gate,
                        buffered,
                        new LargeBodies(buffered),
                        new Flights(),
                        robots,
                        cache,
                        new Silent(),
                        bug -> bugs.incrementAndGet()),
                idleClock)));
        engine = Awaited.of(made.future());
    }

    private static Gate loopbackGate(boolean proxied) {
        return gate(RESOLVER, proxied, "127.0.0.0/8", "::1");
    }

    /** A gate that lets these networks through, though they are not public. */
    static Gate gate(Resolver resolver, boolean proxied, String... networks) {
        OwnAddresses own = OwnAddresses.of(List.of());
        List<Cidr> open = Stream.of(networks).map(Cidr::parse).toList();
        NetSettings settings =
                new NetSettings(List.of(), List.of(), open, List.of(), Ports.parse("1-65535"), List.of());
        return new Gate(settings, own, new Listeners(own), resolver, proxied);
    }

    static FetchOptions options(int timeoutMs, int maxAttempts) {
        return options(timeoutMs, maxAttempts, FetchOptions.DEFAULT.maxBodyBytes());
    }

    static FetchOptions options(int timeoutMs, int maxAttempts, int maxBodyBytes) {
        return Options.options()
                .timeoutMs(timeoutMs)
                .maxAttempts(maxAttempts)
                .maxBodyBytes(maxBodyBytes)
                .build();
    }

    static FetchOptions connectingWithin(int connectTimeoutMs) {
        return Options.options()
                .timeoutMs(15_000)
                .connectTimeoutMs(connectTimeoutMs)
                .maxAttempts(1)
                .build();
    }

    static Fetch get(int index, String url, FetchOptions options) {
        return of(index, HttpMethod.GET, url, options);
    }

    static Fetch of(int index, HttpMethod method, String url, FetchOptions options) {
        return new Fetch(index, null, url, method, target(url), null, null, options);
    }

    static Target target(String url) {
        try {
            return Target.parse(url);
        } catch (InvalidUrl e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Batch batch(List<Fetch> fetches, Mode mode, long deadlineMs) {
        return new Batch(
                "bat_1",
                "req_1",
                "anonymous",
                null,
                fetches,
                mode,
                512,
                512,
                0,
                deadlineMs,
                true,
                false,
                System.nanoTime());
    }

    /** Runs a batch to its end. */
    Heard run(Batch batch) {
        return Awaited.of(start(batch).ended.future());
    }

    Heard run(Fetch... fetches) {
        return run(batch(List.of(fetches), Mode.ALL_SETTLED, 15_000));
    }

    Heard start(Batch batch) {
        Promise<Heard> started = Promise.promise();
        context.runOnContext(turn -> {
            Heard heard = new Heard();
            heard.running = engine.start(batch, heard);
            started.complete(heard);
        });
        return Awaited.of(started.future());
    }

    /** What is left when everything has ended: nothing. */
    boolean idle() {
        return scheduler.inFlight() == 0 && scheduler.queued() == 0;
    }

    /** Ends it and its Vert.x: every permit is back, no byte is held, and nothing failed that must not. */
    void end() {
        eventually("permits are back", Duration.ofSeconds(5), this::idle);
        assertThat(bugs).hasValue(0);
        assertThat(buffered.held()).isZero();
        close();
        Void unused = Awaited.of(vertx.close());
    }

    @Override
    public void close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(turn -> {
            engine.close();
            closed.complete();
        });
        Awaited.of(closed.future());
        Future<Void> undeployed = vertx.undeploy(deployment);
        Awaited.of(undeployed);
    }

    /** Keeps what a batch brought. */
    final class Heard implements OutcomeSink {
        final List<Settled> settled = new ArrayList<>();
        final Promise<Heard> ended = Promise.promise();
        RunningBatch running;
        Summary summary;

        @Override
        public void settled(Settled one) {
            settled.add(one);
            buffered.release(one.outcome().heldBytes());
        }

        @Override
        public void ended(Summary all) {
            summary = all;
            ended.complete(this);
        }

        Outcome outcome(int index) {
            return settled.stream()
                    .filter(one -> one.fetch().index() == index)
                    .findFirst()
                    .orElseThrow()
                    .outcome();
        }

        Outcome.Answered answered(int index) {
            return (Outcome.Answered) outcome(index);
        }

        Failure failure(int index) {
            return ((Outcome.Failed) outcome(index)).failure();
        }

        void cancel(String why) {
            context.runOnContext(turn -> running.cancel(why));
        }
    }

    private static final class Silent implements FetchListener {
        @Override
        public void started(Batch batch) {}

        @Override
        public void settled(Batch batch, Settled settled) {}

        @Override
        public void ended(Batch batch, Summary summary) {}
    }
}
