package dev.gather.fetch;

import dev.gather.limit.Clock;
import dev.gather.net.Host;
import dev.gather.net.Sockets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.impl.ClientPhase;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.WebClientInternal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One instance's {@link WebClient}: how connections are made and kept. Used on the instance's loop only. */
final class OriginClient {
    private static final int MAX_HEADER_BYTES = 64 << 10;
    private static final int MAX_STATUS_LINE_BYTES = 16 << 10;
    private static final int BACKSTOP_SECONDS = 310;
    /** Long enough for whoever comes back twice a minute: a connection costs as much as three fetches over it. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Hosts of which one instance remembers the address. */
    private static final int MOST_REACHED = 10_000;

    /** Idle connections kept by one instance; above it the oldest go first. */
    private static final int MOST_IDLE = 1_024;

    private static final long MOST_CONNECT_MS = 120_000;

    /**
     * Bounds for TCP and TLS that clients are made for. Vert.x cannot stop connecting, so a connection that was given
     * up is closed at the bound of its client: the least that is not below what was asked for.
     */
    private static final long[] CONNECT_BOUNDS_MS = {
        250, 1_000, 2_500, 5_000, 10_000, 15_000, 20_000, 30_000, 45_000, 60_000, MOST_CONNECT_MS
    };

    private final Vertx vertx;
    private final Clock clock;
    private final FetchSettings settings;
    private final TrustOptions trust;
    private final int poolSize;
    private final @Nullable WebClient[] clients = new @Nullable WebClient[CONNECT_BOUNDS_MS.length];
    private final Map<HttpConnection, Kept> kept = new HashMap<>();
    private final Map<Host, SocketAddress> reached = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Host, SocketAddress> eldest) {
            return size() > MOST_REACHED;
        }
    };
    private boolean closed;

    /** @param mostPerHost most connections that are in use to one host at a time */
    OriginClient(Vertx vertx, Clock clock, FetchSettings settings, TrustOptions trust, int mostPerHost) {
        this.vertx = vertx;
        this.clock = clock;
        this.settings = settings;
        this.trust = trust;
        // Never waited in: the scheduler's limit is lower. Not larger than that: Vert.x allocates every slot.
        this.poolSize = 2 * mostPerHost + 8;
        sweepLater();
    }

    private WebClient client(long connectNanos) {
        int bound = connectBound(TimeUnit.NANOSECONDS.toMillis(connectNanos));
        WebClient made = clients[bound];
        if (made == null) {
            made = newClient(CONNECT_BOUNDS_MS[bound]);
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

    private WebClient newClient(long connectBoundMs) {
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(poolSize);
        WebClientOptions options = options(connectBoundMs);
        HttpClient http = vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(OriginClient::opened)
                .build();
        WebClient client = WebClient.wrap(http, options);
        ((WebClientInternal) client).addInterceptor(OriginClient::intercept);
        return client;
    }

    /** A connection is there, and nothing has been sent or read. */
    private static void opened(HttpConnection connection) {
        // Without a handler Vert.x logs what a bad peer did, text of its choice included.
        connection.exceptionHandler(cause -> {});
        WireGuard.watch(Sockets.pipeline(connection));
    }

    private WebClientOptions options(long connectBoundMs) {
        HttpClientOptions http = new HttpClientOptions()
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
        SocketAddress proxy = settings.egressProxy();
        if (proxy != null) {
            http.setProxyOptions(new ProxyOptions()
                    .setType(ProxyType.HTTP)
                    .setHost(proxy.host())
                    .setPort(proxy.port()));
        }
        return new WebClientOptions(http).setUserAgentEnabled(false).setFollowRedirects(false);
    }

    /**
     * A request that dials exactly this address and names the target's host in {@code Host} and SNI; with an egress
     * proxy, which then resolves the name, null is dialled.
     */
    HttpRequest<Void> request(Order order, @Nullable SocketAddress dialled, Relay relay) {
        var host = order.target().host();
        return client(order.connectNanos())
                .request(
                        order.method(),
                        dialled,
                        host.port(),
                        host.name(),
                        order.target().requestUri())
                .ssl(order.target().secure())
                .putHeaders(order.headers())
                .as(relay);
    }

    /** Whether the peer of a connection is the proxy rather than the address that was dialled. */
    boolean proxied() {
        return settings.egressProxy() != null;
    }

    /** What is known of a connection, from when it is first heard of until it closes. */
    Kept kept(HttpConnection connection) {
        Kept known = kept.get(connection);
        if (known != null) {
            return known;
        }
        Kept fresh = new Kept(connection);
        kept.put(connection, fresh);
        connection.closeHandler(closed -> kept.remove(connection));
        return fresh;
    }

    /** One connection, in use or kept for another request. */
    final class Kept {
        private final HttpConnection connection;
        private boolean taken;
        private boolean used;
        private boolean busy;
        private long idleSince;

        private Kept(HttpConnection connection) {
            this.connection = connection;
        }

        /**
         * It is now in use. Vert.x may hand it on before the exchange that had it first knows its end, and closes it.
         */
        Kept taken() {
            used = taken;
            taken = true;
            busy = true;
            return this;
        }

        /** Whether an exchange had it before. */
        boolean used() {
            return used;
        }

        /**
         * It is free for another exchange, or nobody waits for it any more; in either case it stays no longer than
         * others.
         */
        void idle() {
            taken = true;
            busy = false;
            idleSince = clock.nanos();
        }
    }

    /** The host answered at this address: the next fetch dials it first, and finds the connection that is kept. */
    void reached(Host host, SocketAddress address) {
        SocketAddress unused = reached.put(host, address);
    }

    /** The address at which the host was reached last; null if that is not known. */
    @Nullable
    SocketAddress reachedBefore(Host host) {
        return reached.get(host);
    }

    /** Our own clock of idle connections: with that of Vert.x the origin chooses how long they stay. */
    private void sweepLater() {
        Clock.Timer unused = clock.after(SWEEP_NANOS, () -> {
            if (!closed) {
                sweep();
                sweepLater();
            }
        });
    }

    private void sweep() {
        long now = clock.nanos();
        List<Kept> idle = kept.values().stream()
                .filter(each -> !each.busy)
                .sorted(Comparator.comparingLong(each -> each.idleSince - now))
                .toList();
        int tooMany = idle.size() - MOST_IDLE;
        for (int i = 0; i < idle.size(); i++) {
            if (i < tooMany || now - idle.get(i).idleSince > IDLE_NANOS) {
                Future<Void> unused = idle.get(i).connection.close();
            }
        }
    }

    /** Open connections, those that are still being made left out. */
    int connections() {
        return kept.size();
    }

    void close() {
        closed = true;
        Stream.of(clients).filter(Objects::nonNull).forEach(WebClient::close);
    }

    /**
     * WebClient hands out its request and response in these phases only. What is thrown here ends the exchange. With
     * the head WebClient's part is over: the relay takes the body from the response itself.
     */
    private static void intercept(HttpContext<?> context) {
        Relay relay = (Relay) context.request().bodyCodec();
        try {
            if (context.phase() == ClientPhase.RECEIVE_RESPONSE) {
                relay.headArrived(context.clientResponse());
                return;
            }
            if (context.phase() == ClientPhase.SEND_REQUEST) {
                relay.connected(context.clientRequest());
            }
        } catch (Error bug) {
            // WebClient does not expect an Error, and would forget the request.
            relay.crashed(bug);
            throw new IllegalStateException(bug);
        }
        context.next();
    }
}
