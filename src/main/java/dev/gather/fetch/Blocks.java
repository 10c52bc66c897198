package dev.gather.fetch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes that come piece by piece and are joined once, at their end. Large pieces are kept as they are. An array that
 * doubles would copy them again and again, would be up to twice too large, and would have been filled in vain for every
 * body that turns out to be one too many: an attack is mostly such bodies.
 */
final class Blocks {
    private static final int MOST_BLOCK_BYTES = 64 << 10;

    /** Below it what an array costs beside its bytes would count. */
    private static final int LEAST_KEPT_BYTES = 4 << 10;

    private static final byte[] NONE = {};

    private final int first;
    private final int limit;
    private final List<byte[]> full = new ArrayList<>(0);
    private byte[] last = NONE;
    private int inLast;
    private int length;

    /** Bytes that were copied, into blocks of our own. */
    private int copied;

    private int capacity;

    /** Where a piece is copied from. */
    @FunctionalInterface
    interface Piece {
        /** Copies {@code count} bytes, from the piece's {@code at} on. */
        void copy(int at, int count, byte[] to, int toAt);
    }

    /**
     * @param first room to begin with, once the first piece comes
     * @param limit most bytes that come
     */
    Blocks(int first, int limit) {
        this.first = first;
        this.limit = limit;
    }

    /** Whether a piece of so many bytes is one to keep: not worth a copy, or all there is. */
    boolean mayKeep(int count) {
        return count >= LEAST_KEPT_BYTES || (length == 0 && count == first);
    }

    /** Adds a piece by keeping it; nobody may change it any more. */
    void keep(byte[] piece) {
        closeLast();
        last = piece;
        inLast = piece.length;
        length += piece.length;
        capacity += piece.length;
    }

    private void closeLast() {
        if (inLast == last.length) {
            if (inLast > 0) {
                full.add(last);
            }
            return;
        }
        capacity -= last.length - inLast;
        full.add(Arrays.copyOf(last, inLast));
    }

    /** Adds a piece of so many bytes. */
    void append(int count, Piece piece) {
        int at = 0;
        while (at < count) {
            if (inLast == last.length) {
                addBlock(count - at);
            }
            int fits = Math.min(count - at, last.length - inLast);
            piece.copy(at, fits, last, inLast);
            at += fits;
            inLast += fits;
            length += fits;
            copied += fits;
        }
    }

    /**
     * As large as the rest of the piece, or as what was copied before or is expected, so that blocks are few and never
     * half empty.
     */
    private void addBlock(int wanted) {
        int size = Math.min(limit - length, Math.min(MOST_BLOCK_BYTES, Math.max(wanted, Math.max(copied, first))));
        closeLast();
        last = new byte[size];
        inLast = 0;
        capacity += size;
    }

    /**
     * All that came, in an array of just that length; to be asked for once, because each block is let go as it is
     * copied.
     */
    byte[] joined() {
        if (full.isEmpty() && inLast == last.length) {
            return last;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (int i = 0; i < full.size(); i++) {
            byte[] block = full.set(i, NONE);
            System.arraycopy(block, 0, all, at, block.length);
            at += block.length;
        }
        System.arraycopy(last, 0, all, at, inLast);
        return all;
    }

    int length() {
        return length;
    }

    /** Bytes that are taken up. */
    int capacity() {
        return capacity;
    }
}
