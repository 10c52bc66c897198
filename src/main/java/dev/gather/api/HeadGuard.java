package dev.gather.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Stands between one connection's decoder and Vert.x: knows since when a head is on its way, marks a head that {@link
 * HeadSyntax} refuses, and a body in crumbs, as one that could not be read, and ends a connection whose codec gave up. Nothing that follows is
 * passed on. Used on the connection's event loop only.
 */
final class HeadWatch extends ChannelInboundHandlerAdapter {
    /** So many chunks may be of any size. */
    private static final int FREE_CHUNKS = 4_096;

    /** On average, past those: the shortest URL in a chunk of its own has more. */
    private static final int LEAST_CHUNK_BYTES = 8;

    private final LongSupplier nanoClock;
    private final Runnable sever;
    private boolean refused;
    private boolean withinRequest;
    private boolean decoded;
    private boolean headBegan;
    private long headSinceNanos;
    private long chunks;
    private long chunkBytes;

    /** @param sever ends the connection at once */
    HeadWatch(LongSupplier nanoClock, Runnable sever) {
        this.nanoClock = nanoClock;
        this.sever = sever;
    }

    /**
     * Whether a head began longer ago than this and is not over. A head that began in the same packet in which the request
     * before it ended counts from its next byte: before that nothing tells that there is one.
     */
    boolean headTakesLongerThan(Duration span, long nowNanos) {
        return headBegan && nowNanos - headSinceNanos > span.toNanos();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        decoded = true;
        if (message instanceof HttpRequest head) {
            withinRequest = true;
            headBegan = false;
            chunks = 0;
            chunkBytes = 0;
            check(head);
        }
        if (message instanceof HttpContent chunk) {
            count(chunk);
        }
        if (message instanceof LastHttpContent) {
            withinRequest = false;
        }
        context.fireChannelRead(message);
    }

    private void check(HttpRequest head) {
        Problem problem = head.decoderResult().isSuccess() ? HeadSyntax.check(head) : null;
        if (problem != null) {
            refused = true;
            head.setDecoderResult(DecoderResult.failure(problem));
        }
    }

    /** A chunk costs the loop more than the bytes in it, and the limit of a body counts only those. */
    private void count(HttpContent chunk) {
        chunks++;
        chunkBytes += chunk.content().readableBytes();
        if (chunks > FREE_CHUNKS && chunkBytes < chunks * LEAST_CHUNK_BYTES && !(chunk instanceof LastHttpContent)) {
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
     * A codec that refuses to go on (Netty's bound on pipelined requests) leaves the connection open, Vert.x cannot close it
     * while requests are in line, and stumbles over the failure besides.
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
