package dev.gather.testing;

import java.time.Duration;

/** How many came, are here, and were here at once. Safe from any thread. */
final class Visits {
    private int total;
    private int now;
    private int peak;

    synchronized void enter() {
        total++;
        now++;
        peak = Math.max(peak, now);
    }

    synchronized void leave() {
        now--;
        notifyAll();
    }

    synchronized int total() {
        return total;
    }

    synchronized int now() {
        return now;
    }

    synchronized int peak() {
        return peak;
    }

    /** Waits until nobody is here; false if somebody still is when the time has passed. */
    synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (now > 0) {
            long leftMs = (end - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                return false;
            }
            wait(leftMs);
        }
        return true;
    }
}
