package dev.gather;

import dev.gather.api.Api;
import dev.gather.api.ApiKey;
import dev.gather.cache.HttpCache;
import dev.gather.config.Settings;
import dev.gather.fetch.Dispatcher;
import dev.gather.fetch.Engine;
import dev.gather.fetch.FetchListeners;
import dev.gather.fetch.Flights;
import dev.gather.fetch.Trust;
import dev.gather.limit.Admission;
import dev.gather.limit.BufferedBytes;
import dev.gather.limit.LargeBodies;
import dev.gather.limit.LimitSettings;
import dev.gather.limit.NotAdmitted.Reason;
import dev.gather.limit.Quota;
import dev.gather.limit.Scheduler;
import dev.gather.limit.VertxClock;
import dev.gather.net.Gate;
import dev.gather.net.Listeners;
import dev.gather.net.OwnAddresses;
import dev.gather.net.Resolver;
import dev.gather.observe.AccessLog;
import dev.gather.observe.AnsweredCall;
import dev.gather.observe.FetchMetrics;
import dev.gather.observe.Health;
import dev.gather.observe.Logging;
import dev.gather.robots.Robots;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What the instances of one process share, made once before the first of them starts. */
record Parts(
        Settings settings,
        BufferedBytes buffered,
        LargeBodies largeBodies,
        Scheduler scheduler,
        Listeners listeners,
        Resolver resolver,
        Gate gate,
        TrustOptions trust,
        Flights flights,
        Robots robots,
        HttpCache cache,
        Admission admission,
        Quota quota,
        FetchMetrics metrics,
        AccessLog accessLog,
        Health health) {
    /** The exit code that the JVM itself uses with ExitOnOutOfMemoryError. */
    private static final int OUT_OF_MEMORY = 3;

    /** Made before memory is short. */
    private static final FileOutputStream LAST_WORDS = new FileOutputStream(FileDescriptor.err);

    private static final byte[] OUT_OF_MEMORY_LINE =
            "gather: out of memory, so the process ends\n".getBytes(StandardCharsets.US_ASCII);

    /** Makes the parts; those that take longest, a third of the start, are made beside each other. */
    static Future<Parts> of(Vertx vertx, Settings settings, Logging logging) {
        Future<TrustOptions> trust = vertx.executeBlocking(
                        () -> Trust.anchors(settings.fetch().caFile()), false)
                .map(Objects::requireNonNull);
        Future<FetchMetrics> metrics =
                vertx.executeBlocking(FetchMetrics::new, false).map(Objects::requireNonNull);
        Context owner = vertx.getOrCreateContext();
        Future<Resolver> resolver = vertx.executeBlocking(
                        () -> new Resolver(settings.net().dnsServers()), false)
                .map(Objects::requireNonNull);
        OwnAddresses own = OwnAddresses.read();
        return Future.join(trust, metrics, resolver)
                .map(made -> of(owner, settings, logging, own, resolver.result(), trust.result(), metrics.result()))
                .onFailure(cause -> {
                    resolver.onSuccess(Resolver::close);
                    metrics.onSuccess(FetchMetrics::close);
                });
    }

    private static Parts of(
            Context owner,
            Settings settings,
            Logging logging,
            OwnAddresses own,
            Resolver resolver,
            TrustOptions trust,
            FetchMetrics metrics) {
        LimitSettings limit = settings.limit();
        int callers = (int)
                settings.api().keys().stream().map(ApiKey::name).distinct().count();
        BufferedBytes buffered = new BufferedBytes(limit.bufferedBytesTotal(), limit.bufferedBytesPerCaller(callers));
        Scheduler scheduler = new Scheduler(
                task -> owner.runOnContext(turn -> task.run()),
                new VertxClock(owner.owner()),
                limit,
                buffered,
                limit.inFlightPerCaller(callers));
        Admission admission = new Admission(buffered, scheduler::congested);
        Listeners listeners = new Listeners(own);
        boolean proxied = settings.fetch().egressProxy() != null;
        HttpCache cache = new HttpCache(settings.cache());
        metrics.watchCache(cache::heldBytes);
        metrics.watch(scheduler::inFlight, scheduler::queued, buffered::held, logging::droppedLines);
        metrics.watchHosts(scheduler.figures());
        for (Reason reason : Reason.values()) {
            metrics.watchRefused(reason.label(), () -> admission.refused(reason));
        }
        return new Parts(
                settings,
                buffered,
                new LargeBodies(buffered),
                scheduler,
                listeners,
                resolver,
                new Gate(settings.net(), own, listeners, resolver, proxied),
                trust,
                new Flights(),
                new Robots(settings.robots(), System::nanoTime),
                cache,
                admission,
                new Quota(System::nanoTime),
                metrics,
                new AccessLog(),
                new Health());
    }

    /** What the engines of all instances share. */
    Engine.Shared engineShares() {
        return new Engine.Shared(
                settings.fetch(),
                trust,
                settings.limit().mostPerHost(),
                scheduler,
                gate,
                buffered,
                largeBodies,
                flights,
                robots,
                cache,
                FetchListeners.both(metrics, accessLog),
                this::unexpected);
    }

    /** What the routes of one instance work with. */
    Api.Collaborators collaborators(Dispatcher dispatcher) {
        return new Api.Collaborators(
                settings.fetch().methods(),
                settings.limit().callsPerMinutePerKey(),
                mostConcurrency(),
                target -> Engine.refusal(gate, target),
                dispatcher,
                scheduler,
                buffered,
                admission,
                quota,
                About.service(settings, mostConcurrency()),
                health::isReady,
                metrics::scrape,
                this::unexpected,
                this::answered);
    }

    /** One batch may ask for 512 fetches in flight, or for half the process where the operator has made that more. */
    private int mostConcurrency() {
        return Math.max(512, settings.limit().inFlightTotal() / 2);
    }

    private void answered(AnsweredCall call) {
        metrics.answered(call.status());
        accessLog.answered(call);
    }

    /** An exception that nobody foresaw: whoever caught it logs it, if the process goes on. */
    void unexpected(Throwable bug) {
        if (bug instanceof OutOfMemoryError) {
            end();
        }
        metrics.unexpectedError();
    }

    /**
     * What is left of a process without memory is deaf; whoever runs it starts a new one. The log would come too late.
     */
    private static void end() {
        try {
            LAST_WORDS.write(OUT_OF_MEMORY_LINE);
        } catch (IOException nobodyReads) {
            // it ends all the same
        } finally {
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        }
    }

    void close() {
        resolver.close();
        metrics.close();
    }
}
