package dev.gather.net;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** What Vert.x cannot do with a connection: the one place that reaches for the Netty channel beneath. */
public final class Sockets {
    private Sockets() {}

    /**
     * Closes an HTTP/1 connection at once, with a reset, and throws away what has not been sent. {@link
     * HttpConnection#close} waits until everything is sent, which a peer that does not read can put off for ever.
     */
    public static void sever(HttpConnection connection) {
        ConnectionBase base = http1(connection);
        Channel channel = base.channel();
        if (channel.isOpen()) {
            boolean unused = channel.config().setOption(ChannelOption.SO_LINGER, 0);
            ChannelFuture closed = base.channelHandlerContext().close();
            assert closed.channel().equals(channel);
        }
    }

    /** The handlers that an HTTP/1 connection's bytes pass; to be used on its loop. */
    public static ChannelPipeline pipeline(HttpConnection connection) {
        return http1(connection).channel().pipeline();
    }

    /**
     * Lets others on its event loop have their turn after each piece of an HTTP/1 connection that the kernel hands
     * over: Netty else takes sixteen at once, which may be a hundred thousand chunks.
     */
    public static void paceReads(HttpConnection connection) {
        Channel channel = http1(connection).channel();
        ChannelConfig paced =
                channel.config().setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(1));
        assert paced.equals(channel.config());
    }

    /**
     * Whether nothing is under way on a connection to an HTTP/1 server: no request, no answer, and nothing that waits
     * for its peer to read. For Vert.x a request is over once it is written.
     */
    public static boolean isIdle(HttpClientConnection connection) {
        return connection.activeStreams() == 0 && !isHeldUp(http1(connection).channel());
    }

    /** Whether the kernel does not take what was flushed; the last of a TLS handshake waits for a flush of its own. */
    private static boolean isHeldUp(Channel channel) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent != null && !unsent.isEmpty();
    }

    /** Whether it is idle, open, and within the time for which its server said it keeps it. */
    public static boolean takesRequest(HttpClientConnection connection) {
        return isIdle(connection)
                && ((UnpooledHttpClientConnection) connection).unwrap().isValid()
                && http1(connection).channel().isActive();
    }

    /**
     * Has something run on the connection's loop once it is closed, at once if it is. {@link
     * HttpConnection#closeHandler} would not hear of what was before it.
     */
    public static void whenClosed(HttpConnection connection, Runnable action) {
        ChannelFuture closed = http1(connection).channel().closeFuture();
        ChannelFuture unused = closed.addListener(end -> action.run());
    }

    private static ConnectionBase http1(HttpConnection connection) {
        if (connection instanceof UnpooledHttpClientConnection client) {
            return http1(client.unwrap());
        }
        if (connection instanceof ConnectionBase base) {
            return base;
        }
        throw new IllegalArgumentException("connection: " + connection.getClass() + " (expected HTTP/1)");
    }
}
