package dev.gather.observe;

import dev.gather.fetch.Batch;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.FetchListener;
import dev.gather.fetch.Outcome;
import dev.gather.fetch.Settled;
import dev.gather.fetch.Summary;
import dev.gather.fetch.Timings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/** What {@code /metrics} tells. Shared by all instances; safe from any thread. */
public final class FetchMetrics implements FetchListener, AutoCloseable {
    /** The media type of {@link #scrape}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final int LEAST_STATUS = 100;
    private static final int MOST_STATUS = 599;
    private static final Duration[] BUCKETS = LongStream.of(
                    1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final AtomicReferenceArray<Counter> callsByStatus = new AtomicReferenceArray<>(MOST_STATUS + 1);
    /** The registry itself lets go of what its counters ask. */
    private final List<LongSupplier> counted = new CopyOnWriteArrayList<>();

    private final Map<FailureCode, Counter> failedByCode = new EnumMap<>(FailureCode.class);
    private final Counter ok = fetches("ok", "none");
    private final Counter httpError = fetches("http_error", "none");
    private final Counter planned = fetches("planned", "none");
    private final Counter attempts = counter("gather.attempts", "Attempts made at origins");
    private final Counter retries = counter("gather.retries", "Attempts made after a failed one");
    private final Counter unexpectedErrors = counter("gather.unexpected.errors", "Exceptions that nobody foresaw");
    private final Timer queue = phase("queue");
    private final Timer backoff = phase("backoff");
    private final Timer dns = phase("dns");
    private final Timer connect = phase("connect");
    private final Timer ttfb = phase("ttfb");
    private final Timer download = phase("download");
    private final Timer total = phase("total");

    public FetchMetrics() {
        for (FailureCode code : FailureCode.values()) {
            failedByCode.put(code, fetches("failed", code.label()));
        }
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Shows figures that others keep; the suppliers are asked on the thread that scrapes. */
    public void watch(LongSupplier inFlight, LongSupplier queued, LongSupplier bufferedBytes, LongSupplier dropped) {
        gauge("gather.fetches.in.flight", "Fetches sent and not settled", inFlight);
        gauge("gather.fetches.queued", "Fetches waiting for a permit", queued);
        gauge("gather.buffered.bytes", "Bytes of bodies held", bufferedBytes);
        counter("gather.log.lines.dropped", "Log lines that found the queue full", dropped, Tags.empty());
    }

    /** Shows how many calls were refused for a reason; the supplier is asked on the thread that scrapes. */
    public void watchRefused(String reason, LongSupplier refused) {
        Tags tags = Tags.of("reason", reason);
        counter("gather.calls.refused", "Calls not let in, or not read to their end", refused, tags);
    }

    /** Shows how late the timers of an instance are. */
    public void watchLoop(int instance, LoopLag lag) {
        Gauge.builder("gather.event.loop.lag", lag::seconds)
                .description("Longest delay of a timer on the loop, last 15 to 30 s")
                .baseUnit("seconds")
                .tag("instance", Integer.toString(instance))
                .register(registry);
    }

    /** Counts an answered call. */
    public void answered(int status) {
        if (status >= LEAST_STATUS && status <= MOST_STATUS) {
            callsBy(status).increment();
        }
    }

    /** Counts an exception that nobody foresaw. */
    public void unexpectedError() {
        unexpectedErrors.increment();
    }

    @Override
    public void started(Batch batch) {}

    @Override
    public void settled(Batch batch, Settled settled) {
        counterOf(settled.outcome()).increment();
        if (settled.coalesced()) {
            return; // its attempts and times are those of another fetch, counted there
        }
        int tries = settled.outcome().trail().attempts().size();
        attempts.increment(tries);
        retries.increment(Math.max(0, tries - 1));
        record(settled.outcome().trail().timings());
    }

    @Override
    public void ended(Batch batch, Summary summary) {}

    /** All figures in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    private Counter counterOf(Outcome outcome) {
        return outcome.fold(
                answered -> answered.accepted() ? ok : httpError,
                failed ->
                        Objects.requireNonNull(failedByCode.get(failed.failure().code())),
                plan -> planned);
    }

    private void record(Timings timings) {
        record(queue, timings.queued());
        record(backoff, timings.backoff());
        record(dns, timings.dns());
        record(connect, timings.connect());
        record(ttfb, timings.ttfb());
        record(download, timings.download());
        record(total, timings.total());
    }

    private static void record(Timer timer, long nanos) {
        if (nanos >= 0) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private Counter callsBy(int status) {
        Counter known = callsByStatus.get(status);
        if (known != null) {
            return known;
        }
        Counter made = Counter.builder("gather.calls")
                .description("Answered calls")
                .tag("status", Integer.toString(status))
                .register(registry); // the same meter, should two threads come here at once
        callsByStatus.set(status, made);
        return made;
    }

    private Counter fetches(String outcome, String code) {
        return Counter.builder("gather.fetches")
                .description("Settled fetches")
                .tag("outcome", outcome)
                .tag("code", code)
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private void counter(String name, String description, LongSupplier figure, Tags tags) {
        counted.add(figure);
        FunctionCounter unused = FunctionCounter.builder(name, figure, LongSupplier::getAsLong)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private Timer phase(String name) {
        return Timer.builder("gather.phase")
                .description("Time of fetches by phase, of the last attempt; total from acceptance to end")
                .tag("phase", name)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private void gauge(String name, String description, LongSupplier figure) {
        Gauge.builder(name, figure::getAsLong).description(description).register(registry);
    }
}
