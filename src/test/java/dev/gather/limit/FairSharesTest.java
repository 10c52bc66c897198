package dev.gather.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.net.Host;
import dev.gather.testing.ManualClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a batch gets of a host and of the process beside others, however large those are. */
class FairSharesTest {
    private static final Host A = new Host("a.example", 80);
    private static final Host B = new Host("b.example", 80);
    private static final long FAR = TimeUnit.DAYS.toNanos(100);
    private static final int LARGE = 100_000;

    private final ManualClock clock = new ManualClock();
    private final ManualLoop loop = new ManualLoop();
    private final ArrayDeque<Held> held = new ArrayDeque<>();

    @Test
    void tenBatchesOfVeryDifferentSizesGetEqualSharesOfOneHost() {
        Scheduler scheduler = scheduler(1_024, 6);
        List<Load> loads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            loads.add(new Load(scheduler, "caller " + i % 3));
        }
        for (int i = 0; i < 10; i++) {
            loads.get(i).await(A, 200 * (i + 1) * (i + 1));
        }
        for (int i = 0; i < 1_500; i++) {
            endOne();
            int most = loads.stream().mapToInt(load -> load.granted).max().orElseThrow();
            int least = loads.stream().mapToInt(load -> load.granted).min().orElseThrow();
            // The first had six before the others came, and was first in line again.
            assertThat(most - least).as("after %s answers", i).isLessThanOrEqualTo(7);
        }
    }

    @Test
    void threeUrlsBesideALargeBatchToTheSameHostHaveEverySecondTurn() {
        Scheduler scheduler = scheduler(1_024, 6);
        Load large = new Load(scheduler, "large");
        large.await(A, LARGE);
        Load small = new Load(scheduler, "small");
        small.await(A, 3);
        int answers = answersUntil(small, 3);
        assertThat(answers).isLessThanOrEqualTo(6);
    }

    @Test
    void threeUrlsBesideALargeBatchToOtherHostsWaitForNothing() {
        Scheduler scheduler = scheduler(100, 6);
        Load large = new Load(scheduler, "large");
        for (int i = 0; i < LARGE; i++) {
            large.await(new Host("h" + i % 5_000 + ".example", 80), 1);
        }
        assertThat(scheduler.inFlight()).as("its own concurrency").isEqualTo(64);
        Load small = new Load(scheduler, "small");
        small.await(B, 3);
        assertThat(small.granted).isEqualTo(3);
    }

    @Test
    void threeUrlsBesideManyHostsThatFillTheProcessHaveTheirTurn() {
        Scheduler scheduler = scheduler(60, 6);
        Load large = new Load(scheduler, "large");
        for (int i = 0; i < 50; i++) {
            large.await(new Host("h" + i + ".example", 80), 2_000);
        }
        Load small = new Load(scheduler, "small");
        small.await(B, 3);
        assertThat(answersUntil(small, 3))
                .as("three rounds of all hosts at most")
                .isLessThanOrEqualTo(3 * 51);
    }

    @Test
    void aPausedHostCostsTheOthersNothing() {
        Scheduler scheduler = scheduler(1_024, 6);
        Load mixed = new Load(scheduler, "anybody");
        mixed.await(A, 64);
        mixed.share.report(A, Trouble.pause(429, TimeUnit.SECONDS.toNanos(30)), clock.nanos());
        while (!held.isEmpty()) {
            endOne();
        }
        assertThat(scheduler.inFlight()).as("those who wait hold no permit").isZero();
        mixed.await(B, 200);
        for (int i = 0; i < 200; i++) {
            assertThat(scheduler.inFlight()).isEqualTo(Math.min(6, 200 - i));
            endOne();
        }
        assertThat(mixed.granted).isEqualTo(206);
    }

    private int answersUntil(Load load, int granted) {
        int answers = 0;
        while (load.granted < granted && answers < LARGE) {
            endOne();
            answers++;
        }
        return answers;
    }

    private void endOne() {
        Held first = held.removeFirst();
        first.by.share.release(first.host, true);
        loop.run();
    }

    private Scheduler scheduler(int total, int perHost) {
        LimitSettings settings = new LimitSettings(total, perHost, Map.of(), 600, 1_000, 60_000);
        return new Scheduler(loop, clock, settings, new BufferedBytes(1_000), Integer.MAX_VALUE);
    }

    private final class Load {
        final Share share;
        int granted;

        Load(Scheduler scheduler, String caller) {
            this.share = scheduler.open(caller, loop, 64, 64, 0, FAR);
        }

        void await(Host host, int count) {
            for (int i = 0; i < count; i++) {
                share.await(host, Granted.to(() -> {
                    granted++;
                    held.addLast(new Held(this, host));
                }));
            }
            loop.run();
        }
    }

    private record Held(Load by, Host host) {}
}
