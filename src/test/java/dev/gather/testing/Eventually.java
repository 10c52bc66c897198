package dev.gather.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread brings about, with a bound. */
public final class Eventually {
    private Eventually() {}

    /** Fails if the condition does not come true within the bound. */
    public static void eventually(String what, Duration bound, BooleanSupplier condition) {
        long end = System.nanoTime() + bound.toNanos();
        boolean met = condition.getAsBoolean();
        while (!met && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
            met = condition.getAsBoolean();
        }
        assertThat(met).as(what).isTrue();
    }
}
