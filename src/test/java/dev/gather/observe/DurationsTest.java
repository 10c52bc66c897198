package dev.gather.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    private static final long START = -5;

    private final Durations durations = new Durations(START);

    @ParameterizedTest
    @CsvSource({
        "0,               0",
        "1000000,         0",
        "1000001,         1",
        "5000000,         1",
        "5000001,         2",
        "60000000000,     13",
        "60000000001,     14",
        "300000000000,    14",
        "300000000001,    15",
        "9000000000000000, 15"
    })
    void aTimeFallsIntoTheFirstBucketThatHoldsIt(long nanos, int bucket) {
        durations.add(nanos, START);
        for (int i = 0; i < Durations.BUCKETS; i++) {
            assertThat(durations.count(i)).isEqualTo(i == bucket ? 1 : 0);
        }
        assertThat(durations.sumNanos()).isEqualTo(nanos);
        assertThat(nanos / 1e9).isLessThanOrEqualTo(Durations.boundSeconds(bucket));
    }

    @Test
    void boundsRiseToInfinity() {
        assertThat(Durations.boundSeconds(0)).isEqualTo(0.001);
        for (int i = 1; i < Durations.BUCKETS; i++) {
            assertThat(Durations.boundSeconds(i)).isGreaterThan(Durations.boundSeconds(i - 1));
        }
        assertThat(Durations.boundSeconds(Durations.BUCKETS - 1)).isInfinite();
    }

    @Test
    void theLongestIsForgottenAfterThirtyToSixtySeconds() {
        durations.add(900, after(1));
        durations.add(100, after(2));
        assertThat(durations.longestNanos(after(29))).isEqualTo(900);
        durations.add(200, after(31));
        assertThat(durations.longestNanos(after(31))).isEqualTo(900);
        durations.add(150, after(62));
        assertThat(durations.longestNanos(after(62))).isEqualTo(200);
    }

    @Test
    void withoutNewTimesTheLongestIsForgottenToo() {
        durations.add(900, after(29));
        assertThat(durations.longestNanos(after(59))).isEqualTo(900);
        assertThat(durations.longestNanos(after(60))).isZero();
        durations.add(7, after(500));
        assertThat(durations.longestNanos(after(500))).isEqualTo(7);
    }

    private static long after(long seconds) {
        return START + TimeUnit.SECONDS.toNanos(seconds);
    }
}
