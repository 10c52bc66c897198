package dev.gather.encode;

import dev.gather.fetch.Settled;
import dev.gather.fetch.Summary;

/** One line for each result, and a last one for the summary; a stream without that was cut. */
final class Ndjson implements Form {
    @Override
    public boolean stream() {
        return true;
    }

    @Override
    public void begin(Outlet outlet) {
        outlet.head(200, Encoding.NDJSON.mediaType());
    }

    @Override
    public Piece result(Settled settled, boolean bodyOmitted) {
        return new Framed("", new ResultWriter(settled, bodyOmitted, true), "\n");
    }

    @Override
    public void end(Summary summary, Outlet outlet) {
        outlet.send(out -> {
            SummaryWriter.record(out, summary);
            out.octet('\n');
            return true;
        });
    }
}
