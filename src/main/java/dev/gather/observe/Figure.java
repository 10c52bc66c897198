package dev.gather.observe;

import java.util.concurrent.atomic.AtomicLong;

/** A number that one thread writes, without a lock and without an atomic instruction, and any thread reads. */
final class Figure {
    private final AtomicLong value;

    Figure(long value) {
        this.value = new AtomicLong(value);
    }

    /** For the thread that writes. */
    void add(long more) {
        value.setRelease(value.getPlain() + more);
    }

    /** For the thread that writes. */
    void set(long now) {
        value.setRelease(now);
    }

    /** For any thread: the number now, or as it was a moment ago. */
    long get() {
        return value.getAcquire();
    }
}
