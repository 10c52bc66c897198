package dev.gather.origin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The bytes below HTTP: what is said here goes to the peer as it is, past the codec. Vert.x lets no server say what is
 * not HTTP, so this is the one place that reaches for the Netty channel beneath it. No result is waited for: of a peer
 * that has left the request log tells. Used on the connection's loop only, one for each request.
 */
public final class Wire {
    /** Between two drips, unless the request asks for another time. */
    static final int DRIP_MS = 100;

    private static final int MAX_DRIP_MS = 60_000;
    private static final AttributeKey<Integer> ASKED_SO_FAR = AttributeKey.valueOf(Wire.class, "asked-so-far");

    private final Channel channel;
    private final Asked asked;
    private final int dripMs;
    private final Runnable whenAnswered;
    private final Runnable whenEndedHere;
    private final int turn;

    private Wire(Channel channel, Asked asked, int dripMs, Runnable whenAnswered, Runnable whenEndedHere) {
        this.channel = channel;
        this.asked = asked;
        this.dripMs = dripMs;
        this.whenAnswered = whenAnswered;
        this.whenEndedHere = whenEndedHere;
        turn = Objects.requireNonNullElse(channel.attr(ASKED_SO_FAR).get(), 0) + 1;
        channel.attr(ASKED_SO_FAR).set(turn);
    }

    /** A connection that speaks no HTTP of its own. */
    public static Wire over(Channel channel, Asked asked) {
        return new Wire(channel, asked, DRIP_MS, () -> {}, () -> {});
    }

    /** The connection that a request came on; {@code ?ms=} is the time between two drips. */
    static Wire of(RoutingContext ctx) {
        Channel channel = ((ConnectionBase) ctx.request().connection()).channel();
        int dripMs = Params.inQuery(ctx, "ms", DRIP_MS, 1, MAX_DRIP_MS);
        return new Wire(channel, asked(ctx.request()), dripMs, () -> forget(ctx), () -> RequestLog.endedHere(ctx));
    }

    private static Asked asked(HttpServerRequest request) {
        return new Asked(
                request.method().name(),
                Objects.requireNonNullElse(request.path(), ""),
                Objects.requireNonNullElse(request.getHeader("host"), ""),
                request.headers().contains("cookie"));
    }

    /** Vert.x believes that it has answered, so that it reads the connection's next request. */
    private static void forget(RoutingContext ctx) {
        ConnectionBase connection = (ConnectionBase) ctx.request().connection();
        String vertx = connection.channelHandlerContext().name();
        connection.channel().pipeline().addBefore(vertx, null, new Mute());
        Future<Void> unused = ctx.response().end();
    }

    Asked asked() {
        return asked;
    }

    /** Which request of those answered here this is on its connection, from 1. */
    int turn() {
        return turn;
    }

    /** Says text as ISO 8859-1, so that every char is one byte; more may follow, or nothing. */
    public void say(String text) {
        ChannelFuture unused = flush(bytes(text));
    }

    /** Says text, and is done with the request: the connection waits for the next one. */
    public void answer(String text) {
        ChannelFuture unused = flush(bytes(text));
        whenAnswered.run();
    }

    /** Says the same for ever, a bit at a time. */
    void drip(String text) {
        var unused = channel.eventLoop()
                .schedule(
                        () -> {
                            if (channel.isActive()) {
                                say(text);
                                drip(text);
                            }
                        },
                        dripMs,
                        TimeUnit.MILLISECONDS);
    }

    /** Says the same for ever, as fast as the peer takes it and no faster. */
    void flood(String text) {
        Buffer same = Buffer.buffer(text, StandardCharsets.ISO_8859_1.name());
        pour(() -> Optional.of(same));
    }

    /** Says piece after piece, each once the one before has left, until one is empty or the peer leaves. */
    void pour(Supplier<Optional<Buffer>> pieces) {
        if (!channel.isActive()) {
            return;
        }
        Optional<Buffer> piece = pieces.get();
        if (piece.isEmpty()) {
            whenAnswered.run();
            return;
        }
        ChannelFuture unused = flush(Unpooled.wrappedBuffer(piece.get().getBytes()))
                .addListener(left -> channel.eventLoop().execute(() -> pour(pieces)));
    }

    /** Ends the connection in good order (FIN) once everything is said. */
    public void close() {
        whenEndedHere.run();
        ChannelFuture unused = flush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Says no more and goes on listening: the peer reads everything, then the end. */
    void shut() {
        whenEndedHere.run();
        ChannelFuture unused = flush(Unpooled.EMPTY_BUFFER).addListener(said -> shutOutput());
    }

    private void shutOutput() {
        ChannelFuture unused = ((DuplexChannel) channel).shutdownOutput();
    }

    /** Ends the connection at once, with a reset (RST). */
    public void reset() {
        whenEndedHere.run();
        // No linger: the kernel throws away what is unsent and says RST instead of FIN.
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        ChannelFuture unused = channel.close();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private ChannelFuture flush(ByteBuf bytes) {
        // The first handler's context sends straight to the socket; every codec sits above it.
        return channel.pipeline().firstContext().writeAndFlush(bytes);
    }
}
