package dev.gather.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import org.jspecify.annotations.Nullable;

/** Joins small pieces of a body: the way of each through Vert.x costs as much as that of a large one. */
final class Pieces {
    /** As large as the codec's own. */
    static final int MOST_BYTES = 64 << 10;

    private @Nullable ByteBuf joined;

    /** Takes a piece, which goes on with the next ones, or with {@link #handOn}. */
    void add(ChannelHandlerContext context, ByteBuf piece) {
        if (joined != null && joined.readableBytes() + piece.readableBytes() > MOST_BYTES) {
            handOn(context);
        }
        joined = joined == null ? piece : join(context, joined, piece);
    }

    private static ByteBuf join(ChannelHandlerContext context, ByteBuf before, ByteBuf piece) {
        ByteBuf all = before;
        if (before.maxWritableBytes() < piece.readableBytes()) {
            // The first one is a slice of what was read, and cannot grow.
            all = context.alloc().buffer().writeBytes(before);
            boolean unused = before.release();
        }
        ByteBuf same = all.writeBytes(piece);
        boolean unused = piece.release();
        return same;
    }

    /** Hands on what there is, as one piece. */
    void handOn(ChannelHandlerContext context) {
        ByteBuf all = joined;
        if (all != null) {
            joined = null;
            context.fireChannelRead(new DefaultHttpContent(all));
        }
    }
}
