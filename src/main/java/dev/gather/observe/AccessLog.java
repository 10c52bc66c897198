package dev.gather.observe;

import ch.qos.logback.classic.Logger;
import dev.gather.fetch.Batch;
import dev.gather.fetch.FetchListener;
import dev.gather.fetch.Settled;
import dev.gather.fetch.Summary;
import org.slf4j.LoggerFactory;

/**
 * Writes one line for a batch's start, for each fetch, for the batch's end and for each answered call. Never a header,
 * a cookie, a key, a query, a body. Shared by all instances; safe from any thread.
 */
public final class AccessLog implements FetchListener {
    private static final Logger CALLS = (Logger) LoggerFactory.getLogger("gather.call");
    private static final Logger FETCHES = (Logger) LoggerFactory.getLogger("gather.fetch");

    @Override
    public void started(Batch batch) {
        if (CALLS.isInfoEnabled()) {
            Fields facts = of(batch)
                    .add("mode", batch.mode().label())
                    .add("urls", batch.fetches().size())
                    .add("deadline_ms", batch.deadlineMs());
            log(CALLS, "batch started", facts);
        }
    }

    @Override
    public void settled(Batch batch, Settled settled) {
        if (FETCHES.isInfoEnabled()) {
            log(FETCHES, "fetch settled", FetchFacts.of(batch, settled));
        }
    }

    @Override
    public void ended(Batch batch, Summary summary) {
        if (CALLS.isInfoEnabled()) {
            Fields facts = of(batch)
                    .add("total", summary.total())
                    .add("ok", summary.ok())
                    .add("http_error", summary.httpError())
                    .add("failed", summary.failed())
                    .add("satisfied", summary.satisfied())
                    .add("complete", summary.complete())
                    .addMs(summary.elapsedNanos());
            log(CALLS, "batch ended", facts);
        }
    }

    /** Writes the line of an answered call. */
    public void answered(AnsweredCall call) {
        if (CALLS.isInfoEnabled()) {
            Fields facts = new Fields()
                    .addKnown("batch_id", call.batchId())
                    .addCall(call.requestId(), call.traceId(), call.caller())
                    .add("method", call.method())
                    .add("path", ShownUrl.ofValid(call.path()))
                    .add("status", call.status())
                    .add("bytes", call.bytes())
                    .addMs(call.nanos());
            log(CALLS, "call answered", facts);
        }
    }

    private static Fields of(Batch batch) {
        return new Fields()
                .add("batch_id", batch.id())
                .addCall(batch.requestId(), TraceContext.traceIdOf(batch.traceparent()), batch.caller());
    }

    private static void log(Logger log, String message, Facts facts) {
        log.callAppenders(new FactsEvent(log, message, facts));
    }
}
