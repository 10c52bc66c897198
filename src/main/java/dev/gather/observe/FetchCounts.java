package dev.gather.observe;

import dev.gather.fetch.Batch;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.Outcome;
import dev.gather.fetch.Settled;
import dev.gather.fetch.Source;
import dev.gather.fetch.Timings;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What one thread saw settle. That thread alone adds; any thread reads. */
final class FetchCounts {
    private final Figure ok = new Figure(0);
    private final Figure httpError = new Figure(0);
    private final Figure planned = new Figure(0);
    private final Map<FailureCode, Figure> failedByCode = new EnumMap<>(FailureCode.class);
    private final Map<Source, Figure> answersBySource = new EnumMap<>(Source.class);
    private final Figure attempts = new Figure(0);
    private final Figure retries = new Figure(0);
    private final Map<TimedPhase, Durations> phases = new EnumMap<>(TimedPhase.class);

    FetchCounts(long nanoTime) {
        for (FailureCode code : FailureCode.values()) {
            failedByCode.put(code, new Figure(0));
        }
        for (Source source : Source.values()) {
            answersBySource.put(source, new Figure(0));
        }
        for (TimedPhase phase : TimedPhase.values()) {
            phases.put(phase, new Durations(nanoTime));
        }
    }

    /** Counts a fetch; of one that another fetch did, only how it ended, for the rest is counted there. */
    void add(Batch batch, Settled settled) {
        Outcome outcome = settled.outcome();
        figureOf(outcome).add(1);
        if (!settled.coalesced()) {
            addAttempts(outcome.trail().attempts().size());
            addTimes(outcome.trail().timings(), batch.acceptedNanos());
            addAnswer(outcome);
        }
    }

    long ok() {
        return ok.get();
    }

    long httpError() {
        return httpError.get();
    }

    long planned() {
        return planned.get();
    }

    long failed(FailureCode code) {
        return figureOf(code).get();
    }

    long answers(Source source) {
        return figureOf(source).get();
    }

    long attempts() {
        return attempts.get();
    }

    long retries() {
        return retries.get();
    }

    Durations phase(TimedPhase phase) {
        return Objects.requireNonNull(phases.get(phase));
    }

    private Figure figureOf(Outcome outcome) {
        return outcome.fold(
                answered -> answered.accepted() ? ok : httpError,
                failed -> figureOf(failed.failure().code()),
                plan -> planned);
    }

    private Figure figureOf(FailureCode code) {
        return Objects.requireNonNull(failedByCode.get(code));
    }

    private Figure figureOf(Source source) {
        return Objects.requireNonNull(answersBySource.get(source));
    }

    private void addAnswer(Outcome outcome) {
        if (outcome instanceof Outcome.Answered) {
            figureOf(outcome.trail().source()).add(1);
        }
    }

    private void addAttempts(int tries) {
        attempts.add(tries);
        retries.add(Math.max(0, tries - 1));
    }

    private void addTimes(Timings timings, long acceptedNanos) {
        long nanoTime = acceptedNanos + timings.total(); // the end, without asking the clock
        add(TimedPhase.QUEUE, timings.queued(), nanoTime);
        add(TimedPhase.BACKOFF, timings.backoff(), nanoTime);
        add(TimedPhase.DNS, timings.dns(), nanoTime);
        add(TimedPhase.CONNECT, timings.connect(), nanoTime);
        add(TimedPhase.TTFB, timings.ttfb(), nanoTime);
        add(TimedPhase.DOWNLOAD, timings.download(), nanoTime);
        add(TimedPhase.TOTAL, timings.total(), nanoTime);
    }

    private void add(TimedPhase phase, long nanos, long nanoTime) {
        if (nanos >= 0) {
            phase(phase).add(nanos, nanoTime);
        }
    }
}
