package dev.gather.fetch;

import dev.gather.net.Target;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange sends, and how much of the answer it takes.
 *
 * @param connectNanos for name resolution, TCP and TLS
 * @param totalNanos from dispatch to last byte
 * @param maxBodyBytes after decompression
 * @param keepBody whether the body is wanted, or only its length
 * @param follows whether a redirect will be followed, so that its body does not matter
 * @param refusedAt the phase to name if the target is refused
 * @param wantsTls whether the handshake's facts are wanted
 */
record Order(
        HttpMethod method,
        Target target,
        MultiMap headers,
        @Nullable Buffer body,
        long connectNanos,
        long totalNanos,
        int maxBodyBytes,
        boolean truncate,
        boolean keepBody,
        boolean follows,
        Phase refusedAt,
        boolean wantsTls) {

    /** The same with other headers, and with its body whether or not it is wanted. */
    Order forCache(MultiMap otherHeaders) {
        return new Order(
                method,
                target,
                otherHeaders,
                body,
                connectNanos,
                totalNanos,
                maxBodyBytes,
                truncate,
                true,
                follows,
                refusedAt,
                wantsTls);
    }

    /** The same once more, with less time. */
    Order within(long nanos) {
        return new Order(
                method,
                target,
                headers,
                body,
                connectNanos,
                nanos,
                maxBodyBytes,
                truncate,
                keepBody,
                follows,
                refusedAt,
                wantsTls);
    }
}
