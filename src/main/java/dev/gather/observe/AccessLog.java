package dev.gather.observe;

import dev.gather.fetch.Batch;
import dev.gather.fetch.FetchListener;
import dev.gather.fetch.Head;
import dev.gather.fetch.Outcome;
import dev.gather.fetch.Settled;
import dev.gather.fetch.Summary;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes one line for a batch's start, for each fetch, for the batch's end and for each answered call. Never a header, a
 * cookie, a key, a query, a body. Shared by all instances; safe from any thread.
 */
public final class AccessLog implements FetchListener {
    private static final Logger CALLS = LoggerFactory.getLogger("gather.call");
    private static final Logger FETCHES = LoggerFactory.getLogger("gather.fetch");

    @Override
    public void started(Batch batch) {
        if (CALLS.isInfoEnabled()) {
            line(CALLS, batch)
                    .addKeyValue("mode", batch.mode().label())
                    .addKeyValue("urls", batch.fetches().size())
                    .addKeyValue("deadline_ms", batch.deadlineMs())
                    .log("batch started");
        }
    }

    @Override
    public void settled(Batch batch, Settled settled) {
        if (!FETCHES.isInfoEnabled()) {
            return;
        }
        Outcome outcome = settled.outcome();
        LoggingEventBuilder line = line(FETCHES, batch)
                .addKeyValue("index", settled.fetch().index())
                .addKeyValue("method", settled.fetch().method().name())
                .addKeyValue("url", ShownUrl.of(settled.fetch()));
        line = known(line, "status", status(outcome)).addKeyValue("outcome", outcome.label());
        known(line, "code", code(outcome))
                .addKeyValue("attempts", outcome.trail().attempts().size())
                .addKeyValue("coalesced", settled.coalesced())
                .addKeyValue("ms", ms(outcome.trail().timings().total()))
                .log("fetch settled");
    }

    @Override
    public void ended(Batch batch, Summary summary) {
        if (CALLS.isInfoEnabled()) {
            line(CALLS, batch)
                    .addKeyValue("total", summary.total())
                    .addKeyValue("ok", summary.ok())
                    .addKeyValue("http_error", summary.httpError())
                    .addKeyValue("failed", summary.failed())
                    .addKeyValue("satisfied", summary.satisfied())
                    .addKeyValue("complete", summary.complete())
                    .addKeyValue("ms", ms(summary.elapsedNanos()))
                    .log("batch ended");
        }
    }

    /** Writes the line of an answered call. */
    public void answered(AnsweredCall call) {
        if (!CALLS.isInfoEnabled()) {
            return;
        }
        LoggingEventBuilder line = known(CALLS.atInfo(), "batch_id", call.batchId());
        ids(line, call.requestId(), call.traceId(), call.caller())
                .addKeyValue("method", call.method())
                .addKeyValue("path", ShownUrl.ofValid(call.path()))
                .addKeyValue("status", call.status())
                .addKeyValue("bytes", call.bytes())
                .addKeyValue("ms", ms(call.nanos()))
                .log("call answered");
    }

    private static LoggingEventBuilder line(Logger log, Batch batch) {
        LoggingEventBuilder line = log.atInfo().addKeyValue("batch_id", batch.id());
        String traceId = TraceContext.parse(batch.traceparent())
                .map(TraceContext::traceId)
                .orElse(null);
        return ids(line, batch.requestId(), traceId, batch.caller());
    }

    private static LoggingEventBuilder ids(
            LoggingEventBuilder line, String requestId, @Nullable String traceId, String caller) {
        LoggingEventBuilder traced = known(line.addKeyValue("request_id", requestId), "trace_id", traceId);
        return known(traced, "key", caller.isEmpty() ? null : caller);
    }

    private static LoggingEventBuilder known(LoggingEventBuilder line, String name, @Nullable Object value) {
        return value == null ? line : line.addKeyValue(name, value);
    }

    private static @Nullable Integer status(Outcome outcome) {
        Head head = outcome.fold(answered -> answered.head(), failed -> failed.head(), planned -> null);
        return head == null ? null : head.status();
    }

    private static @Nullable String code(Outcome outcome) {
        return outcome.fold(answered -> null, failed -> failed.failure().code().label(), planned -> null);
    }

    /** Milliseconds with one decimal. */
    private static double ms(long nanos) {
        return Math.max(0, nanos / 100_000) / 10.0;
    }
}
