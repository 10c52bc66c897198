package dev.gather.encode;

import dev.gather.fetch.Batch;
import dev.gather.fetch.Mode;
import dev.gather.fetch.Settled;
import dev.gather.fetch.Summary;

/**
 * One document with all results in the order of the request. Under {@code all_settled} it leaves from its head on as
 * results complete; under any other mode nothing leaves before the end, because the status depends on it: a batch that
 * did not get what it wanted is a problem (RFC 9457) that carries the same members.
 */
final class Gathered implements Form {
    private static final int BATCH_UNSATISFIED = 502;

    private final String batchId;
    private final String requestId;
    private final Mode mode;
    private final boolean pretty;
    private boolean unsatisfied;
    private String detail = "";
    private boolean first = true;

    Gathered(Batch batch, boolean pretty) {
        this.batchId = batch.id();
        this.requestId = batch.requestId();
        this.mode = batch.mode();
        this.pretty = pretty;
    }

    @Override
    public boolean stream() {
        return false;
    }

    @Override
    public void begin(Outlet outlet) {
        if (pretty) {
            outlet.indent();
        }
        if (mode == Mode.ALL_SETTLED) {
            outlet.head(200, Encoding.JSON.mediaType());
        } else {
            outlet.cork();
        }
        outlet.send(this::opening);
    }

    /** Written when the first byte may leave, so that it knows how the batch ended where that matters. */
    private boolean opening(JsonBytes out) {
        out.octet('{');
        if (unsatisfied) {
            out.ascii("\"type\":\"/problems/batch-unsatisfied\"");
            out.member("title", "The mode's condition was not met");
            out.member("status", BATCH_UNSATISFIED);
            out.member("detail", detail);
            out.member("code", "batch_unsatisfied");
            out.member("request_id", requestId);
            out.octet(',');
        }
        out.ascii("\"batch_id\":");
        out.string(batchId);
        out.member("mode", mode.label());
        out.ascii(",\"results\":[");
        return true;
    }

    @Override
    public Piece result(Settled settled, boolean bodyOmitted) {
        String before = first ? "" : ",";
        first = false;
        return new Framed(before, new ResultWriter(settled, bodyOmitted, false), "");
    }

    @Override
    public void end(Summary summary, Outlet outlet) {
        outlet.send(out -> closing(out, summary));
        if (mode != Mode.ALL_SETTLED) {
            decide(summary, outlet);
        }
    }

    private boolean closing(JsonBytes out, Summary summary) {
        out.octet(']');
        SummaryWriter.ending(out, summary);
        out.octet('}');
        return true;
    }

    private void decide(Summary summary, Outlet outlet) {
        unsatisfied = !summary.satisfied();
        detail = "Mode " + mode.label() + " was not satisfied: " + summary.ok() + " of " + summary.total()
                + " items ended ok.";
        if (unsatisfied) {
            outlet.head(BATCH_UNSATISFIED, "application/problem+json");
        } else {
            outlet.head(200, Encoding.JSON.mediaType());
        }
        outlet.uncork();
    }
}
