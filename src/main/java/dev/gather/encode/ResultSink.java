package dev.gather.encode;

import dev.gather.fetch.OutcomeSink;
import dev.gather.fetch.RunningBatch;
import io.vertx.core.Future;

/**
 * A batch's outcomes on their way to its caller, on the batch's own loop. Owns the response's handlers from the start:
 * nobody else sets its close, exception or drain handler.
 */
public interface ResultSink extends OutcomeSink {
    /**
     * Tells the batch to hold back or to stop; to be called as soon as it has been started. A stream's head is sent
     * now.
     */
    void attach(RunningBatch batch);

    /** Gives up on a client that is known to be gone: cancels the batch and drops what was to be written. */
    void abandon();

    /** Succeeds once everything is written or the client is gone; never fails. */
    Future<Void> finished();

    /** Whether the client went before it had everything, or was cut off because it took nothing. */
    boolean abandoned();

    /** Bytes of the answer handed to the connection so far, before any compression. */
    long bytesWritten();
}
