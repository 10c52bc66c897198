package dev.gather.fetch;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How origins are spoken to.
 *
 * @param methods what callers may send
 * @param userAgent sent where the caller sets none
 * @param caFile PEM file of further trust anchors, beside the platform's
 * @param egressProxy HTTP proxy for everything; it then resolves names and is the guard for them
 * @param propagateTrace whether origins get the caller's {@code traceparent}
 */
public record FetchSettings(
        Set<HttpMethod> methods,
        String userAgent,
        @Nullable Path caFile,
        @Nullable SocketAddress egressProxy,
        boolean propagateTrace) {
    /** The contract's defaults. */
    public static final FetchSettings DEFAULT = new FetchSettings(
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.POST),
            "Gather/1.0 (+https://gather.dev/)",
            null,
            null,
            false);

    public FetchSettings {
        methods = Set.copyOf(methods);
    }
}
