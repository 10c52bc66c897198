package dev.gather.encode;

import dev.gather.fetch.Settled;
import dev.gather.fetch.Summary;

/** What surrounds the results of one kind of answer. Says what is written, not when. */
interface Form {
    /** Whether results leave as they come, rather than as one document. */
    boolean stream();

    /** Sets the head and sends what stands before the first result. */
    void begin(Outlet outlet);

    /** One result with what stands around it. */
    Piece result(Settled settled, boolean bodyOmitted);

    /** Sends what stands after the last result. */
    void end(Summary summary, Outlet outlet);
}
