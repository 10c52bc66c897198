package dev.gather.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Holds the peer of one connection to what Netty's codec and Vert.x let pass, from both sides of the codec:
 *
 * <ul>
 *   <li>Interim answers are skipped, whatever they are, up to a number (RFC 9110, section 15.2); Vert.x takes all but 100
 *       and 103 for final ones. 101 goes through, to be refused: nobody asked to switch protocols.
 *   <li>What the codec cannot read is the peer's fault, whatever the codec throws.
 *   <li>What is not content may cost only so much ({@link Framing}), and small chunks go on joined ({@link Pieces}).
 *   <li>An answer after which more came ends its connection: the rest would be taken for the next answer, or for a part of
 *       it (RFC 9112, section 9.2). So does a byte that comes while no answer is awaited.
 *   <li>A body that only the connection's end delimits, over TLS, is whole only if the peer closed TLS in good order
 *       (RFC 9112, section 9.8): anybody on the way can end a TCP connection. That close is the end, whether TCP's
 *       follows or not.
 * </ul>
 *
 * <p>Lives on the connection's loop.
 */
final class WireGuard extends ChannelDuplexHandler {
    /** Servers send one or two; curl has the same bound. */
    private static final int MOST_INTERIM = 20;

    /** Between two answers the codec skips it; anything else it holds back becomes a message by it. */
    private static final ByteBuf PROBE = Unpooled.unreleasableBuffer(Unpooled.directBuffer(4, 4)
            .writeBytes("\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
            .asReadOnly());

    private final Framing framing = new Framing();
    private final Pieces pieces = new Pieces();

    /** The end of an answer, until it is known whether more follows. */
    private @Nullable LastHttpContent last;

    private int interim;
    private boolean awaited;
    private boolean skipping;
    private boolean ended;
    private boolean goodbyeMissing;
    private boolean unasked;
    private boolean failed;

    private WireGuard() {}

    /** Puts a guard around the codec of a connection over which nothing has been sent yet. */
    static void watch(ChannelPipeline pipeline) {
        WireGuard guard = new WireGuard();
        guard.goodbyeMissing = pipeline.get(SslHandler.class) != null;
        pipeline.addAfter("codec", "guard", guard);
        pipeline.addBefore("codec", "meter", guard.new Meter(pipeline.context(guard)));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest) {
            awaited = true;
            interim = 0;
            framing.restart();
        }
        ChannelFuture unused = context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        unasked |= !awaited;
        if (failed || unasked || skips(context, message)) {
            boolean unused = ReferenceCountUtil.release(message);
            return;
        }
        DecoderResult result = ((HttpObject) message).decoderResult();
        if (result.isFailure()) {
            boolean unused = ReferenceCountUtil.release(message);
            fail(context, fault(result.cause()));
        } else if (message instanceof HttpContent content) {
            take(context, content);
        } else {
            framing.restart();
            context.fireChannelRead(message);
        }
    }

    /** Whether the message is part of an interim answer, or one too many of them. */
    private boolean skips(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse response) {
            skipping = isInterim(response);
            interim += skipping ? 1 : 0;
        }
        if (interim > MOST_INTERIM) {
            fail(context, new WireFault("sent more than " + MOST_INTERIM + " interim answers"));
        }
        return skipping;
    }

    private static boolean isInterim(HttpResponse response) {
        HttpResponseStatus status = response.status();
        return status.codeClass() == HttpStatusClass.INFORMATIONAL
                && status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code()
                && response.decoderResult().isSuccess();
    }

    /** What is too long has codes of its own, and an end that comes too soon is no bad syntax. */
    private static Throwable fault(Throwable cause) {
        boolean telling = cause instanceof TooLongFrameException || cause instanceof PrematureChannelClosureException;
        return telling ? cause : new WireFault("sent what is not HTTP");
    }

    private void take(ChannelHandlerContext context, HttpContent content) {
        framing.addContent(content.content().readableBytes());
        if (!(content instanceof LastHttpContent end)) {
            pieces.add(context, content.content());
            return;
        }
        awaited = false;
        last = end;
        if (ended && goodbyeMissing) {
            fail(context, new PrematureChannelClosureException("closed without close_notify"));
        }
    }

    /** Hands on what has come; the end of an answer only once nothing can follow it. */
    private void handOn(ChannelHandlerContext context) {
        pieces.handOn(context);
        LastHttpContent whole = last;
        if (whole == null || (unasked && !ended)) {
            return;
        }
        last = null;
        if (failed) {
            boolean unused = whole.release();
        } else {
            context.fireChannelRead(whole);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        handOn(context);
        context.fireChannelInactive();
    }

    /** Hands the failure to Vert.x, which tells whoever waits and closes the connection. */
    private void fail(ChannelHandlerContext context, Throwable cause) {
        if (!failed) {
            pieces.handOn(context);
            failed = true;
            context.fireExceptionCaught(cause);
        }
    }

    /** The guard's other end, which sees bytes: between TLS and the codec. */
    private final class Meter extends ChannelInboundHandlerAdapter {
        private final ChannelHandlerContext beyond;

        /** @param beyond the guard's context, on the codec's other side */
        Meter(ChannelHandlerContext beyond) {
            this.beyond = beyond;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!awaited) {
                boolean unused = ReferenceCountUtil.release(message);
                cutOff(context);
                return;
            }
            if (message instanceof ByteBuf bytes) {
                framing.addWire(bytes.readableBytes());
            }
            context.fireChannelRead(message);
            if (framing.beyondMeasure()) {
                // Only now: the codec has its own bounds, and a code of their own.
                fail(beyond, new WireFault("sent too much that is no content"));
            }
            if (last != null) {
                context.fireChannelRead(PROBE.duplicate());
            }
            if (unasked) {
                cutOff(context);
            }
            handOn(beyond);
        }

        /** Past TLS: its farewell could wait for a peer that does not read. */
        private void cutOff(ChannelHandlerContext context) {
            ChannelFuture unused = context.pipeline().firstContext().close();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            context.fireUserEventTriggered(event);
            if (event == SslCloseCompletionEvent.SUCCESS) {
                goodbyeMissing = false;
                ChannelFuture unused = context.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ended = true;
            context.fireChannelInactive();
        }
    }
}
