package dev.gather.origin;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.Deflater;

/**
 * A gzip stream (RFC 1952) of one gibibyte of zeros, about a mebibyte long. A full flush makes each deflated mebibyte
 * independent of the one before it, so a single block of a kibibyte is made once and sent again and again.
 */
final class GzipBomb implements Supplier<Optional<Buffer>> {
    private static final int BLOCKS = 1_024;
    private static final int BLOCK_BYTES = 1 << 20;
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 2, (byte) 0xff};
    private static final byte[] BLOCK = deflated(new byte[BLOCK_BYTES]);

    /** An empty last block, then the check sum and the length of 2^30 zeros, low byte first. */
    private static final byte[] TRAILER = {3, 0, (byte) 0xb0, (byte) 0xc2, 0x64, 0x5b, 0, 0, 0, 0x40};

    private int sent = -1;

    @Override
    public Optional<Buffer> get() {
        sent++;
        if (sent == 0) {
            return Optional.of(Buffer.buffer(HEADER));
        }
        if (sent <= BLOCKS) {
            return Optional.of(Buffer.buffer(BLOCK));
        }
        return sent == BLOCKS + 1 ? Optional.of(Buffer.buffer(TRAILER)) : Optional.empty();
    }

    private static byte[] deflated(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(plain);
        byte[] room = new byte[BLOCK_BYTES];
        int length = deflater.deflate(room, 0, room.length, Deflater.FULL_FLUSH);
        deflater.end();
        return Arrays.copyOf(room, length);
    }
}
