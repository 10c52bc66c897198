package dev.gather.fetch;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import org.jspecify.annotations.Nullable;

/**
 * One dialling of an {@link Exchange}, as {@link OriginClient} sees it. WebClient carries it along as the request's
 * body codec, and keeps it for as long as it dials; so it asks {@link Connecting} for the exchange each time: what
 * comes for nobody is dropped. The body itself is taken straight from the response, which spares a pipe and its six
 * futures.
 */
final class Relay implements BodyCodec<Void> {
    private final Connecting connecting;
    private final Connections.Place place;
    private final MultiMap headers;
    private final long connectNanos;
    private boolean ended;

    Relay(Connecting connecting, Connections.Place place, MultiMap headers, long connectNanos) {
        this.connecting = connecting;
        this.place = place;
        this.headers = headers;
        this.connectNanos = connectNanos;
    }

    /** Where it dials. */
    Connections.Place place() {
        return place;
    }

    /** What the request sends. WebClient would copy it twice. */
    MultiMap headers() {
        return headers;
    }

    /** How long connecting may take. */
    long connectNanos() {
        return connectNanos;
    }

    /** Whether anybody waits for its connection still. */
    boolean isWanted() {
        return connecting.awaitsConnection();
    }

    /** The request has its connection. */
    void connected(HttpClientRequest ready, Connections.Kept on) {
        connecting.connected(this, ready, on);
    }

    /** The head is there, and the response stands still. What is thrown here makes {@link #broken} of it. */
    void headArrived(HttpClientResponse response) {
        response.exceptionHandler(this::broken);
        Exchange exchange = exchange();
        if (exchange != null) {
            exchange.headArrived(response);
        }
        response.handler(chunk -> bodyArrived(response, chunk));
        response.endHandler(whole -> end(null));
        response.resume();
    }

    private void bodyArrived(HttpClientResponse response, Buffer chunk) {
        Exchange exchange = exchange();
        if (exchange == null) {
            return;
        }
        try {
            exchange.bodyArrived(chunk);
            if (exchange.mustWait(response::resume)) {
                response.pause();
            }
        } catch (RuntimeException | Error bug) {
            exchange.crashed(bug);
        }
    }

    /** Nothing more comes of it: no connection, no head, or not the whole body. */
    void broken(Throwable cause) {
        end(cause);
    }

    private void end(@Nullable Throwable failure) {
        if (!ended) {
            ended = true;
            connecting.ended(this, failure);
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
        throw new UnsupportedOperationException("the body goes another way");
    }
}
