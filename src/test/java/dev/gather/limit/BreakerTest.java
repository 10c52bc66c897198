package dev.gather.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.limit.HostSnapshot.BreakerState;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a host that cannot be reached is left alone, and when it is tried again. */
class BreakerTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Breaker breaker = new Breaker();

    @Test
    void fiveInARowOpenItForTenSeconds() {
        fail(4, 0);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        breaker.reached();
        fail(4, 0);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        fail(1, 0);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        breaker.lapse(10 * SECOND - 1);
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        breaker.lapse(10 * SECOND);
        assertThat(breaker.state()).isEqualTo(BreakerState.PROBING);
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 20", "2, 40", "3, 80", "4, 160", "5, 300", "6, 300", "50, 300"})
    void eachFailedProbeDoublesTheTimeUpToFiveMinutes(int failedProbes, long seconds) {
        fail(5, 0);
        long now = 0;
        for (int i = 0; i < failedProbes; i++) {
            now = breaker.untilNanos();
            breaker.lapse(now);
            breaker.failed(now, now);
        }
        assertThat(breaker.untilNanos() - now).isEqualTo(seconds * SECOND);
    }

    @Test
    void whatWasSentBeforeTheProbeChangesNothing() {
        fail(5, 0);
        breaker.failed(SECOND, 0);
        assertThat(breaker.untilNanos()).isEqualTo(10 * SECOND);
        breaker.lapse(10 * SECOND);
        breaker.failed(11 * SECOND, SECOND);
        assertThat(breaker.state()).isEqualTo(BreakerState.PROBING);
    }

    @Test
    void aHostThatIsReachedIsAsAnyOther() {
        fail(5, 0);
        breaker.lapse(10 * SECOND);
        breaker.failed(10 * SECOND, 10 * SECOND);
        breaker.lapse(30 * SECOND);
        breaker.reached();
        assertThat(breaker.suspects()).isFalse();
        fail(5, 40 * SECOND);
        assertThat(breaker.untilNanos()).as("ten seconds again").isEqualTo(50 * SECOND);
    }

    private void fail(int times, long now) {
        for (int i = 0; i < times; i++) {
            breaker.failed(now, now);
        }
    }
}
