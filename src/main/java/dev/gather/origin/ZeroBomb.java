package dev.gather.origin;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.Deflater;

/**
 * A compressed stream of one gibibyte of zeros, about a mebibyte long and right to its last byte. A full flush makes
 * each deflated mebibyte independent of the one before it, so a single block of a kibibyte is made once and sent again
 * and again.
 */
final class ZeroBomb implements Supplier<Optional<Buffer>> {
    private static final int BLOCKS = 1_024;
    private static final int BLOCK_BYTES = 1 << 20;
    private static final Buffer BLOCK = deflated(new byte[BLOCK_BYTES]);

    /** The header of gzip (RFC 1952), and after an empty last block the check sum and the length of 2^30 zeros. */
    static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 2, (byte) 0xff};

    private static final byte[] GZIP_TRAILER = {3, 0, (byte) 0xb0, (byte) 0xc2, 0x64, 0x5b, 0, 0, 0, 0x40};

    /** The header of zlib (RFC 1950), and after an empty last block the Adler-32 of 2^30 zeros, high byte first. */
    private static final byte[] ZLIB_HEADER = {0x78, (byte) 0xda};

    private static final byte[] ZLIB_TRAILER = {3, 0, (byte) 0xc0, 0x2d, 0, 1};

    private final Buffer header;
    private final Buffer trailer;
    private int sent = -1;

    private ZeroBomb(byte[] header, byte[] trailer) {
        this.header = Buffer.buffer(header);
        this.trailer = Buffer.buffer(trailer);
    }

    static ZeroBomb gzip() {
        return new ZeroBomb(GZIP_HEADER, GZIP_TRAILER);
    }

    static ZeroBomb deflate() {
        return new ZeroBomb(ZLIB_HEADER, ZLIB_TRAILER);
    }

    @Override
    public Optional<Buffer> get() {
        sent++;
        if (sent == 0) {
            return Optional.of(header);
        }
        if (sent <= BLOCKS) {
            return Optional.of(BLOCK);
        }
        return sent == BLOCKS + 1 ? Optional.of(trailer) : Optional.empty();
    }

    /** The whole stream in gzip; each char is a byte. */
    static String whole() {
        String blocks = Raw.of(BLOCK.getBytes()).repeat(BLOCKS);
        return Raw.of(GZIP_HEADER) + blocks + Raw.of(GZIP_TRAILER);
    }

    /** A block that inflates to this wherever it stands in a stream of deflate data. */
    static Buffer deflated(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(plain);
        byte[] room = new byte[plain.length + 1_024];
        int length = deflater.deflate(room, 0, room.length, Deflater.FULL_FLUSH);
        deflater.end();
        return Buffer.buffer(Arrays.copyOf(room, length));
    }
}
