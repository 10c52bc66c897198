package dev.gather.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.Test;

class BodyPieceTest {
    private static ByteBuf pooled(String text) {
        return PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(text.getBytes(US_ASCII));
    }

    @Test
    void givesThePoolItsMemoryBack() {
        ByteBuf bytes = pooled("abc");
        HttpContent piece = BodyPiece.unpooled(new DefaultHttpContent(bytes));
        assertThat(bytes.refCnt()).isZero();
        assertThat(piece.content().toString(US_ASCII)).isEqualTo("abc");
        assertThat(piece.content().alloc()).isNotInstanceOf(PooledByteBufAllocator.class);
    }

    @Test
    void theLastPieceStaysTheLastAndABadOneBad() {
        LastHttpContent last = new DefaultLastHttpContent(pooled("z"));
        last.trailingHeaders().set("a", "b");
        last.setDecoderResult(DecoderResult.failure(new IllegalStateException("bad")));
        HttpContent piece = BodyPiece.unpooled(last);
        assertThat(piece).isInstanceOf(LastHttpContent.class);
        assertThat(((LastHttpContent) piece).trailingHeaders().get("a")).isEqualTo("b");
        assertThat(piece.decoderResult().isFailure()).isTrue();
    }

    @Test
    void nothingStaysNothing() {
        assertThat(BodyPiece.unpooled(LastHttpContent.EMPTY_LAST_CONTENT)).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
    }
}
