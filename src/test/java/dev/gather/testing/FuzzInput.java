package dev.gather.testing;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A fuzzer's bytes as a first line and the rest, so that an input is also a file that people can write and read.
 * Without a line feed everything is the rest.
 */
public final class FuzzInput {
    private final byte[] bytes;
    private final int lineEnd;

    public FuzzInput(byte[] bytes) {
        this.bytes = bytes;
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        this.lineEnd = end == bytes.length ? -1 : end;
    }

    /** What stands before the first line feed. */
    public String line(Charset charset) {
        return new String(bytes, 0, Math.max(0, lineEnd), charset);
    }

    /** What comes after the first line feed. */
    public byte[] rest() {
        return Arrays.copyOfRange(bytes, lineEnd + 1, bytes.length);
    }

    /** What comes after the first line feed, as text. */
    public String rest(Charset charset) {
        return new String(rest(), charset);
    }

    /** The bytes in pieces whose lengths look random and are always the same for the same bytes. */
    public static List<byte[]> pieces(byte[] bytes) {
        var random = new Random(Arrays.hashCode(bytes));
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < bytes.length; ) {
            int most = 1 << random.nextInt(9);
            int to = Math.min(bytes.length, from + 1 + random.nextInt(most));
            pieces.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return pieces;
    }

    /** The bytes one by one. */
    public static List<byte[]> single(byte[] bytes) {
        List<byte[]> pieces = new ArrayList<>(bytes.length);
        for (byte octet : bytes) {
            pieces.add(new byte[] {octet});
        }
        return pieces;
    }
}
