package dev.gather.limit;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies the process holds at this moment. Shared by all instances; safe from any thread. */
public final class BufferedBytes {
    private final long limit;
    private final AtomicLong held = new AtomicLong();

    /** @param limit the bytes that may be held, {@code buffered_bytes_total} */
    public BufferedBytes(long limit) {
        this.limit = limit;
    }

    /** Counts bytes that are now held; whoever holds them gives them back with {@link #release}. */
    public void hold(long bytes) {
        held.addAndGet(bytes);
    }

    /** Holds the bytes if that stays within the limit; says whether they are held now. */
    public boolean tryHold(long bytes) {
        if (held.addAndGet(bytes) <= limit) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Counts bytes that are no longer held. */
    public void release(long bytes) {
        held.addAndGet(-bytes);
    }

    /** Whether this many more would pass the limit. */
    public boolean wouldOverflow(long more) {
        return held.get() + more > limit;
    }

    /** Whether more than half of what may be held is. */
    public boolean halfFull() {
        return held.get() > limit / 2;
    }

    /** Bytes held now. */
    public long held() {
        return held.get();
    }
}
