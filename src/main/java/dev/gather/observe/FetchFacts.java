package dev.gather.observe;

import dev.gather.fetch.Batch;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.Head;
import dev.gather.fetch.Outcome;
import dev.gather.fetch.Settled;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * What the log tells of a settled fetch. It waits in a queue, so it holds neither a batch nor an outcome, which hold
 * bodies, and no more of a URL than is shown.
 *
 * @param traceparent null where nobody traces
 * @param caller name of the key; empty without one
 * @param status of the last answer; 0 if none came
 * @param code why it failed; null if it did not
 */
record FetchFacts(
        String batchId,
        String requestId,
        @Nullable String traceparent,
        String caller,
        int index,
        String method,
        String url,
        int status,
        String outcome,
        @Nullable FailureCode code,
        int attempts,
        boolean coalesced,
        long nanos)
        implements Facts {

    static FetchFacts of(Batch batch, Settled settled) {
        Outcome outcome = settled.outcome();
        return new FetchFacts(
                batch.id(),
                batch.requestId(),
                batch.traceparent(),
                batch.caller(),
                settled.fetch().index(),
                settled.fetch().method().name(),
                ShownUrl.of(settled.fetch()),
                status(outcome.fold(answered -> answered.head(), failed -> failed.head(), planned -> null)),
                outcome.label(),
                outcome.fold(answered -> null, failed -> failed.failure().code(), planned -> null),
                outcome.trail().attempts().size(),
                settled.coalesced(),
                outcome.trail().timings().total());
    }

    @Override
    public List<KeyValuePair> pairs() {
        return new Fields()
                .add("batch_id", batchId)
                .addCall(requestId, TraceContext.traceIdOf(traceparent), caller)
                .add("index", index)
                .add("method", method)
                .add("url", url)
                .addKnown("status", status == 0 ? null : status)
                .add("outcome", outcome)
                .addKnown("code", code == null ? null : code.label())
                .add("attempts", attempts)
                .add("coalesced", coalesced)
                .addMs(nanos)
                .pairs();
    }

    private static int status(@Nullable Head head) {
        return head == null ? 0 : head.status();
    }
}
