package dev.gather.origin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/** Keeps one response of Vert.x from a peer who has been answered beneath it, and then goes away. */
final class Mute extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean last = message instanceof LastHttpContent;
        boolean unused = ReferenceCountUtil.release(message);
        // The next response belongs to the peer, and may be written by whoever hears of this one.
        if (last) {
            ctx.pipeline().remove(this);
        }
        unused = promise.trySuccess();
    }
}
