package dev.gather.limit;

/** The machine's clock, for what starts no timer. */
final class TimerlessClock implements Clock {
    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long epochMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public Timer after(long delayNanos, Runnable task) {
        throw new UnsupportedOperationException("a timer of " + delayNanos + " ns (expected none)");
    }
}
