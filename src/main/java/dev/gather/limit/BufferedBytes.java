package dev.gather.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies the process holds at this moment. Shared by all instances; safe from any thread. */
public final class BufferedBytes {
    private final long limit;
    private final long callerLimit;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();
    private final ConcurrentMap<String, Account> accounts = new ConcurrentHashMap<>();

    /** @param limit the bytes that may be held, {@code buffered_bytes_total} */
    public BufferedBytes(long limit) {
        this(limit, Long.MAX_VALUE);
    }

    /**
     * @param limit the bytes that may be held, {@code buffered_bytes_total}
     * @param callerLimit the bytes that may be held for one caller
     */
    public BufferedBytes(long limit, long callerLimit) {
        this.limit = limit;
        this.callerLimit = callerLimit;
    }

    /** A caller's part of what is held. Callers are the operator's keys, so the accounts are as many as those. */
    public Account account(String caller) {
        return accounts.computeIfAbsent(caller, unknown -> new Account());
    }

    /** Counts bytes that are now held; whoever holds them gives them back with {@link #release}. */
    public void hold(long bytes) {
        held.addAndGet(bytes);
    }

    /** Counts bytes that are no longer held. */
    public void release(long bytes) {
        held.addAndGet(-bytes);
    }

    /** Whether this many more would pass the limit. */
    public boolean wouldOverflow(long more) {
        return held.get() + more > limit;
    }

    /** Whether a call that takes this many bytes can never be held, however little others hold. */
    public boolean neverHolds(long bytes) {
        return bytes > Math.min(limit, callerLimit);
    }

    /** Whether more than half of what may be held is. */
    public boolean halfFull() {
        return held.get() > limit / 2;
    }

    /**
     * Whether so much is kept for callers that not even one more fetch may start, though one may whenever memory is
     * merely short. What is being read does not count here: it has to end, and then it goes or is kept.
     */
    public boolean exhausted() {
        return exhausts(kept.get(), limit);
    }

    private static boolean exhausts(long bytes, long limit) {
        return bytes - limit > limit / 2;
    }

    /** Bytes held now. */
    public long held() {
        return held.get();
    }

    /** What is held for one caller, which counts for the process too. Safe from any thread. */
    public final class Account {
        private final AtomicLong mine = new AtomicLong();

        private Account() {}

        /** Counts bytes that are now held. */
        public void hold(long bytes) {
            mine.addAndGet(bytes);
            kept.addAndGet(bytes);
            BufferedBytes.this.hold(bytes);
        }

        /** Counts bytes that are no longer held. */
        public void release(long bytes) {
            mine.addAndGet(-bytes);
            kept.addAndGet(-bytes);
            BufferedBytes.this.release(bytes);
        }

        /** Whether this many more would pass what one caller may hold. */
        public boolean wouldOverflow(long more) {
            return mine.get() + more > callerLimit;
        }

        /** The same as {@link BufferedBytes#exhausted}, of what one caller may hold. */
        public boolean exhausted() {
            return exhausts(mine.get(), callerLimit);
        }

        /** Bytes held now. */
        public long held() {
            return mine.get();
        }
    }
}
