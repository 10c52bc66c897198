package dev.gather.observe;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopLagTest {
    private final LoopLag lag = new LoopLag(0);
    private long now;

    @Test
    void ticksInTimeAreNoLag() {
        run(SECONDS.toMillis(60));
        assertThat(lag.seconds()).isZero();
    }

    @Test
    void theLongestDelayIsKeptFor15To30Seconds() {
        tickAfter(600);
        tickAfter(350);
        assertThat(lag.seconds()).isEqualTo(0.5);
        run(SECONDS.toMillis(15));
        assertThat(lag.seconds()).isEqualTo(0.5);
        run(SECONDS.toMillis(16));
        assertThat(lag.seconds()).isZero();
    }

    private void run(long millis) {
        for (long spent = 0; spent < millis; spent += 100) {
            tickAfter(100);
        }
    }

    private void tickAfter(long millis) {
        now += MILLISECONDS.toNanos(millis);
        lag.tick(now);
    }
}
