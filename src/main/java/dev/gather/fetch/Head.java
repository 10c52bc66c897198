package dev.gather.fetch;

import dev.gather.net.Target;
import org.jspecify.annotations.Nullable;

/**
 * The head of the last answer.
 *
 * @param target the URL that gave it, after redirects
 * @param httpVersion {@code 1.0}, {@code 1.1} or {@code 2}
 */
public record Head(
        Target target,
        int status,
        String httpVersion,
        ResponseHeaders headers,
        @Nullable TlsInfo tls) {
    /** Bytes of memory that it holds on to, roughly. */
    long weight() {
        return headers.weight();
    }
}
