package dev.gather.observe;

import dev.gather.fetch.Batch;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.FetchListener;
import dev.gather.fetch.Settled;
import dev.gather.fetch.Source;
import dev.gather.fetch.Summary;
import dev.gather.limit.HostFigures;
import dev.gather.limit.HostRefusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** What {@code /metrics} tells. Shared by all instances; safe from any thread. */
public final class FetchMetrics implements FetchListener, AutoCloseable {
    /** The media type of {@link #scrape}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final int LEAST_STATUS = 100;
    private static final int MOST_STATUS = 599;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final AtomicReferenceArray<Counter> callsByStatus = new AtomicReferenceArray<>(MOST_STATUS + 1);
    /** The registry itself lets go of what its counters ask. */
    private final List<LongSupplier> counted = new CopyOnWriteArrayList<>();

    /** One for each loop; they stay when their thread ends, for counts never fall. */
    private final List<FetchCounts> threads = new CopyOnWriteArrayList<>();

    private final FastThreadLocal<FetchCounts> counts = new FastThreadLocal<>() {
        @Override
        protected FetchCounts initialValue() {
            var made = new FetchCounts(System.nanoTime());
            threads.add(made);
            return made;
        }
    };
    private final Counter unexpectedErrors = counter("gather.unexpected.errors", "Exceptions that nobody foresaw");

    public FetchMetrics() {
        fetches("ok", "none", FetchCounts::ok);
        fetches("http_error", "none", FetchCounts::httpError);
        fetches("planned", "none", FetchCounts::planned);
        for (FailureCode code : FailureCode.values()) {
            fetches("failed", code.label(), thread -> thread.failed(code));
        }
        for (Source source : Source.values()) {
            Tags tags = Tags.of("source", source.label());
            total("gather.answers", "Answers by where they came from", tags, thread -> thread.answers(source));
        }
        total("gather.attempts", "Attempts made at origins", Tags.empty(), FetchCounts::attempts);
        total("gather.retries", "Attempts made after a failed one", Tags.empty(), FetchCounts::retries);
        PhaseMetrics.register(registry.getPrometheusRegistry(), threads, System::nanoTime);
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

    /** Shows how much the cache holds; the supplier is asked on the thread that scrapes. */
    public void watchCache(LongSupplier bytes) {
        gauge("gather.cache.bytes", "Bytes of stored answers", bytes);
    }

    /** Shows how many calls were refused for a reason; the supplier is asked on the thread that scrapes. */
    public void watchRefused(String reason, LongSupplier refused) {
        Tags tags = Tags.of("reason", reason);
        counter("gather.calls.refused", "Calls not let in, or not read to their end", refused, tags);
    }

    /** Shows how hosts stand with the scheduler. */
    public void watchHosts(HostFigures hosts) {
        gauge("gather.hosts.paused", "Hosts that are paused", hosts::paused);
        gauge("gather.breakers.open", "Hosts left alone because they could not be reached", hosts::breakersOpen);
        counter("gather.host.pauses", "Pauses of hosts begun", hosts::pausesBegun, Tags.empty());
        counter("gather.retries.suppressed", "Attempts that no budget allowed", hosts::retriesRefused, Tags.empty());
        counter("gather.hedges", "Second exchanges paid for beside slow ones", hosts::hedges, Tags.empty());
        for (HostRefusal.Reason reason : HostRefusal.Reason.values()) {
            Tags tags = Tags.of("reason", reason.name().toLowerCase(Locale.ROOT));
            counter("gather.permits.refused", "Waits ended by the state of a host", () -> hosts.refused(reason), tags);
        }
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
        counts.get().add(batch, settled);
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

    private void fetches(String outcome, String code, ToLongFunction<FetchCounts> figure) {
        total("gather.fetches", "Settled fetches", Tags.of("outcome", outcome, "code", code), figure);
    }

    private void total(String name, String description, Tags tags, ToLongFunction<FetchCounts> figure) {
        counter(name, description, () -> threads.stream().mapToLong(figure).sum(), tags);
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

    private void gauge(String name, String description, LongSupplier figure) {
        Gauge.builder(name, figure::getAsLong).description(description).register(registry);
    }
}
