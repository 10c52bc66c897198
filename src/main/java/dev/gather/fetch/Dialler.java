package dev.gather.fetch;

import dev.gather.fetch.Connections.Place;
import dev.gather.net.Sockets;
import dev.gather.net.Vetted;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes connections to origins: TCP, an egress proxy, TLS. Used on its instance's loop only. */
final class Dialler {
    private static final int MAX_HEADER_BYTES = 64 << 10;
    private static final int MAX_STATUS_LINE_BYTES = 16 << 10;

    /** Longer than we keep any; an origin may ask for less. */
    private static final int BACKSTOP_SECONDS = 310;

    /** What is dialled is in no pool of Vert.x, which need not look into one every second. */
    private static final PoolOptions NO_POOL = new PoolOptions().setCleanerPeriod(0);

    private static final long MOST_CONNECT_MS = 120_000;

    /**
     * Bounds for TCP and TLS that clients are made for. Vert.x cannot stop connecting, so what was given up ends at the
     * bound of its client: the least that is not below what was asked for.
     */
    private static final long[] CONNECT_BOUNDS_MS = {
        250, 1_000, 2_500, 5_000, 10_000, 15_000, 20_000, 30_000, 45_000, 60_000, MOST_CONNECT_MS
    };

    private final Vertx vertx;
    private final TrustOptions trust;
    private final @Nullable SocketAddress proxyAddress;
    private final @Nullable ProxyOptions proxy;
    private final @Nullable HttpClientAgent[] clients = new @Nullable HttpClientAgent[CONNECT_BOUNDS_MS.length];

    Dialler(Vertx vertx, TrustOptions trust, @Nullable SocketAddress proxyAddress) {
        this.vertx = vertx;
        this.trust = trust;
        this.proxyAddress = proxyAddress;
        this.proxy = proxyAddress == null
                ? null
                : new ProxyOptions()
                        .setType(ProxyType.HTTP)
                        .setHost(proxyAddress.host())
                        .setPort(proxyAddress.port());
    }

    /** The proxy that all goes through; null if there is none. */
    @Nullable
    ProxyOptions proxy() {
        return proxy;
    }

    /** A client that takes at least this long to connect. */
    HttpClientAgent client(long connectNanos) {
        int bound = connectBound(TimeUnit.NANOSECONDS.toMillis(connectNanos));
        HttpClientAgent made = clients[bound];
        if (made == null) {
            made = vertx.httpClientBuilder()
                    .with(options(CONNECT_BOUNDS_MS[bound]))
                    .with(NO_POOL)
                    .build();
            clients[bound] = made;
        }
        return made;
    }

    private static int connectBound(long wantedMs) {
        int bound = 0;
        while (bound < CONNECT_BOUNDS_MS.length - 1 && CONNECT_BOUNDS_MS[bound] < wantedMs) {
            bound++;
        }
        return bound;
    }

    private HttpClientOptions options(long connectBoundMs) {
        return new HttpClientOptions()
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_STATUS_LINE_BYTES)
                .setMaxChunkSize(Pieces.MOST_BYTES)
                .setKeepAliveTimeout(BACKSTOP_SECONDS)
                .setConnectTimeout((int) connectBoundMs)
                .setSslHandshakeTimeout(connectBoundMs)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true)
                .setTrustOptions(trust)
                .setVerifyHost(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
    }

    /** A connection to this place over which nothing has been sent or read, and which is guarded. */
    Future<HttpClientConnection> dial(Place place, long connectNanos) {
        return client(connectNanos).connect(connectOptions(place)).map(connection -> guarded(connection, place));
    }

    private HttpConnectOptions connectOptions(Place place) {
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(place.dialled())
                .setHost(place.host().name())
                .setPort(place.host().port())
                .setSsl(place.secure());
        if (proxy == null) {
            return options;
        }
        // A proxy is asked for a tunnel for TLS only: what is plain is sent to it as it is (RFC 9112, section 3.2.2).
        return place.secure() ? options.setProxyOptions(proxy) : options.setServer(proxyAddress);
    }

    private HttpClientConnection guarded(HttpClientConnection connection, Place place) {
        // Without a handler Vert.x logs what a bad peer did, text of its choice included.
        connection.exceptionHandler(cause -> {});
        if (proxy == null && !Vetted.same(Objects.requireNonNull(place.dialled()), connection.remoteAddress())) {
            Sockets.sever(connection);
            throw new IllegalStateException("connected to another address than the one that was judged");
        }
        WireGuard.watch(Sockets.pipeline(connection));
        return connection;
    }

    void close() {
        Stream.of(clients).filter(Objects::nonNull).forEach(client -> {
            Future<Void> unused = client.close();
        });
    }
}
