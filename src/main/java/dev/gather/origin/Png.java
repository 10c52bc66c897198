package dev.gather.origin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A real picture, written chunk by chunk (W3C PNG, third edition). */
final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int SIDE = 64;
    private static final int BYTES_PER_ROW = 1 + 3 * SIDE;
    private static final byte[] GRADIENT = draw();

    private Png() {}

    /** A square of 64 by 64 pixels, from red to blue; the same bytes each time. */
    static byte[] gradient() {
        return GRADIENT.clone();
    }

    private static byte[] draw() {
        byte[] pixels = deflate(rows());
        ByteBuffer file = ByteBuffer.allocate(SIGNATURE.length + 3 * 12 + 13 + pixels.length);
        file.put(SIGNATURE);
        putChunk(file, "IHDR", header());
        putChunk(file, "IDAT", pixels);
        putChunk(file, "IEND", new byte[0]);
        return file.array();
    }

    /** Width, height, eight bits, true colour, and the only methods there are. */
    private static byte[] header() {
        return ByteBuffer.allocate(13)
                .putInt(SIDE)
                .putInt(SIDE)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
    }

    /** Each row is a filter byte (0: none), then red, green and blue of each pixel. */
    private static byte[] rows() {
        ByteBuffer rows = ByteBuffer.allocate(SIDE * BYTES_PER_ROW);
        for (int y = 0; y < SIDE; y++) {
            rows.put((byte) 0);
            for (int x = 0; x < SIDE; x++) {
                rows.put((byte) (255 - 4 * x)).put((byte) (4 * y)).put((byte) (4 * x));
            }
        }
        return rows.array();
    }

    private static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater();
        deflater.setInput(plain);
        deflater.finish();
        byte[] room = new byte[plain.length + 64];
        int length = deflater.deflate(room);
        deflater.end();
        return ByteBuffer.allocate(length).put(room, 0, length).array();
    }

    private static void putChunk(ByteBuffer file, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        file.putInt(data.length).put(name).put(data).putInt((int) crc.getValue());
    }
}
