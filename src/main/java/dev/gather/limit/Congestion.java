package dev.gather.limit;

import java.util.concurrent.TimeUnit;

/**
 * Whether what could start waits too long for nothing but the process. Written on the scheduler's context; {@link
 * #tooLong} is safe from any thread.
 *
 * <p>Two bounds, and what waits for its host, its batch, its caller or its pace counts for neither. The line: no more
 * may wait for a turn than the process has permits, so that a turn comes within about the time of one fetch, however
 * many calls come at once. The clock: whoever is first in line must not wait longer than {@link #PATIENCE_NANOS}; that
 * is what tells when fetches take long themselves.
 */
final class Congestion {
    /** A small part of the 30 s that a call has by default, because its items take turns and each turn may wait. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int mostInLine;
    private int byHosts;
    private int byCallers;
    private volatile boolean crowded;
    private volatile boolean waiting;
    private volatile long sinceNanos;

    /** @param mostInLine most that may wait for a turn */
    Congestion(int mostInLine) {
        this.mostInLine = mostInLine;
    }

    /** So many more, or fewer, could start if only hosts had a say. */
    void hostsAllow(int more) {
        byHosts += more;
    }

    /** So many more, or fewer, could start if only callers, with their batches, had a say. */
    void callersAllow(int more) {
        byCallers += more;
    }

    /** The process is full, and the first in line has waited for it alone since this instant. */
    void waits(long since) {
        crowded = inLine() > mostInLine;
        sinceNanos = since;
        waiting = true;
    }

    /** Nobody waits for the process. */
    void over() {
        crowded = false;
        waiting = false;
    }

    /** An estimate: about how many could start if the process were larger. */
    int inLine() {
        return Math.min(byHosts, byCallers);
    }

    boolean tooLong(long nowNanos) {
        return crowded || (waiting && nowNanos - sinceNanos > PATIENCE_NANOS);
    }
}
