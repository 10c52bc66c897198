package dev.gather.encode;

import dev.gather.fetch.Summary;

/** The JSON of how a batch ended (CONTRACT, section 6). */
final class SummaryWriter {
    private SummaryWriter() {}

    /** Writes the record that ends a stream. */
    static void record(JsonBytes out, Summary summary) {
        out.ascii("{\"type\":\"summary\"");
        out.member("batch_id", summary.batchId());
        out.member("mode", summary.mode().label());
        ending(out, summary);
        out.octet('}');
    }

    /** Writes the members that are known only at the end, each after a comma. */
    static void ending(JsonBytes out, Summary summary) {
        out.member("satisfied", summary.satisfied());
        out.member("complete", summary.complete());
        if (summary.winner() >= 0) {
            out.member("winner", summary.winner());
        }
        out.ascii(",\"counts\":{\"total\":");
        out.number(summary.total());
        out.member("ok", summary.ok());
        out.member("http_error", summary.httpError());
        out.member("failed", summary.failed());
        out.octet('}');
        out.member("elapsed_ms");
        out.millis(summary.elapsedNanos());
    }
}
