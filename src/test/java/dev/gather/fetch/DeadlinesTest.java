package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gather.testing.ManualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final long MS = 1_000_000;

    private final ManualClock clock = new ManualClock();
    private final Deadlines deadlines = new Deadlines(clock);
    private final List<String> reached = new ArrayList<>();

    private Deadlines.Deadline in(long millis, String name) {
        Deadlines.Deadline deadline = deadlines.deadline();
        deadline.set(millis * MS, () -> reached.add(name));
        return deadline;
    }

    @Test
    void eachIsReachedOnceNotBeforeItsTimeAndAtMostOneSweepLater() {
        Deadlines.Deadline unused = in(25, "late");
        unused = in(5, "soon");
        clock.advance(4 * MS);
        assertThat(reached).isEmpty();
        clock.advance(11 * MS);
        assertThat(reached).containsExactly("soon");
        clock.advance(9 * MS);
        assertThat(reached).containsExactly("soon");
        clock.advance(11 * MS);
        assertThat(reached).containsExactly("soon", "late");
        clock.advance(1_000 * MS);
        assertThat(reached).hasSize(2);
        assertThat(clock.pending()).isZero();
    }

    @Test
    void whatIsUnsetOrPutOffIsNotReached() {
        Deadlines.Deadline gone = in(5, "gone");
        Deadlines.Deadline later = in(5, "first");
        gone.clear();
        gone.clear();
        later.set(50 * MS, () -> reached.add("second"));
        clock.advance(40 * MS);
        assertThat(reached).isEmpty();
        clock.advance(20 * MS);
        assertThat(reached).containsExactly("second");
    }

    @Test
    void oneThatIsReachedMayUnsetAndPutOffOthersThatAreDueWithIt() {
        Deadlines.Deadline first = deadlines.deadline();
        Deadlines.Deadline unsetByFirst = deadlines.deadline();
        Deadlines.Deadline putOffByFirst = deadlines.deadline();
        first.set(1, () -> {
            unsetByFirst.clear();
            putOffByFirst.set(30 * MS, () -> reached.add("put off"));
            first.set(1, () -> reached.add("again"));
        });
        unsetByFirst.set(1, () -> reached.add("never"));
        putOffByFirst.set(1, () -> reached.add("too soon"));
        clock.advance(15 * MS);
        assertThat(reached).isEmpty();
        clock.advance(10 * MS);
        assertThat(reached).containsExactly("again");
        clock.advance(40 * MS);
        assertThat(reached).containsExactly("again", "put off");
    }

    @Test
    void whatThrowsStopsNoLaterSweep() {
        deadlines.deadline().set(1, () -> {
            throw new IllegalStateException("a bug");
        });
        Deadlines.Deadline unused = in(15, "other");
        assertThatThrownBy(() -> clock.advance(10 * MS)).hasMessage("a bug");
        clock.advance(20 * MS);
        assertThat(reached).containsExactly("other");
    }
}
