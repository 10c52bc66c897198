package dev.gather.api;

import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How callers reach the service.
 *
 * @param listen where the API listens; a literal address
 * @param managementListen where {@code /livez}, {@code /readyz} and {@code /metrics} listen; null: with the API
 * @param keys who may call; empty: everybody on this machine
 * @param urlsPerCall most items of one call; 413 above
 * @param requestBytes longest request body; 413 above
 * @param responseBudgetBytes body bytes of one gathered answer; items past it keep everything but the body
 * @param drain how long calls under way may go on after SIGTERM
 */
public record ApiSettings(
        SocketAddress listen,
        @Nullable SocketAddress managementListen,
        List<ApiKey> keys,
        int urlsPerCall,
        int requestBytes,
        long responseBudgetBytes,
        Duration drain) {
    /** The contract's defaults. */
    public static final ApiSettings DEFAULT = new ApiSettings(
            SocketAddress.inetSocketAddress(8080, "127.0.0.1"),
            null,
            List.of(),
            1_000,
            16 << 20,
            64L << 20,
            Duration.ofSeconds(20));

    public ApiSettings {
        keys = List.copyOf(keys);
        // Two servers on one address would take turns at its connections.
        managementListen = listen.equals(managementListen) && listen.port() != 0 ? null : managementListen;
    }

    /** The same with answers that hold no more than this. */
    public ApiSettings withAnswersUpTo(long bytes) {
        return bytes >= responseBudgetBytes
                ? this
                : new ApiSettings(listen, managementListen, keys, urlsPerCall, requestBytes, bytes, drain);
    }
}
