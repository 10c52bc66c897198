package dev.gather.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;

/** A piece of a request's body on its way to Vert.x. */
final class BodyPiece {
    private BodyPiece() {}

    /**
     * The same in memory that nobody has to give back. What waits in line when its connection closes, behind a request that
     * is paused, Vert.x drops as it is; what is from the pool would be lost to it. Vert.x copies the rest likewise, and
     * leaves this as it is.
     */
    static HttpContent unpooled(HttpContent piece) {
        ByteBuf bytes = piece.content();
        if (bytes.capacity() == 0) {
            return piece;
        }
        HttpContent copy = piece.replace(Unpooled.copiedBuffer(bytes));
        copy.setDecoderResult(piece.decoderResult());
        bytes.release();
        return copy;
    }
}
