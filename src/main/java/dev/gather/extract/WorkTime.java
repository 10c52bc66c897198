package dev.gather.extract;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/**
 * Nanoseconds that this thread has worked, so that a busy machine takes nobody's time away. Asking the system takes a
 * microsecond; between two questions, some milliseconds apart, all time counts as work.
 */
final class WorkTime implements LongSupplier {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final long ASKED_EVERY_NANOS = 10_000_000;

    private long worked;
    private long askedNanos;

    WorkTime() {
        ask(System.nanoTime());
    }

    @Override
    public long getAsLong() {
        long now = System.nanoTime();
        if (now - askedNanos > ASKED_EVERY_NANOS) {
            ask(now);
        }
        return worked + (now - askedNanos);
    }

    private void ask(long now) {
        long told = THREADS.isThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : -1;
        worked = told >= 0 ? told : now; // some systems do not tell
        askedNanos = now;
    }
}
