package dev.gather.extract;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/**
 * Nanoseconds that this thread has worked, so that a busy machine takes nobody's time away; of time on the clock two
 * fifths count at least, because what others do for it, such as collecting garbage, is no work of its own. Asking the
 * system takes a microsecond; between two questions, some milliseconds apart, all time counts as work.
 */
final class WorkTime implements LongSupplier {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final long ASKED_EVERY_NANOS = 10_000_000;

    private final long begunNanos = System.nanoTime();
    private final long workedBefore = told();
    private long worked;
    private long askedNanos = begunNanos;

    @Override
    public long getAsLong() {
        long now = System.nanoTime();
        if (now - askedNanos > ASKED_EVERY_NANOS) {
            worked = told() - workedBefore;
            askedNanos = now;
        }
        return Math.max(worked + (now - askedNanos), (now - begunNanos) / 5 * 2);
    }

    /** What the system says; some do not, and disabled is told as -1. */
    private static long told() {
        long told = THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : -1;
        return told >= 0 ? told : System.nanoTime();
    }
}
