package dev.gather.fetch;

import dev.gather.limit.Clock;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gets one exchange its connection: address after address, each with its share of the time, so that one that swallows
 * everything does not hide the next. Vert.x cannot be told to stop connecting, so what was given up goes on for a
 * moment in the background, which keeps the permit for a second at most.
 */
final class Connecting {
    private static final long LEAST_TRY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /**
     * How long a permit stays after a request was cut off. The origin learns of it a moment later than we, and would
     * otherwise see the next request beside this one: more at once than its limit.
     */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** How long a permit stays with a dialling that was given up and goes on: no request can come of it any more. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Order order;
    private final OriginClient client;
    private final Clock clock;
    private final Permit permit;

    /** Null once it is over: a dialling that goes on would keep its body for up to two minutes. */
    private @Nullable Exchange exchange;

    /** In the order in which they are dialled. */
    private List<SocketAddress> addresses = List.of();

    private int tried;
    private @Nullable Relay current;
    private Clock.@Nullable Timer patience;
    private int open;
    private boolean connected;
    private boolean ended;
    private boolean lingering;
    private boolean cutOff;
    private boolean quiet;

    /** @param permit goes back when nothing of the exchange is on the wire any more */
    Connecting(Exchange exchange, Order order, OriginClient client, Clock clock, Permit permit) {
        this.exchange = exchange;
        this.order = order;
        this.client = client;
        this.clock = clock;
        this.permit = permit;
    }

    /** Dials the one of these that was reached last, or the first; none at all if a proxy is to find them. */
    void start(List<SocketAddress> found) {
        addresses = found.size() > 1 ? reachedFirst(found) : found;
        dial();
    }

    private List<SocketAddress> reachedFirst(List<SocketAddress> found) {
        SocketAddress reached = client.reachedBefore(order.target().host());
        List<SocketAddress> others = new ArrayList<>(found);
        if (reached == null || !others.remove(reached)) {
            return found;
        }
        others.add(0, reached);
        return others;
    }

    private int untried() {
        return addresses.size() - tried;
    }

    private void dial() {
        Exchange waiting = exchange;
        Relay relay = new Relay(this, next(), order.headers(), order.connectNanos());
        current = relay;
        if (untried() > 0 && waiting != null) {
            long withinNanos = waiting.connectNanosLeft();
            long share = Math.max(LEAST_TRY_NANOS, withinNanos / (untried() + 1));
            patience = clock.after(share, this::dial);
        }
        open++;
        HttpRequest<Void> prepared = client.request(order, relay);
        Buffer payload = order.body();
        Future<?> unused = (payload == null ? prepared.send() : prepared.sendBuffer(payload)).onFailure(relay::broken);
    }

    private Connections.Place next() {
        SocketAddress address = untried() > 0 ? addresses.get(tried++) : null;
        return new Connections.Place(
                address, order.target().host(), order.target().secure());
    }

    /** Whom a dialling works for; null if it was given up, or the exchange is over. */
    @Nullable
    Exchange exchangeOf(Relay relay) {
        return relay == current ? exchange : null;
    }

    /** Whether a connection is waited for: the first that is made serves, though others were dialled since. */
    boolean awaitsConnection() {
        return exchange != null && !connected;
    }

    /** A request has its connection, and nothing has been sent. What is thrown here ends it. */
    void connected(Relay relay, HttpClientRequest ready, Connections.Kept on) {
        // Without a handler Vert.x logs how the request ended, even one that is ended right here.
        ready.exceptionHandler(cause -> {});
        Exchange waiting = exchange;
        if (waiting == null || connected) {
            throw new IllegalStateException("given up while connecting");
        }
        current = relay;
        stopWaiting();
        connected = true;
        SocketAddress dialled = relay.place().dialled();
        if (dialled != null && addresses.size() > 1) {
            client.reached(order.target().host(), dialled);
        }
        waiting.connected(ready, on);
    }

    /**
     * One dialling is over, or the whole exchange.
     *
     * @param failure null if the whole answer is there
     */
    void ended(Relay relay, @Nullable Throwable failure) {
        open--;
        ended |= connected && relay == current;
        Exchange waiting = exchangeOf(relay);
        if (waiting != null) {
            if (failure != null && mayDialOn(failure)) {
                stopWaiting();
                dial();
                return;
            }
            waiting.ended(failure);
        }
        completeIfQuiet();
    }

    /** Whether another address may do better than the one that failed. */
    private boolean mayDialOn(Throwable cause) {
        return !connected && untried() > 0 && !Failures.endedByTls(cause);
    }

    /** The exchange is over; what is still connecting is not waited for, but it is counted. */
    void settle() {
        exchange = null;
        stopWaiting();
        completeIfQuiet();
    }

    /** The request was cut off while the origin was at it. */
    void cutOff() {
        cutOff = true;
    }

    private void completeIfQuiet() {
        if (exchange != null) {
            return;
        }
        if (cutOff && ended) {
            Clock.Timer unused = clock.after(GRACE_NANOS, this::quiet);
        } else if (ended || open == 0) {
            quiet();
        } else if (!connected && !lingering) {
            lingering = true;
            Clock.Timer unused = clock.after(LINGER_NANOS, this::quiet);
        }
    }

    private void quiet() {
        if (!quiet) {
            quiet = true;
            permit.release();
        }
    }

    private void stopWaiting() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }
}
