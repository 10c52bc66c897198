package dev.gather.fetch;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import org.jspecify.annotations.Nullable;

/**
 * What WebClient sees of an {@link Exchange}: a codec that hands on each piece of the body as it comes. How the body ended
 * is told by WebClient's own future, because a pipe ends its stream even when it fails. WebClient keeps it for as long as
 * it dials, so it asks {@link Connecting} for the exchange each time: what comes for nobody is dropped.
 */
final class BodyRelay implements BodyCodec<Void>, BodyStream<Void> {
    private final Connecting connecting;
    private final @Nullable SocketAddress dialled;
    private @Nullable Handler<Void> drainHandler;

    /** @param dialled the address that was judged; null if a proxy is to find one */
    BodyRelay(Connecting connecting, @Nullable SocketAddress dialled) {
        this.connecting = connecting;
        this.dialled = dialled;
    }

    @Nullable
    SocketAddress dialled() {
        return dialled;
    }

    /** The request has its connection. */
    void connected(HttpClientRequest ready) {
        connecting.connected(this, ready);
    }

    void headArrived(HttpClientResponse response) {
        Exchange exchange = exchange();
        if (exchange != null) {
            exchange.headArrived(response);
        }
    }

    /** Something threw that must not: the exchange ends, whatever becomes of the process. */
    void crashed(Throwable bug) {
        Exchange exchange = exchange();
        if (exchange != null) {
            exchange.crashed(bug);
        }
    }

    private @Nullable Exchange exchange() {
        return connecting.exchangeOf(this);
    }

    @Override
    public BodyStream<Void> stream() {
        return this;
    }

    @Override
    public Future<Void> write(Buffer chunk) {
        Exchange exchange = exchange();
        if (exchange == null) {
            return Future.succeededFuture();
        }
        try {
            exchange.bodyArrived(chunk);
        } catch (RuntimeException | Error bug) {
            exchange.crashed(bug);
        }
        return Future.succeededFuture();
    }

    /** Whether reading has to wait; {@link #goOn} ends the wait. */
    @Override
    public boolean writeQueueFull() {
        Exchange exchange = exchange();
        return exchange != null && exchange.mustWait(this::goOn);
    }

    @Override
    public BodyRelay drainHandler(@Nullable Handler<Void> handler) {
        drainHandler = handler;
        return this;
    }

    private void goOn() {
        Handler<Void> waiting = drainHandler;
        if (waiting != null) {
            waiting.handle(null);
        }
    }

    @Override
    public Future<Void> result() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
        return Future.succeededFuture();
    }

    @Override
    public void handle(Throwable cause) {}

    @Override
    public BodyRelay exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public BodyRelay setWriteQueueMaxSize(int maxSize) {
        return this;
    }
}
