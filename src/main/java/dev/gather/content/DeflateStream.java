package dev.gather.content;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** One stream of deflate data (RFC 1951), with zlib's frame (RFC 1950) or bare, inflated step by step. */
final class DeflateStream {
    /** Takes inflated bytes; false for enough. */
    @FunctionalInterface
    interface Inflated {
        boolean accept(byte[] bytes, int from, int to) throws CodingException;
    }

    private final Inflaters inflaters;
    private final boolean raw;
    private final Inflater inflater;
    private final byte[] step;
    private final Inflated next;
    private boolean stopped;
    private boolean closed;

    DeflateStream(Inflaters inflaters, boolean raw, int depth, Inflated next) {
        this.inflaters = inflaters;
        this.raw = raw;
        this.inflater = inflaters.borrow(raw);
        this.step = inflaters.step(depth);
        this.next = next;
    }

    /** Inflates {@code from..to} and tells where it stopped reading: at {@code to}, or at the stream's end. */
    int feed(byte[] in, int from, int to) throws CodingException {
        inflater.setInput(in, from, to - from);
        while (!stopped && !inflater.finished()) {
            int length = inflate();
            if (length > 0) {
                stopped = !next.accept(step, 0, length);
            } else if (inflater.needsInput()) {
                return to;
            } else if (!inflater.finished()) {
                throw CodingException.corrupt("The compressed body needs a preset dictionary.");
            }
        }
        return to - inflater.getRemaining();
    }

    private int inflate() throws CodingException {
        try {
            return inflater.inflate(step, 0, step.length);
        } catch (DataFormatException e) {
            throw CodingException.corrupt("The compressed body is corrupt.");
        }
    }

    boolean stopped() {
        return stopped;
    }

    boolean ended() {
        return inflater.finished();
    }

    /** Makes ready for another stream of the same kind. */
    void restart() {
        inflater.reset();
    }

    void close() {
        if (!closed) {
            closed = true;
            inflaters.giveBack(inflater, raw);
        }
    }
}
