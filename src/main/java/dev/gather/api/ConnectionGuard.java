package dev.gather.api;

import dev.gather.net.Sockets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts off callers who take their time: no request head within 10 s of connecting or of its first byte, a body that is
 * not complete within 30 s of its head, 60 s without a request, 30 s without taking anything of an answer. A caller who
 * waits for an answer is left alone. How batches are taken {@code encode} watches itself.
 *
 * <p>One for each verticle instance, used on its loop only. It looks at every connection once a second rather than keep
 * timers: ten thousand connections cost less than a millisecond.
 */
final class ConnectionGuard {
    private static final long SWEEP_MS = 1_000;

    /** How long a connection that was given up may still be read, so that its caller sees the answer. */
    private static final Duration LINGER = Duration.ofMillis(500);

    private final Vertx vertx;
    private final LongSupplier nanoClock;
    private final Patience patience;
    private final Map<HttpConnection, Watched> connections = new HashMap<>();
    private final long timer;

    /** How long callers may take. */
    record Patience(Duration head, Duration body, Duration idle, Duration stall) {
        static final Patience DEFAULT = new Patience(
                Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(30));
    }

    ConnectionGuard(Vertx vertx, LongSupplier nanoClock, Patience patience) {
        this.vertx = vertx;
        this.nanoClock = nanoClock;
        this.patience = patience;
        this.timer = vertx.setPeriodic(SWEEP_MS, tick -> sweep());
    }

    /** Stops looking; connections stay as they are. */
    void close() {
        var unused = vertx.cancelTimer(timer);
    }

    /** A connection was made. */
    void opened(HttpConnection connection) {
        var heads = HeadGuard.install(connection, nanoClock);
        Sockets.paceReads(connection);
        connections.put(connection, new Watched(heads, nanoClock.getAsLong()));
        connection.closeHandler(closed -> connections.remove(connection));
        connection.exceptionHandler(ignored -> {}); // a reset by the peer needs no answer, the close follows
    }

    /** A request's head came; nothing is to be told about the connection yet. */
    void began(HttpServerRequest request) {
        Watched watched = connections.get(request.connection());
        if (watched != null) {
            watched.begin(request, nanoClock.getAsLong());
        }
    }

    /** The answer to this request says that it is the last of its connection. */
    void endsAfter(HttpServerRequest request) {
        Watched watched = connections.get(request.connection());
        if (watched != null) {
            watched.heads.endAfterThis();
        }
    }

    /** Has {@code action} run instead of cutting the connection if the body takes too long. */
    void onSlowBody(HttpServerRequest request, Runnable action) {
        Watched watched = connections.get(request.connection());
        if (watched != null) {
            watched.onSlowBody = action;
        }
    }

    /** An answer is on its way; whoever takes nothing of it for too long is cut off. */
    void sends(HttpServerRequest request, Future<Void> sent) {
        Watched watched = connections.get(request.connection());
        if (watched != null) {
            watched.sends(nanoClock.getAsLong());
            sent.onComplete(over -> watched.sent(nanoClock.getAsLong()));
        }
    }

    /**
     * Closes a connection whose answer is written though its request was not read. What still comes is thrown away for
     * a moment: closed at once, the kernel would reset the connection and the caller might lose the answer.
     */
    void hangUp(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        if (request.isEnded()) {
            close(connection);
            return;
        }
        request.handler(ignored -> {}).endHandler(ended -> close(connection)).resume();
        var unused = vertx.setTimer(LINGER.toMillis(), tick -> close(connection));
    }

    private static void close(HttpConnection connection) {
        connection.close().onComplete(ignored -> {});
    }

    void sweep() {
        long now = nanoClock.getAsLong();
        for (Map.Entry<HttpConnection, Watched> entry : new ArrayList<>(connections.entrySet())) {
            judge(entry.getKey(), entry.getValue(), now);
        }
    }

    private void judge(HttpConnection connection, Watched watched, long now) {
        HttpServerRequest request = watched.request;
        if (watched.unsent > 0 && now - watched.takenNanos > patience.stall().toNanos()) {
            Sockets.sever(connection);
        } else if (request == null) {
            if (watched.unsent == 0 && silent(watched, now)) {
                close(connection);
            }
        } else if (!request.isEnded()) {
            if (watched.olderThan(patience.body(), now)) {
                cutBody(connection, watched);
            }
        } else if (request.response().ended()) {
            watched.end(now);
        }
    }

    private boolean silent(Watched watched, long now) {
        return watched.olderThan(watched.used ? patience.idle() : patience.head(), now)
                || watched.heads.headTakesLongerThan(patience.head(), now);
    }

    private static void cutBody(HttpConnection connection, Watched watched) {
        Runnable action = watched.onSlowBody;
        watched.onSlowBody = null;
        if (action == null) {
            close(connection);
        } else {
            action.run();
        }
    }

    /** What is known of one connection. */
    private static final class Watched {
        private final HeadGuard heads;
        private long sinceNanos;
        private @Nullable HttpServerRequest request;
        private @Nullable Runnable onSlowBody;
        private boolean used;
        private int unsent;
        private long takenNanos;

        Watched(HeadGuard heads, long nowNanos) {
            this.heads = heads;
            sinceNanos = nowNanos;
        }

        void begin(HttpServerRequest next, long nowNanos) {
            request = next;
            sinceNanos = nowNanos;
            onSlowBody = null;
            used = true;
        }

        /** Lets go of the request: it holds on to all that was read. */
        void end(long nowNanos) {
            request = null;
            sinceNanos = nowNanos;
            onSlowBody = null;
        }

        void sends(long nowNanos) {
            if (unsent++ == 0) {
                takenNanos = nowNanos;
            }
        }

        void sent(long nowNanos) {
            unsent--;
            takenNanos = nowNanos;
        }

        boolean olderThan(Duration span, long nowNanos) {
            return nowNanos - sinceNanos > span.toNanos();
        }
    }
}
