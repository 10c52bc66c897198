package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gather.testing.ManualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final ManualClock clock = new ManualClock();
    private final Turns turns = new Turns(clock);
    private final List<String> taken = new ArrayList<>();

    /** Does so many turns' worth of work, a turn at a time. */
    private void work(String name, int left) {
        turns.add(() -> {
            taken.add(name);
            if (left > 1) {
                work(name, left - 1);
            }
            return true;
        });
    }

    @Test
    void oneTurnIsTakenAtATimeAndAllInTheirOrder() {
        work("a", 3);
        work("b", 2);
        assertThat(taken).isEmpty();
        for (int i = 1; i <= 5; i++) {
            assertThat(clock.pending()).isOne();
            assertThat(clock.runNext()).isTrue();
            assertThat(taken).hasSize(i);
        }
        assertThat(taken).containsExactly("a", "b", "a", "b", "a");
        assertThat(clock.pending()).isZero();
    }

    @Test
    void whoHasNothingToDoAnyMoreHoldsUpNobody() {
        for (int i = 0; i < 100; i++) {
            turns.add(() -> false);
        }
        work("a", 1);
        assertThat(clock.runNext()).isTrue();
        assertThat(taken).containsExactly("a");
        assertThat(clock.pending()).isZero();
    }

    @Test
    void whatThrowsHoldsUpNobody() {
        turns.add(() -> {
            throw new IllegalStateException("a bug");
        });
        work("a", 1);
        assertThatThrownBy(clock::runNext).hasMessage("a bug");
        assertThat(clock.runNext()).isTrue();
        assertThat(taken).containsExactly("a");
    }
}
