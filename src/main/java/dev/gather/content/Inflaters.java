package dev.gather.content;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.zip.Inflater;

/**
 * Inflaters and scratch arrays of one event loop, to be used on that loop only. An inflater holds about 40 KiB outside
 * the heap, and making one costs more than inflating a small body, so a few idle ones are kept.
 */
public final class Inflaters implements AutoCloseable {
    /** Most bytes handed on in one step. */
    static final int STEP_BYTES = 64 * 1024;

    /** Enough for the bodies that one loop takes turns at; more would only hold native memory. */
    private static final int MOST_IDLE = 32;

    private final Deque<Inflater> idleRaw = new ArrayDeque<>();
    private final Deque<Inflater> idleZlib = new ArrayDeque<>();
    private final LongSupplier nanos;
    private final byte[] input = new byte[STEP_BYTES];
    private final byte[][] steps = new byte[Inflating.MOST_LAYERS][STEP_BYTES];
    private boolean closed;

    /** @param nanos a clock that only goes forward, which tells how long a turn takes */
    public Inflaters(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** An inflater at its start, for bare deflate data ({@code raw}) or with zlib's head and check sum around it. */
    Inflater borrow(boolean raw) {
        Inflater idle = (raw ? idleRaw : idleZlib).pollLast();
        return idle == null ? new Inflater(raw) : idle;
    }

    void giveBack(Inflater inflater, boolean raw) {
        Deque<Inflater> idle = raw ? idleRaw : idleZlib;
        if (closed || idle.size() >= MOST_IDLE) {
            inflater.end();
            return;
        }
        inflater.reset();
        idle.addLast(inflater);
    }

    long nanos() {
        return nanos.getAsLong();
    }

    /** Where wire bytes are copied to; free again when the call that took it returns. */
    byte[] input() {
        return input;
    }

    /** Where the layer at this depth inflates to; one for each depth, because an outer layer feeds an inner one. */
    byte[] step(int depth) {
        return steps[depth];
    }

    /** Frees all native memory; inflaters still lent out are freed when they come back. */
    @Override
    public void close() {
        closed = true;
        idleRaw.forEach(Inflater::end);
        idleZlib.forEach(Inflater::end);
        idleRaw.clear();
        idleZlib.clear();
    }
}
