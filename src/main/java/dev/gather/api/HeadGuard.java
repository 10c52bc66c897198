package dev.gather.api;

import dev.gather.net.Sockets;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Stands between one connection's decoder and Vert.x: knows since when a head is on its way, marks a head that {@link
 * HeadSyntax} refuses, and a body in {@link Crumbs}, as one that could not be read, and ends a connection whose codec
 * gave up. Nothing that follows is passed on. Used on the connection's event loop only.
 */
final class HeadGuard extends ChannelInboundHandlerAdapter {
    /** What Vert.x calls its own handler of a connection. */
    private static final String VERTX = "handler";

    private final LongSupplier nanoClock;
    private final Runnable sever;
    private final Crumbs crumbs = new Crumbs();
    private boolean refused;
    private boolean last;
    private boolean withinRequest;
    private boolean decoded;
    private boolean headBegan;
    private long headSinceNanos;

    private HeadGuard(LongSupplier nanoClock, Runnable sever) {
        this.nanoClock = nanoClock;
        this.sever = sever;
    }

    /** A guard of this connection, in its place; to be called on its loop. */
    static HeadGuard install(HttpConnection connection, LongSupplier nanoClock) {
        var guard = new HeadGuard(nanoClock, () -> Sockets.sever(connection));
        ChannelPipeline unused = Sockets.pipeline(connection).addBefore(VERTX, null, guard);
        return guard;
    }

    /**
     * Whether a head began longer ago than this and is not over. A head that began in the same packet in which the
     * request before it ended counts from its next byte: before that nothing tells that there is one.
     */
    boolean headTakesLongerThan(Duration span, long nowNanos) {
        return headBegan && nowNanos - headSinceNanos > span.toNanos();
    }

    /** Has no request follow the present one, whose answer is the connection's last (RFC 9112, section 9.6). */
    void endAfterThis() {
        last = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        refused |= last && message instanceof HttpRequest;
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        decoded = true;
        if (message instanceof HttpRequest head) {
            withinRequest = true;
            headBegan = false;
            crumbs.begin();
            check(head);
        }
        if (message instanceof HttpContent chunk) {
            check(chunk);
        }
        if (message instanceof LastHttpContent) {
            withinRequest = false;
        }
        context.fireChannelRead(message instanceof HttpContent piece ? BodyPiece.unpooled(piece) : message);
    }

    private void check(HttpRequest head) {
        Problem problem = head.decoderResult().isSuccess() ? HeadSyntax.check(head) : null;
        if (problem != null) {
            refused = true;
            head.setDecoderResult(DecoderResult.failure(problem));
        }
    }

    private void check(HttpContent chunk) {
        if (crumbs.tooMany(chunk) && !(chunk instanceof LastHttpContent)) {
            refused = true;
            chunk.setDecoderResult(DecoderResult.failure(
                    Problem.of(ProblemCode.INVALID_REQUEST, "The body comes in too many chunks that are too small.")));
        }
    }

    /** Bytes that came between two requests and made nothing are part of a head. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!decoded && !withinRequest && !headBegan) {
            headBegan = true;
            headSinceNanos = nanoClock.getAsLong();
        }
        decoded = false;
        context.fireChannelReadComplete();
    }

    /**
     * A codec that refuses to go on (Netty's bound on pipelined requests) leaves the connection open, Vert.x cannot
     * close it while requests are in line, and stumbles over the failure besides.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CodecException && cause.getCause() instanceof IllegalStateException) {
            refused = true;
            sever.run();
        } else {
            context.fireExceptionCaught(cause);
        }
    }
}
