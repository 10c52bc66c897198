package dev.gather.limit;

/** Time as the service sees it: passed in, so that tests can move it. */
public interface Clock {
    /** A clock that only goes forward, in nanoseconds from an arbitrary origin. */
    long nanos();

    /** Wall clock, milliseconds since 1970-01-01T00:00Z. */
    long epochMillis();

    /** Runs a task after a delay, on the event loop that asked for it. */
    Timer after(long delayNanos, Runnable task);

    /** A task that has not run yet. */
    interface Timer {
        /** Sees to it that the task does not run; does nothing if it has. */
        void cancel();
    }
}
