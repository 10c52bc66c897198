package dev.gather;

import dev.gather.api.Api;
import dev.gather.fetch.Engine;
import dev.gather.observe.LoopLag;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One event loop: makes its client, wires its rooms and listens. */
final class MainVerticle extends VerticleBase {
    private final Parts parts;
    private final int instance;
    private final List<HttpServer> servers = new ArrayList<>();
    private @Nullable Engine engine;
    private @Nullable Api api;

    MainVerticle(Parts parts, int instance) {
        this.parts = parts;
        this.instance = instance;
    }

    @Override
    public Future<?> start() {
        Engine fetching = new Engine(vertx, context, parts.engineShares());
        Api routes = new Api(vertx, parts.settings().api(), parts.collaborators(fetching));
        engine = fetching;
        api = routes;
        parts.metrics().watchLoop(instance, LoopLag.start(vertx));
        SocketAddress management = parts.settings().api().managementListen();
        return listen("listen", parts.settings().api().listen(), routes::serve)
                .compose(server -> management == null
                        ? Future.succeededFuture(server)
                        : listen("management_listen", management, routes::serveOperation));
    }

    private Future<HttpServer> listen(String setting, SocketAddress address, Consumer<HttpServer> routes) {
        HttpServer server = vertx.createHttpServer(Api.serverOptions(address));
        routes.accept(server);
        servers.add(server);
        return server.listen(sharedByAll(address))
                .onSuccess(bound ->
                        parts.listeners().add(SocketAddress.inetSocketAddress(bound.actualPort(), address.host())))
                .recover(cause -> Future.failedFuture(
                        new IOException(setting + ": " + address + " (expected a free address and port)", cause)));
    }

    /**
     * The address itself; for port 0 one that has all instances share a port of the system's choice, for each server.
     */
    private SocketAddress sharedByAll(SocketAddress address) {
        return address.port() == 0 ? SocketAddress.sharedRandomPort(servers.size(), address.host()) : address;
    }

    /** The port that the API listens on. */
    int port() {
        return servers.get(0).actualPort();
    }

    /** Ends every batch that is under way; its caller gets an answer that says so. */
    void cancelAll() {
        context.runOnContext(turn -> {
            if (engine != null) {
                engine.cancelAll("The service is stopping.");
            }
        });
    }

    @Override
    public Future<?> stop() {
        if (api != null) {
            api.close();
        }
        if (engine != null) {
            engine.close();
        }
        return Future.join(servers.stream().map(HttpServer::close).toList());
    }
}
