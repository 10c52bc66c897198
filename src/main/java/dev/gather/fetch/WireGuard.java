package dev.gather.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Holds the peer of one connection to what Netty's codec and Vert.x let pass, from both sides of the codec:
 *
 * <ul>
 *   <li>Interim answers are skipped, whatever they are, up to a number (RFC 9110, section 15.2); Vert.x takes all but 100
 *       and 103 for final ones. 101 goes through, to be refused: nobody asked to switch protocols.
 *   <li>What is not content (heads, chunk sizes and extensions, trailers, blank lines) may cost only so much.
 *   <li>A body that only the connection's end delimits, over TLS, is whole only if the peer closed TLS in good order
 *       (RFC 9112, section 9.8): anybody on the way can end a TCP connection.
 * </ul>
 *
 * <p>Lives on the connection's loop.
 */
final class WireGuard extends ChannelDuplexHandler {
    /** Servers send one or two; curl has the same bound. */
    private static final int MOST_INTERIM = 20;

    /** Beyond what the codec lets a head and a trailer have, line ends included, so that its bounds are met first. */
    private static final long FREE_FRAMING_BYTES = 256 << 10;

    /** A chunk of one byte costs 5, or 12 from servers that write its size with 8 digits. */
    private static final long FRAMING_PER_CONTENT_BYTE = 16;

    /** Read off the wire, after TLS, since the last head in either direction. */
    private long wireBytes;

    private long contentBytes;
    private int interim;
    private boolean awaited;
    private boolean skipping;
    private boolean ended;
    private boolean goodbyeMissing;
    private boolean failed;

    private WireGuard() {}

    /** Puts a guard around the codec of a connection over which nothing has been sent yet. */
    static void watch(ChannelPipeline pipeline) {
        WireGuard guard = new WireGuard();
        guard.goodbyeMissing = pipeline.get(SslHandler.class) != null;
        pipeline.addBefore("codec", "meter", guard.new Meter());
        pipeline.addAfter("codec", "guard", guard);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest) {
            awaited = true;
            interim = 0;
            countAnew();
        }
        ChannelFuture unused = context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (failed || skips(context, message) || refuses(context, message)) {
            boolean unused = ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpResponse) {
            countAnew();
        }
        if (message instanceof HttpContent content) {
            contentBytes += content.content().readableBytes();
        }
        context.fireChannelRead(message);
    }

    private void countAnew() {
        wireBytes = 0;
        contentBytes = 0;
    }

    /** Whether the message is part of an interim answer to a request; without one it is Vert.x that closes. */
    private boolean skips(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse response) {
            skipping = awaited && isInterim(response);
            interim += skipping ? 1 : 0;
            if (interim > MOST_INTERIM) {
                fail(context, new WireFault("sent more than " + MOST_INTERIM + " interim answers"));
            }
        }
        return skipping;
    }

    /** Whether the message ends an answer that may have been cut. */
    private boolean refuses(ChannelHandlerContext context, Object message) {
        if (message instanceof LastHttpContent) {
            awaited = false;
            if (ended && goodbyeMissing) {
                fail(context, new PrematureChannelClosureException("closed without close_notify"));
            }
        }
        return failed;
    }

    private static boolean isInterim(HttpResponse response) {
        HttpResponseStatus status = response.status();
        return status.codeClass() == HttpStatusClass.INFORMATIONAL
                && status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code()
                && response.decoderResult().isSuccess();
    }

    private boolean framedBeyondMeasure() {
        return wireBytes - contentBytes > FREE_FRAMING_BYTES + FRAMING_PER_CONTENT_BYTE * contentBytes;
    }

    /** Hands the failure to Vert.x, which tells whoever waits and closes the connection. */
    private void fail(ChannelHandlerContext context, Exception cause) {
        if (!failed) {
            failed = true;
            context.fireExceptionCaught(cause);
        }
    }

    /** The guard's other end, which sees bytes: between TLS and the codec. */
    private final class Meter extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes) {
                wireBytes += bytes.readableBytes();
            }
            context.fireChannelRead(message);
            if (framedBeyondMeasure()) {
                // Only now: the codec has its own bounds, and a code of their own.
                fail(context, new WireFault("sent too much that is no content"));
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == SslCloseCompletionEvent.SUCCESS) {
                goodbyeMissing = false;
            }
            context.fireUserEventTriggered(event);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ended = true;
            context.fireChannelInactive();
        }
    }
}
