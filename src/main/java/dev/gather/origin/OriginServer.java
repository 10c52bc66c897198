package dev.gather.origin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A running test origin. It listens on loopback only, on every loopback address it finds, so that one process serves as
 * several hosts. Safe from any thread.
 */
public final class OriginServer {
    private final Vertx vertx;
    private final String deployment;
    private final Listener.Bound bound;

    private OriginServer(Vertx vertx, String deployment, Listener.Bound bound) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.bound = bound;
    }

    /** An origin that listens; fails if 127.0.0.1 is taken at that port. Port 0 is any free one. */
    public static Future<OriginServer> start(Vertx vertx, int port) {
        return start(vertx, port, System::nanoTime);
    }

    static Future<OriginServer> start(Vertx vertx, int port, LongSupplier nanos) {
        if (port < 0 || port > 65_535) {
            return Future.failedFuture(new IllegalArgumentException("port: " + port + " (expected 0..65535)"));
        }
        Listener listener = new Listener(port, nanos);
        return vertx.deployVerticle(listener).map(id -> new OriginServer(vertx, id, listener.bound()));
    }

    /** The port, the same on every address. */
    public int port() {
        return bound.port();
    }

    /** The addresses it listens on, 127.0.0.1 first; IPv6 without brackets. */
    public List<String> addresses() {
        return bound.addresses();
    }

    /** The absolute URL of a path at 127.0.0.1. */
    public String url(String path) {
        return "http://127.0.0.1:" + bound.port() + path;
    }

    /** Stops listening and closes every connection. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
