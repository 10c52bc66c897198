package dev.gather.testing;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An origin that does what the test's handler says, and counts requests, in flight and at once, in all and by path. */
public final class GoodOrigin implements AutoCloseable {
    private static final int STARTED_WITHIN_S = 10;

    private final String address;
    private final boolean secure;
    private final HttpServer server;
    private final Visits connections = new Visits();
    private final Visits requests = new Visits();
    private final Map<String, Visits> byPath = new ConcurrentHashMap<>();

    private GoodOrigin(Vertx vertx, String address, HttpServerOptions options, Handler<HttpServerRequest> handler) {
        this.address = address;
        secure = options.isSsl();
        server = vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    connections.enter();
                    connection.closeHandler(closed -> connections.leave());
                })
                .requestHandler(request -> {
                    count(request);
                    handler.handle(request);
                });
    }

    /** At 127.0.0.1. */
    public static GoodOrigin start(Vertx vertx, Handler<HttpServerRequest> handler) {
        return startAt(vertx, "127.0.0.1", handler);
    }

    /** At another loopback address, which makes it another host. */
    public static GoodOrigin startAt(Vertx vertx, String address, Handler<HttpServerRequest> handler) {
        return startAt(vertx, address, 0, handler);
    }

    /**
     * At another loopback address and a port of the test's choice: that of another origin, as the same name may have.
     */
    public static GoodOrigin startAt(Vertx vertx, String address, int port, Handler<HttpServerRequest> handler) {
        return new GoodOrigin(vertx, address, new HttpServerOptions(), handler).listen(port);
    }

    /** At 127.0.0.1 over TLS, with whatever certificate. */
    public static GoodOrigin startTls(Vertx vertx, TestTls tls, Handler<HttpServerRequest> handler) {
        HttpServerOptions options = new HttpServerOptions().setSsl(true).setKeyCertOptions(tls.key());
        return new GoodOrigin(vertx, "127.0.0.1", options, handler).listen(0);
    }

    private GoodOrigin listen(int port) {
        await(server.listen(port, address));
        return this;
    }

    public int port() {
        return server.actualPort();
    }

    /** The absolute URL of a path. */
    public String url(String path) {
        return url(address, path);
    }

    /** The absolute URL of a path under another name for this host. */
    public String url(String name, String path) {
        return (secure ? "https://" : "http://") + name + ":" + port() + path;
    }

    /** Requests so far. */
    public int requests() {
        return requests.total();
    }

    /** Requests for a path, without its query, so far. */
    public int requests(String path) {
        return visits(path).total();
    }

    /** Requests whose answer has not ended. */
    public int inFlight() {
        return requests.now();
    }

    /** Most requests in flight at once so far. */
    public int peak() {
        return requests.peak();
    }

    /** Most requests for a path in flight at once so far. */
    public int peak(String path) {
        return visits(path).peak();
    }

    /** Connections open now. */
    public int connections() {
        return connections.now();
    }

    /** Connections accepted so far. */
    public int accepted() {
        return connections.total();
    }

    /** Waits until no request is in flight; false if one still is when the time has passed. */
    public boolean awaitNoneInFlight(Duration atMost) throws InterruptedException {
        return requests.awaitNone(atMost);
    }

    /** Waits until no connection is open; false if one still is when the time has passed. */
    public boolean awaitAllClosed(Duration atMost) throws InterruptedException {
        return connections.awaitNone(atMost);
    }

    @Override
    public void close() {
        await(server.close());
    }

    private void count(HttpServerRequest request) {
        Visits path = visits(request.path());
        requests.enter();
        path.enter();
        Runnable leave = () -> {
            requests.leave();
            path.leave();
        };
        request.response().endHandler(ended -> leave.run());
        request.response().closeHandler(closed -> {
            if (!request.response().ended()) {
                leave.run();
            }
        });
    }

    private Visits visits(String path) {
        return byPath.computeIfAbsent(path, absent -> new Visits());
    }

    private static void await(Future<?> operation) {
        try {
            operation.await(STARTED_WITHIN_S, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException(late);
        }
    }
}
