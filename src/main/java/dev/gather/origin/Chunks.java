package dev.gather.origin;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Supplier;

/** Pieces of a body, framed as chunks with the last one at their end (RFC 9112, section 7.1). */
final class Chunks implements Supplier<Optional<Buffer>> {
    private final Supplier<Optional<Buffer>> pieces;
    private boolean ended;

    Chunks(Supplier<Optional<Buffer>> pieces) {
        this.pieces = pieces;
    }

    @Override
    public Optional<Buffer> get() {
        if (ended) {
            return Optional.empty();
        }
        Optional<Buffer> piece = pieces.get();
        ended = piece.isEmpty();
        return Optional.of(piece.map(Chunks::chunk).orElse(Buffer.buffer("0\r\n\r\n")));
    }

    private static Buffer chunk(Buffer piece) {
        return Buffer.buffer(Integer.toHexString(piece.length()) + "\r\n")
                .appendBuffer(piece)
                .appendString("\r\n");
    }
}
