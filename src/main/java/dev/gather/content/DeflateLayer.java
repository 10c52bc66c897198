package dev.gather.content;

import org.jspecify.annotations.Nullable;

/**
 * Takes off {@code deflate}: zlib (RFC 1950), as RFC 9110, section 8.4.1.2 defines it, or bare deflate data, as a note
 * there says some servers send; the first two bytes tell.
 */
final class DeflateLayer implements Layer {
    private final Inflaters inflaters;
    private final int depth;
    private final Layer next;
    private @Nullable DeflateStream data;

    /** The first byte while the second has not come; -1 before it. */
    private int first = -1;

    DeflateLayer(Inflaters inflaters, int depth, Layer next) {
        this.inflaters = inflaters;
        this.depth = depth;
        this.next = next;
    }

    @Override
    public boolean feed(byte[] in, int from, int to) throws CodingException {
        if (from == to) {
            return true;
        }
        DeflateStream known = data;
        if (known != null) {
            return inflate(known, in, from, to);
        }
        if (first < 0) {
            first = in[from] & 0xff;
            return feed(in, from + 1, to);
        }
        DeflateStream sniffed = new DeflateStream(inflaters, !isZlib(first, in[from] & 0xff), depth, next::feed);
        data = sniffed;
        return inflate(sniffed, new byte[] {(byte) first}, 0, 1) && inflate(sniffed, in, from, to);
    }

    /** Method 8, a window of at most 32 KiB, and a head that is a multiple of 31 (RFC 1950, section 2.2). */
    private static boolean isZlib(int cmf, int flg) {
        return (cmf & 0x0f) == 8 && cmf >>> 4 <= 7 && (cmf << 8 | flg) % 31 == 0;
    }

    private static boolean inflate(DeflateStream stream, byte[] in, int from, int to) throws CodingException {
        int at = stream.ended() ? from : stream.feed(in, from, to);
        if (stream.stopped()) {
            return false;
        }
        while (at < to) {
            if (in[at++] != 0) {
                throw CodingException.corrupt("There is something else after the end of the deflate body.");
            }
        }
        return true;
    }

    @Override
    public void finish() throws CodingException {
        boolean empty = first < 0;
        if (!empty && (data == null || !data.ended())) {
            throw CodingException.truncated("The deflate body ends before its end.");
        }
        next.finish();
    }

    @Override
    public void close() {
        if (data != null) {
            data.close();
        }
        next.close();
    }
}
