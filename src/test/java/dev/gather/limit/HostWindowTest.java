package dev.gather.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Half after trouble, one more per window that went well. */
class HostWindowTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 1, 1", "3, 1, 1", "6, 3, 1", "7, 3, 1", "100, 50, 25"})
    void halvesOncePerEvent(int limit, int once, int twice) {
        HostWindow window = new HostWindow(limit);
        window.shrink(100, 50);
        window.shrink(101, 60);
        window.shrink(102, 99);
        assertThat(window.size()).isEqualTo(once);
        window.shrink(200, 100);
        assertThat(window.size()).isEqualTo(twice);
    }

    @Test
    void growsByOnePerWindowOfSuccesses() {
        HostWindow window = new HostWindow(6);
        window.shrink(0, 0);
        assertThat(grow(window, 2)).isEqualTo(3);
        assertThat(grow(window, 1)).isEqualTo(4);
        assertThat(grow(window, 3)).isEqualTo(4);
        assertThat(grow(window, 1)).isEqualTo(5);
        assertThat(grow(window, 5)).isEqualTo(6);
        assertThat(grow(window, 100)).as("never past the operator's figure").isEqualTo(6);
        assertThat(window.full()).isTrue();
    }

    @Test
    void growsByOnePerSuccessAfterAPauseUntilTheNextTrouble() {
        HostWindow window = new HostWindow(8);
        window.restart(10);
        assertThat(window.size()).isOne();
        assertThat(grow(window, 1)).isEqualTo(2);
        assertThat(grow(window, 2)).isEqualTo(4);
        window.shrink(20, 15);
        assertThat(window.size()).isEqualTo(2);
        assertThat(grow(window, 1)).isEqualTo(2);
        assertThat(grow(window, 1)).isEqualTo(3);
    }

    @Test
    void growsByOnePerSecondWithoutTrouble() {
        HostWindow window = new HostWindow(6);
        window.shrink(1_000, 0);
        window.shrink(2_000, 1_500);
        assertThat(window.size()).isEqualTo(1);
        window.rest(1_000_001_999L);
        assertThat(window.size()).isEqualTo(1);
        window.rest(1_000_002_000L);
        window.rest(1_500_000_000L);
        assertThat(window.size()).isEqualTo(2);
        window.rest(2_000_002_000L);
        assertThat(window.size()).isEqualTo(3);
        window.rest(Long.MAX_VALUE);
        assertThat(window.size()).isEqualTo(6);
    }

    @Test
    void timeAloneBringsNothingAfterAPauseOrWhileTheHostIsNotReached() {
        HostWindow paused = new HostWindow(6);
        paused.restart(1_000);
        paused.rest(60_000_000_000L);
        assertThat(paused.size()).isEqualTo(1);

        HostWindow unreached = new HostWindow(6);
        unreached.shrink(1_000, 0);
        unreached.unreached(60_000_000_000L);
        unreached.rest(60_500_000_000L);
        assertThat(unreached.size()).isEqualTo(3);
    }

    private static int grow(HostWindow window, int successes) {
        for (int i = 0; i < successes; i++) {
            window.grow();
        }
        return window.size();
    }
}
