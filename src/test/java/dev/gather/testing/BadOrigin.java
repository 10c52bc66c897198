package dev.gather.testing;

import dev.gather.origin.Asked;
import dev.gather.origin.Manners;
import dev.gather.origin.Wire;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An origin with one bad manner, on 127.0.0.1 at a free port, and no HTTP library that would tidy up its bytes. The
 * manners are those of the test origin. A test asks it how many connections are open, so that what is given up is seen
 * to be closed.
 */
public final class BadOrigin implements AutoCloseable {
    private final NetServer server;
    private final String path;
    private final Visits connections = new Visits();
    private final AtomicInteger requests = new AtomicInteger();

    private BadOrigin(Vertx vertx, String path, Consumer<Wire> manner) {
        this.path = path;
        server = vertx.createNetServer().connectHandler(socket -> connected(socket, manner));
        within(() -> server.listen(0, "127.0.0.1"));
    }

    /** An origin with the manner of this name. */
    public static BadOrigin named(Vertx vertx, String manner) {
        return new BadOrigin(vertx, "/bad/" + manner, Manners.named(manner)::meet);
    }

    /** Takes requests and says nothing. */
    public static BadOrigin silent(Vertx vertx) {
        return named(vertx, "silent");
    }

    /** Exactly these bytes (ISO 8859-1) for each request; the connection stays open. */
    public static BadOrigin saying(Vertx vertx, String bytes) {
        return new BadOrigin(vertx, "/", wire -> wire.say(bytes));
    }

    public int port() {
        return server.actualPort();
    }

    /** The absolute URL of a path. */
    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** The absolute URL at which the test origin would have the same manner. */
    public String url() {
        return url(path);
    }

    /** Connections open now. */
    public int connections() {
        return connections.now();
    }

    /** Connections accepted so far. */
    public int accepted() {
        return connections.total();
    }

    /** Requests whose head arrived so far. */
    public int requests() {
        return requests.get();
    }

    /** Waits until no connection is open; false if one still is when the time has passed. */
    public boolean awaitAllClosed(Duration atMost) throws InterruptedException {
        return connections.awaitNone(atMost);
    }

    @Override
    public void close() {
        within(server::close);
    }

    private void connected(NetSocket socket, Consumer<Wire> manner) {
        connections.enter();
        Channel channel = ((ConnectionBase) socket).channel();
        socket.exceptionHandler(reset -> {});
        socket.closeHandler(closed -> connections.leave());
        socket.handler(new RequestHeads(asked -> requested(channel, asked, manner)));
    }

    private void requested(Channel channel, Asked asked, Consumer<Wire> manner) {
        requests.incrementAndGet();
        manner.accept(Wire.over(channel, asked));
    }

    private static void within(Supplier<Future<?>> operation) {
        Object unused = Awaited.of(operation.get());
    }
}
