package dev.gather.fetch;

import dev.gather.net.Target;
import java.util.stream.Stream;
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
    /** Whether none follows on its connection (RFC 9112, section 9.6). Vert.x knows {@code close} only if it stands alone. */
    boolean isLast() {
        String options = headers.get("connection");
        return options != null
                && !options.equalsIgnoreCase("keep-alive")
                && Stream.of(options.split(",", -1))
                        .anyMatch(option -> option.strip().equalsIgnoreCase("close"));
    }

    /** Bytes of memory that it holds on to, roughly. */
    long weight() {
        return headers.weight();
    }
}
