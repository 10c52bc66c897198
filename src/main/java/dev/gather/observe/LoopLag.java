package dev.gather.observe;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * How late timers of one event loop fire: the longest delay of the last 15 to 30 seconds. Measured on the loop that
 * starts it; read from any thread.
 */
public final class LoopLag {
    private static final long EVERY_MS = 100;
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(EVERY_MS);
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(15);

    private long lastTick;
    private long windowStart;
    private volatile long worstNow;
    private volatile long worstBefore;

    LoopLag(long nanoTime) {
        lastTick = nanoTime;
        windowStart = nanoTime;
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

    /** A tick that should have come {@value EVERY_MS} ms after the one before. */
    void tick(long nanoTime) {
        if (nanoTime - windowStart >= WINDOW_NANOS) {
            worstBefore = worstNow;
            worstNow = 0;
            windowStart = nanoTime;
        }
        worstNow = Math.max(worstNow, nanoTime - lastTick - EVERY_NANOS);
        lastTick = nanoTime;
    }
}
