package dev.gather.origin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;

/**
 * The bytes below HTTP: what is sent here goes to the peer as it is, past the codec. Vert.x lets no server say what is
 * not HTTP, so this is the one place that reaches for the Netty channel beneath it. The response of a request answered
 * here stays untouched; Vert.x forgets it when the connection closes. No result is waited for: of a peer that has left
 * the request log tells.
 */
final class Wire {
    private final RoutingContext ctx;
    private final Channel channel;

    private Wire(RoutingContext ctx, Channel channel) {
        this.ctx = ctx;
        this.channel = channel;
    }

    /** The connection that a request came on. */
    static Wire of(RoutingContext ctx) {
        return new Wire(ctx, ((ConnectionBase) ctx.request().connection()).channel());
    }

    /** Sends text as ISO 8859-1, so that every char is one byte. */
    void send(String text) {
        ChannelFuture unused = flush(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Ends the connection in good order (FIN) once everything is sent. */
    void close() {
        RequestLog.endedHere(ctx);
        ChannelFuture unused = flush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Ends the connection at once, with a reset (RST). */
    void reset() {
        RequestLog.endedHere(ctx);
        // No linger: the kernel throws away what is unsent and says RST instead of FIN.
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        ChannelFuture unused = channel.close();
    }

    private ChannelFuture flush(ByteBuf bytes) {
        // The first handler's context sends straight to the socket; every codec sits above it.
        return channel.pipeline().firstContext().writeAndFlush(bytes);
    }
}
