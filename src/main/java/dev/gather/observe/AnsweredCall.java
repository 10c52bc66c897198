package dev.gather.observe;

import org.jspecify.annotations.Nullable;

/**
 * A call that was answered, as the log tells it.
 *
 * @param batchId the batch it carried; null where it carried none
 * @param traceId null where nobody traces
 * @param caller name of the key; empty without one
 * @param path without its query
 * @param bytes length of the answer's body
 * @param nanos from the request's head to the answer's last byte
 */
public record AnsweredCall(
        String requestId,
        @Nullable String batchId,
        @Nullable String traceId,
        String caller,
        String method,
        String path,
        int status,
        long bytes,
        long nanos) {}
