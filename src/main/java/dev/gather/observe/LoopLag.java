package dev.gather.observe;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * How late timers of one event loop fire: the longest delay of the last 15 to 30 seconds. Measured on the loop that starts
 * it; read from any thread.
 */
public final class LoopLag {
    private static final long EVERY_MS = 100;
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(EVERY_MS);
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** A turn of a loop that is not busy takes a hundredth of this. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A collection or a moment without a processor can make a loop late, but only for less than this. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private long lastTick;
    private long windowStart;
    private long inTimeAt;
    private volatile long worstNow;
    private volatile long worstBefore;

    LoopLag(long nanoTime) {
        lastTick = nanoTime;
        windowStart = nanoTime;
        inTimeAt = nanoTime;
    }

    /** Measures the calling loop until its verticle is undeployed. */
    public static LoopLag start(Vertx vertx) {
        var lag = new LoopLag(System.nanoTime());
        vertx.setPeriodic(EVERY_MS, id -> lag.tick(System.nanoTime()));
        return lag;
    }

    /** The longest delay of late, in seconds. */
    public double seconds() {
        return Math.max(worstNow, worstBefore) / 1e9;
    }

    /** Whether no timer has fired in time for a while: there is more work than the loop can do. To be asked on the loop. */
    public boolean isLate() {
        return isLate(System.nanoTime());
    }

    boolean isLate(long nanoTime) {
        return nanoTime - inTimeAt > EVERY_NANOS + PATIENCE_NANOS;
    }

    /** A tick that should have come {@value EVERY_MS} ms after the one before. */
    void tick(long nanoTime) {
        if (nanoTime - windowStart >= WINDOW_NANOS) {
            worstBefore = worstNow;
            worstNow = 0;
            windowStart = nanoTime;
        }
        long delay = nanoTime - lastTick - EVERY_NANOS;
        worstNow = Math.max(worstNow, delay);
        lastTick = nanoTime;
        // After a delay the ticks that were missed come all at once, each as if it were early.
        boolean inTime = delay > -EVERY_NANOS / 2 && delay < LATE_NANOS;
        if (inTime) {
            inTimeAt = nanoTime;
        }
    }
}
