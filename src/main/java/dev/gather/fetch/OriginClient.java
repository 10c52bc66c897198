package dev.gather.fetch;

import dev.gather.limit.Clock;
import dev.gather.net.Host;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.WebClientInternal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One instance's {@link WebClient}, which is handed each request on one of our own {@link Connections}. Used on the
 * instance's loop only.
 */
final class OriginClient {
    /** Hosts of which one instance remembers the address. */
    private static final int MOST_REACHED = 10_000;

    private final Dialler dialler;
    private final Connections connections;
    private final WebClient client;
    private final Map<Host, SocketAddress> reached = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Host, SocketAddress> eldest) {
            return size() > MOST_REACHED;
        }
    };

    /** @param mostPerHost most connections that are in use to one host at a time */
    OriginClient(Vertx vertx, Clock clock, FetchSettings settings, TrustOptions trust, int mostPerHost) {
        this.dialler = new Dialler(vertx, trust, settings.egressProxy());
        this.connections = new Connections(clock, mostPerHost);
        this.client = WebClient.wrap(
                dialler.client(0),
                new WebClientOptions().setUserAgentEnabled(false).setFollowRedirects(false));
        ((WebClientInternal) client).addInterceptor(this::intercept);
    }

    /** A request that goes where its relay says, over a connection of ours. */
    HttpRequest<Void> request(Order order, Relay relay) {
        Host host = order.target().host();
        return client.request(
                        order.method(), host.port(), host.name(), order.target().requestUri())
                .as(relay);
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

    /** Open connections, those that are still being made left out. */
    int connections() {
        return connections.size();
    }

    void close() {
        connections.close();
        dialler.close();
    }

    /**
     * WebClient lets others have their say in each of its phases. It is given the request on a connection of ours, and
     * with the head its part is over: the relay takes the body from the response itself. What is thrown here ends the
     * exchange.
     */
    private void intercept(HttpContext<?> context) {
        Relay relay = (Relay) context.request().bodyCodec();
        try {
            switch (context.phase()) {
                case CREATE_REQUEST -> connect(context, relay);
                case RECEIVE_RESPONSE -> relay.headArrived(context.clientResponse());
                default -> context.next();
            }
        } catch (Error bug) {
            // WebClient does not expect an Error, and would forget the request.
            relay.crashed(bug);
            throw new IllegalStateException(bug);
        }
    }

    private void connect(HttpContext<?> context, Relay relay) {
        boolean repeatable = Fetch.safe(context.requestOptions().getMethod());
        Connections.Kept free = connections.lease(relay.place(), repeatable);
        if (free != null) {
            send(context, relay, free);
        } else if (connections.isFull(relay.place())) {
            context.fail(new ConnectionPoolTooBusyException("too many are being made"));
        } else {
            dial(context, relay);
        }
    }

    private void dial(HttpContext<?> context, Relay relay) {
        Connections.Place place = relay.place();
        connections.dialling(place);
        dialler.dial(place, relay.connectNanos())
                .onComplete(connection -> dialled(context, relay, connections.opened(place, connection)), cause -> {
                    connections.failed(place);
                    context.fail(cause);
                });
    }

    private void dialled(HttpContext<?> context, Relay relay, Connections.Kept kept) {
        if (relay.isWanted()) {
            send(context, relay, kept);
        } else {
            kept.release();
            context.fail(new IllegalStateException("given up while connecting"));
        }
    }

    private void send(HttpContext<?> context, Relay relay, Connections.Kept kept) {
        kept.connection()
                .request(options(context, relay))
                .onComplete(request -> handOver(context, relay, kept, request), cause -> {
                    kept.close();
                    context.fail(cause);
                });
    }

    /** The host is left to the connection, which has it as it was dialled. */
    private RequestOptions options(HttpContext<?> context, Relay relay) {
        RequestOptions options = context.requestOptions().setHost(null).setProxyOptions(dialler.proxy());
        MultiMap lengthOfBody = options.getHeaders();
        return options.setHeaders(lengthOfBody == null ? relay.headers() : lengthOfBody.addAll(relay.headers()));
    }

    private static void handOver(
            HttpContext<?> context, Relay relay, Connections.Kept kept, HttpClientRequest request) {
        try {
            relay.connected(request, kept);
        } catch (RuntimeException | Error bug) {
            kept.close();
            context.fail(bug);
            return;
        }
        context.sendRequest(request);
    }
}
