package dev.gather.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.fetch.Settled;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FetchMetricsTest {
    private final FetchMetrics metrics = new FetchMetrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void fetchesAreCountedByOutcomeAndCode() throws Exception {
        settle(Samples.answered("http://example.com/", 200, true));
        settle(Samples.answered("http://example.com/", 200, true));
        settle(Samples.answered("http://example.com/", 404, false));
        settle(Samples.refused("x"));
        assertThat(lines())
                .contains(
                        "gather_fetches_total{code=\"none\",outcome=\"ok\"} 2.0",
                        "gather_fetches_total{code=\"none\",outcome=\"http_error\"} 1.0",
                        "gather_fetches_total{code=\"invalid_url\",outcome=\"failed\"} 1.0",
                        "gather_fetches_total{code=\"dns_error\",outcome=\"failed\"} 0.0",
                        "gather_attempts_total 6.0",
                        "gather_retries_total 3.0");
    }

    @Test
    void phasesThatWereReachedAreTimed() throws Exception {
        settle(Samples.answered("http://example.com/", 200, true));
        settle(Samples.refused("x"));
        assertThat(lines())
                .contains(
                        "gather_phase_seconds_bucket{phase=\"connect\",le=\"0.01\"} 0",
                        "gather_phase_seconds_bucket{phase=\"connect\",le=\"0.025\"} 1",
                        "gather_phase_seconds_count{phase=\"connect\"} 1",
                        "gather_phase_seconds_count{phase=\"total\"} 2",
                        "gather_phase_seconds_sum{phase=\"ttfb\"} 0.03");
    }

    /** Each thread adds to figures of its own; what is shown is as exact as one counter would be. */
    @Test
    void figuresOfManyThreadsAddUpExactly() throws Exception {
        Settled settled = Samples.answered("http://example.com/", 200, true);
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> IntStream.range(0, 10_000).forEach(fetch -> settle(settled))))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            long before = figure("gather_phase_seconds_count{phase=\"ttfb\"}");
            assertThat(figure("gather_phase_seconds_count{phase=\"ttfb\"}")).isGreaterThanOrEqualTo(before);
            thread.join();
        }
        assertThat(lines())
                .contains(
                        "gather_fetches_total{code=\"none\",outcome=\"ok\"} 40000.0",
                        "gather_attempts_total 80000.0",
                        "gather_retries_total 40000.0",
                        "gather_phase_seconds_bucket{phase=\"ttfb\",le=\"0.025\"} 0",
                        "gather_phase_seconds_bucket{phase=\"ttfb\",le=\"0.05\"} 40000",
                        "gather_phase_seconds_bucket{phase=\"ttfb\",le=\"+Inf\"} 40000",
                        "gather_phase_seconds_count{phase=\"ttfb\"} 40000",
                        "gather_phase_seconds_sum{phase=\"ttfb\"} 1200.0");
    }

    @Test
    void phasesAreThereBeforeTheFirstFetch() {
        assertThat(lines())
                .contains(
                        "# TYPE gather_phase_seconds histogram",
                        "gather_phase_seconds_bucket{phase=\"queue\",le=\"+Inf\"} 0",
                        "gather_phase_seconds_sum{phase=\"queue\"} 0.0",
                        "# TYPE gather_phase_seconds_max gauge",
                        "gather_phase_seconds_max{phase=\"queue\"} 0.0");
    }

    @Test
    void theLongestIsShown() throws Exception {
        settle(Samples.answered("http://example.com/", 200, true));
        assertThat(lines()).contains("gather_phase_seconds_max{phase=\"connect\"} 0.02");
    }

    @Test
    void aSharedFetchIsTimedOnce() throws Exception {
        Settled first = Samples.answered("http://example.com/", 200, true);
        settle(first);
        settle(new Settled(first.fetch(), 1, first.outcome(), true, 0));
        assertThat(lines())
                .contains(
                        "gather_fetches_total{code=\"none\",outcome=\"ok\"} 2.0",
                        "gather_answers_total{source=\"network\"} 1.0",
                        "gather_answers_total{source=\"cache\"} 0.0",
                        "gather_attempts_total 2.0",
                        "gather_phase_seconds_count{phase=\"total\"} 1");
    }

    @Test
    void callsAreCountedByStatus() {
        metrics.answered(200);
        metrics.answered(200);
        metrics.answered(429);
        metrics.answered(0);
        metrics.answered(1_000);
        assertThat(lines())
                .contains("gather_calls_total{status=\"200\"} 2.0", "gather_calls_total{status=\"429\"} 1.0");
        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("gather_calls_total{")))
                .hasSize(2);
    }

    @Test
    void figuresOfOthersAreShownAsTheyAre() {
        var figure = new AtomicLong(7);
        metrics.watch(figure::get, () -> 2, () -> 1_024, () -> 5);
        metrics.watchCache(() -> 64);
        var lag = new LoopLag(0);
        metrics.watchLoop(1, lag);
        figure.set(3);
        lag.tick(1_100_000_000);
        metrics.unexpectedError();
        assertThat(lines())
                .contains(
                        "gather_fetches_in_flight 3.0",
                        "gather_fetches_queued 2.0",
                        "gather_buffered_bytes 1024.0",
                        "gather_cache_bytes 64.0",
                        "gather_log_lines_dropped_total 5.0",
                        "gather_event_loop_lag_seconds{instance=\"1\"} 1.0",
                        "gather_unexpected_errors_total 1.0");
    }

    /** The registry holds what its counters ask by weak references only, after whose end they stand still. */
    @Test
    void countsOfOthersGoOnAfterACollection() {
        var figure = new AtomicLong(1);
        metrics.watch(() -> 0, () -> 0, () -> 0, figure::get);
        metrics.watchRefused("memory", figure::get);
        System.gc();
        figure.set(7);
        assertThat(lines())
                .contains("gather_log_lines_dropped_total 7.0", "gather_calls_refused_total{reason=\"memory\"} 7.0");
    }

    @Test
    void theProcessIsShownToo() {
        assertThat(metrics.scrape()).contains("jvm_memory_used_bytes{", "process_uptime_seconds ", "jvm_threads_live");
    }

    private void settle(Settled settled) {
        metrics.settled(Samples.batch(), settled);
    }

    private long figure(String name) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .sum();
    }

    private Iterable<String> lines() {
        return metrics.scrape().lines().toList();
    }
}
