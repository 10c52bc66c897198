package dev.gather.origin;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.SocketException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The loop the origin lives on: one server for each address, all over the same routes and the same log. */
final class Listener extends VerticleBase {
    private static final String FIRST = "127.0.0.1";

    /** Hosts of their own where the system has them: Linux answers on all of 127.0.0.0/8, others only if told to. */
    private static final List<String> OTHERS = List.of("127.0.0.2", "127.0.0.3", "::1");

    private static final int MAX_HEADER_BYTES = 1 << 16;
    private static final int BACKLOG = 4_096;

    private final int port;
    private final RequestLog log;
    private final LongSupplier nanos;
    private Bound bound = new Bound(0, List.of());

    /** @param port 0: any free one */
    Listener(int port, LongSupplier nanos) {
        this.port = port;
        this.nanos = nanos;
        log = new RequestLog(nanos);
    }

    /** Where it listens, once deployed. */
    Bound bound() {
        return bound;
    }

    @Override
    public Future<?> start() {
        Handler<HttpServerRequest> routes = new Routes(vertx, log, nanos).router(vertx);
        return listen(FIRST, port, routes).compose(first -> listenToo(first.actualPort(), routes));
    }

    private Future<Void> listenToo(int firstPort, Handler<HttpServerRequest> routes) {
        List<Future<Optional<String>>> others = OTHERS.stream()
                .map(address -> listenIfThere(address, firstPort, routes))
                .toList();
        return Future.all(others).map(all -> {
            List<Optional<String>> there = all.list();
            bound = new Bound(
                    firstPort,
                    Stream.concat(Stream.of(FIRST), there.stream().flatMap(Optional::stream))
                            .toList());
            return null;
        });
    }

    private Future<Optional<String>> listenIfThere(String address, int samePort, Handler<HttpServerRequest> routes) {
        return listen(address, samePort, routes)
                .map(server -> Optional.of(address))
                .recover(Listener::unlessMissing);
    }

    /** An address that this system lacks, or that somebody else holds, is left out; {@link #bound} tells. */
    private static Future<Optional<String>> unlessMissing(Throwable cause) {
        return cause instanceof SocketException ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(cause);
    }

    private Future<HttpServer> listen(String address, int samePort, Handler<HttpServerRequest> routes) {
        // HTTP/2 would take away the bytes below HTTP, which the worst manners write.
        HttpServerOptions options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_HEADER_BYTES)
                .setAcceptBacklog(BACKLOG);
        return vertx.createHttpServer(options)
                .connectionHandler(log::connected)
                .requestHandler(routes)
                .listen(samePort, address);
    }

    /** @param addresses as literals, IPv6 without brackets */
    record Bound(int port, List<String> addresses) {
        Bound {
            addresses = List.copyOf(Objects.requireNonNull(addresses));
        }
    }
}
