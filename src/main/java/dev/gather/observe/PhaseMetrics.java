package dev.gather.observe;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Collection;
import java.util.function.LongSupplier;

/** Shows how long phases took, all threads together: a histogram for each, and its longest of late. */
final class PhaseMetrics {
    private static final String NAME = "gather_phase_seconds";
    private static final String HELP = "Time of fetches by phase, of the last attempt; total from acceptance to end";

    private final Collection<FetchCounts> threads;
    private final LongSupplier nanoTime;

    private PhaseMetrics(Collection<FetchCounts> threads, LongSupplier nanoTime) {
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    /** Has a registry show what threads count; the collection may grow. */
    static void register(PrometheusRegistry registry, Collection<FetchCounts> threads, LongSupplier nanoTime) {
        var metrics = new PhaseMetrics(threads, nanoTime);
        registry.register(metrics::histograms);
        registry.register(metrics::longest);
    }

    private HistogramSnapshot histograms() {
        var histograms = HistogramSnapshot.builder().name(NAME).help(HELP);
        for (TimedPhase phase : TimedPhase.values()) {
            histograms.dataPoint(histogram(phase));
        }
        return histograms.build();
    }

    private HistogramDataPointSnapshot histogram(TimedPhase phase) {
        var buckets = ClassicHistogramBuckets.builder();
        for (int bucket = 0; bucket < Durations.BUCKETS; bucket++) {
            buckets.bucket(Durations.boundSeconds(bucket), count(phase, bucket));
        }
        return HistogramDataPointSnapshot.builder()
                .labels(labels(phase))
                .classicHistogramBuckets(buckets.build())
                .sum(sumSeconds(phase))
                .build();
    }

    private GaugeSnapshot longest() {
        var gauges = GaugeSnapshot.builder().name(NAME + "_max").help(HELP);
        long now = nanoTime.getAsLong();
        for (TimedPhase phase : TimedPhase.values()) {
            gauges.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(labels(phase))
                    .value(longestSeconds(phase, now))
                    .build());
        }
        return gauges.build();
    }

    private long count(TimedPhase phase, int bucket) {
        return threads.stream()
                .mapToLong(counts -> counts.phase(phase).count(bucket))
                .sum();
    }

    private double sumSeconds(TimedPhase phase) {
        return threads.stream()
                        .mapToLong(counts -> counts.phase(phase).sumNanos())
                        .sum()
                / 1e9;
    }

    private double longestSeconds(TimedPhase phase, long now) {
        return threads.stream()
                        .mapToLong(counts -> counts.phase(phase).longestNanos(now))
                        .max()
                        .orElse(0)
                / 1e9;
    }

    private static Labels labels(TimedPhase phase) {
        return Labels.of("phase", phase.label());
    }
}
