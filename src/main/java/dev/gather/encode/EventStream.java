package dev.gather.encode;

import dev.gather.fetch.Settled;
import dev.gather.fetch.Summary;

/**
 * Server-sent events (HTML Standard, section 9.2): {@code result} with the item's index as id, then {@code summary}.
 */
final class EventStream implements Form {
    @Override
    public boolean stream() {
        return true;
    }

    @Override
    public void begin(Outlet outlet) {
        outlet.head(200, Encoding.EVENT_STREAM.mediaType());
        outlet.keepAlive(": keep-alive\n\n");
    }

    @Override
    public Piece result(Settled settled, boolean bodyOmitted) {
        String before = "event: result\nid: " + settled.fetch().index() + "\ndata: ";
        return new Framed(before, new ResultWriter(settled, bodyOmitted, true), "\n\n");
    }

    @Override
    public void end(Summary summary, Outlet outlet) {
        outlet.send(out -> {
            out.ascii("event: summary\ndata: ");
            SummaryWriter.record(out, summary);
            out.ascii("\n\n");
            return true;
        });
    }
}
