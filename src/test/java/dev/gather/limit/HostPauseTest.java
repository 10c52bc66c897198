package dev.gather.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a pause is, and what counts as one event. */
class HostPauseTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Random random = new Random(7);
    private final HostPause pause = new HostPause(MINUTE);

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "6, 32", "7, 48", "8, 48", "100, 48"})
    void doublesWithoutALengthFromASecondToAMinute(int time, long leastSeconds) {
        long now = 0;
        for (int i = 0; i < time; i++) {
            now = pause.untilNanos();
            pause.lapse(now);
            assertThat(pause.heed(Trouble.pause(429), now, now, random)).isTrue();
        }
        assertThat(pause.untilNanos() - now).isBetween(leastSeconds * SECOND, leastSeconds * SECOND * 5 / 4);
    }

    @ParameterizedTest
    @CsvSource({"1, 1050", "2000, 2100", "59900, 60000", "60000, 60000", "61000, 61000", "3600000, 3600000"})
    void isAsLongAsAskedAndHardlyLonger(long askedMs, long mostMs) {
        long asked = TimeUnit.MILLISECONDS.toNanos(askedMs);
        assertThat(pause.heed(Trouble.pause(503, asked), 0, 0, random)).isTrue();
        assertThat(pause.untilNanos()).isBetween(asked, TimeUnit.MILLISECONDS.toNanos(mostMs));
        assertThat(pause.asked()).isTrue();
        assertThat(pause.status()).isEqualTo(503);
    }

    @Test
    void remembersAnAskedLengthForAnHourAtMost() {
        boolean unused = pause.heed(Trouble.pause(429, TimeUnit.DAYS.toNanos(365)), 0, 0, random);
        assertThat(pause.untilNanos()).isEqualTo(TimeUnit.HOURS.toNanos(1));
    }

    @Test
    void answersToWhatWasSentBeforeItAreOneEvent() {
        assertThat(pause.heed(Trouble.pause(429), 10, 5, random)).isTrue();
        long until = pause.untilNanos();
        assertThat(pause.heed(Trouble.pause(429), 20, 6, random)).isFalse();
        assertThat(pause.untilNanos()).isEqualTo(until);

        pause.lapse(until);
        assertThat(pause.on()).isFalse();
        assertThat(pause.heed(Trouble.pause(429), until + 5, 7, random))
                .as("a straggler")
                .isFalse();
        assertThat(pause.heed(Trouble.pause(429), until + 6, until + 1, random)).isTrue();
        assertThat(pause.untilNanos() - until - 6).as("the second step").isGreaterThanOrEqualTo(2 * SECOND);
    }

    @Test
    void aLongerAskedLengthExtendsItAndAShorterOneDoesNot() {
        boolean unused = pause.heed(Trouble.pause(429, 5 * SECOND), 0, 0, random);
        long until = pause.untilNanos();
        assertThat(pause.heed(Trouble.pause(429, SECOND), 1, 0, random)).isFalse();
        assertThat(pause.untilNanos()).isEqualTo(until);
        assertThat(pause.heed(Trouble.pause(429, 9 * SECOND), 1, 0, random)).isFalse();
        assertThat(pause.untilNanos()).isGreaterThanOrEqualTo(9 * SECOND);
    }

    @Test
    void eachThatWentWellSinceTheLastPauseTakesBackOneDoubling() {
        long now = 0;
        for (int i = 0; i < 3; i++) {
            assertThat(pause.heed(Trouble.pause(429), now, now, random)).isTrue();
            pause.wentWell();
            now = pause.untilNanos();
            pause.lapse(now);
        }
        pause.wentWell();
        assertThat(pause.heed(Trouble.pause(429), now, now, random)).isTrue();
        assertThat(pause.untilNanos() - now)
                .as("what was under way when a pause began counts for nothing")
                .isBetween(4 * SECOND, 5 * SECOND);
        now = pause.untilNanos();
        pause.lapse(now);
        for (int i = 0; i < 3; i++) {
            assertThat(pause.struck()).isTrue();
            pause.wentWell();
        }
        assertThat(pause.struck()).isFalse();
        assertThat(pause.heed(Trouble.pause(429), now, now, random)).isTrue();
        assertThat(pause.untilNanos() - now).isLessThan(2 * SECOND);
    }

    @ParameterizedTest
    @CsvSource({"60000, 60001, true", "60000, 60000, false", "60001, 3600000, false", "1, 1000000, true"})
    void fitsWhoeverHasTimeForItUpToTheLongestThatIsObeyed(long pausedMs, long deadlineMs, boolean fits) {

        boolean unused = pause.heed(Trouble.pause(429, TimeUnit.MILLISECONDS.toNanos(pausedMs)), 0, 0, random);
        assertThat(pause.fits(0, TimeUnit.MILLISECONDS.toNanos(deadlineMs))).isEqualTo(fits);
    }

    @Test
    void tellsHowLongTheHostWasPausedInAll() {
        boolean unused = pause.heed(Trouble.pause(429, 60 * SECOND), 0, 0, random);
        assertThat(pause.pausedNanos(SECOND)).isEqualTo(SECOND);
        pause.lapse(60 * SECOND);
        unused = pause.heed(Trouble.pause(429, 60 * SECOND), 100 * SECOND, 100 * SECOND, random);
        assertThat(pause.pausedNanos(103 * SECOND)).isEqualTo(63 * SECOND);
    }
}
