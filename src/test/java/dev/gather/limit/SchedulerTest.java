package dev.gather.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.net.Host;
import dev.gather.testing.ManualClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerTest {
    private static final long FAR = TimeUnit.DAYS.toNanos(100);
    private static final Host A = new Host("a.example", 80);
    private static final Host B = new Host("b.example", 80);

    private final ManualClock clock = new ManualClock();
    private final ManualLoop loop = new ManualLoop();
    private final BufferedBytes buffered = new BufferedBytes(1_000);

    @Test
    void grantsUpToTheHostLimitAndGoesOnAsPermitsReturn() {
        Scheduler scheduler = scheduler(100, 2);
        Share share = scheduler.open("anybody", loop, 64, 64, 0, FAR);
        List<Integer> granted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int index = i;
            share.await(A, Granted.to(() -> granted.add(index)));
        }
        loop.run();
        assertThat(granted).containsExactly(0, 1);
        assertThat(scheduler.inFlight()).isEqualTo(2);
        assertThat(scheduler.queued()).isEqualTo(3);

        share.release(A, true);
        loop.run();
        assertThat(granted).containsExactly(0, 1, 2);
    }

    @Test
    void servesHostsInTurn() {
        Scheduler scheduler = scheduler(1, 10);
        Share share = scheduler.open("anybody", loop, 64, 64, 0, FAR);
        List<String> granted = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            share.await(A, Granted.to(() -> granted.add("a")));
        }
        for (int i = 0; i < 3; i++) {
            share.await(B, Granted.to(() -> granted.add("b")));
        }
        loop.run();
        while (granted.size() < 6) {
            share.release(granted.get(granted.size() - 1).equals("a") ? A : B, true);
            loop.run();
        }
        assertThat(granted).containsExactly("a", "b", "a", "b", "a", "b");
    }

    @Test
    void servesBatchesInTurnWithinAHost() {
        Scheduler scheduler = scheduler(100, 1);
        Share large = scheduler.open("anybody", loop, 64, 64, 0, FAR);
        Share small = scheduler.open("anybody", loop, 64, 64, 0, FAR);
        List<String> granted = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            large.await(A, Granted.to(() -> granted.add("large")));
        }
        loop.run();
        for (int i = 0; i < 3; i++) {
            small.await(A, Granted.to(() -> granted.add("small")));
        }
        loop.run();
        for (int i = 0; i < 6; i++) {
            (granted.get(granted.size() - 1).equals("large") ? large : small).release(A, true);
            loop.run();
        }
        assertThat(granted).containsExactly("large", "large", "small", "large", "small", "large", "small");
    }

    @Test
    void whatHadItsTurnGoesFirst() {
        Scheduler scheduler = scheduler(100, 1);
        Share share = scheduler.open("anybody", loop, 64, 64, 0, FAR);
        List<String> granted = new ArrayList<>();
        share.await(A, Granted.to(() -> granted.add("first")));
        share.await(A, Granted.to(() -> granted.add("second")));
        loop.run();
        share.awaitFirst(A, Granted.to(() -> granted.add("again")));
        share.release(A, true);
        loop.run();
        assertThat(granted).containsExactly("first", "again");
    }

    @Test
    void aPausedBatchIsGrantedNothingUntilItResumes() {
        Scheduler scheduler = scheduler(100, 10);
        Share share = scheduler.open("anybody", loop, 64, 64, 0, FAR);
        List<Integer> granted = new ArrayList<>();
        share.pause();
        share.await(A, Granted.to(() -> granted.add(1)));
        loop.run();
        assertThat(granted).isEmpty();
        share.resume();
        loop.run();
        assertThat(granted).containsExactly(1);
    }

    @Test
    void whatHadItsTurnGoesOnThroughAPause() {
        Scheduler scheduler = scheduler(100, 1);
        Share share = scheduler.open("anybody", loop, 64, 64, 0, FAR);
        List<String> granted = new ArrayList<>();
        share.await(A, Granted.to(() -> granted.add("first")));
        share.await(A, Granted.to(() -> granted.add("second")));
        loop.run();
        share.pause();
        share.release(A, true);
        loop.run();
        share.awaitFirst(A, Granted.to(() -> granted.add("first again")));
        loop.run();
        share.release(A, true);
        loop.run();
        assertThat(granted).containsExactly("first", "first again");
        share.resume();
        loop.run();
        assertThat(granted).containsExactly("first", "first again", "second");
    }

    /** It stood in the batch's line, which a paused batch is not fed from. */
    @Test
    void whatHadItsTurnGoesOnThroughAPauseOnceItsBatchHasRoom() {
        Scheduler scheduler = scheduler(100, 10);
        Share share = scheduler.open("anybody", loop, 1, 64, 0, FAR);
        List<String> granted = new ArrayList<>();
        share.await(A, Granted.to(() -> granted.add("a")));
        share.await(B, Granted.to(() -> granted.add("b")));
        loop.run();
        share.awaitFirst(B, Granted.to(() -> granted.add("b again")));
        share.pause();
        loop.run();
        share.release(A, true);
        loop.run();
        assertThat(granted).containsExactly("a", "b again");
    }

    /**
     * While the process is full there is always another host to serve; that must not keep a batch from its next item.
     */
    @Test
    void aBatchThatHadNoRoomHasItsTurnWhileTheProcessIsBusy() {
        Scheduler scheduler = scheduler(2, 10);
        Share narrow = scheduler.open("anybody", loop, 1, 64, 0, FAR);
        Share wide = scheduler.open("anybody", loop, 64, 64, 0, FAR);
        List<Host> granted = new ArrayList<>();
        narrow.await(A, Granted.to(() -> granted.add(A)));
        narrow.await(B, Granted.to(() -> granted.add(B)));
        for (int i = 0; i < 200; i++) {
            Host host = new Host("h" + i % 4, 80);
            wide.await(host, Granted.to(() -> granted.add(host)));
        }
        loop.run();
        assertThat(granted).containsExactly(A, new Host("h0", 80));
        narrow.release(A, true);
        loop.run();
        for (int i = 0; i < 8; i++) {
            wide.release(granted.get(granted.size() - 1), true);
            loop.run();
        }
        assertThat(granted).contains(B);
    }

    @Test
    void anUrgedHostIsGrantedOneThroughAPause() {
        Scheduler scheduler = scheduler(100, 10);
        Share share = scheduler.open("anybody", loop, 64, 64, 0, FAR);
        List<String> granted = new ArrayList<>();
        share.pause();
        share.await(A, Granted.to(() -> granted.add("a")));
        share.await(A, Granted.to(() -> granted.add("another a")));
        share.await(B, Granted.to(() -> granted.add("b")));
        loop.run();
        share.urge(A);
        loop.run();
        assertThat(granted).containsExactly("a");
        share.urge(B);
        share.urge(new Host("unknown.example", 80));
        loop.run();
        assertThat(granted).containsExactly("a", "b");
        share.resume();
        loop.run();
        assertThat(granted).containsExactly("a", "b", "another a");
    }

    @Test
    void keepsTheIntervalBetweenStartsToOneHost() {
        Scheduler scheduler = scheduler(100, 10);
        Share share = scheduler.open("anybody", loop, 64, 64, 100_000_000, FAR);
        List<Long> granted = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            share.await(A, Granted.to(() -> granted.add(clock.nanos())));
        }
        loop.run();
        for (int i = 0; i < 10 && granted.size() < 4; i++) {
            clock.runNext();
            loop.run();
        }
        assertThat(granted).hasSize(4);
        for (int i = 1; i < 4; i++) {
            assertThat(granted.get(i) - granted.get(i - 1)).isGreaterThanOrEqualTo(100_000_000);
        }
    }

    @Test
    void aClosedBatchIsForgottenAndItsPermitsReturn() {
        Scheduler scheduler = scheduler(100, 1);
        Share share = scheduler.open("anybody", loop, 64, 64, 0, FAR);
        share.await(A, Granted.to(() -> {}));
        share.await(A, Granted.to(() -> {}));
        share.await(B, Granted.to(() -> {}));
        loop.run();
        share.close();
        loop.run();
        assertThat(scheduler.queued()).isZero();
        share.release(A, true);
        share.release(B, true);
        loop.run();
        assertThat(scheduler.inFlight()).isZero();
        assertThat(scheduler.hostCount()).isZero();
    }

    @Test
    void startsNothingMoreWhileMemoryIsShort() {
        Scheduler scheduler = scheduler(100, 10);
        Share share = scheduler.open("anybody", loop, 64, 64, 0, FAR);
        List<Integer> granted = new ArrayList<>();
        buffered.hold(2_000);
        share.await(A, Granted.to(() -> granted.add(1)));
        share.await(A, Granted.to(() -> granted.add(2)));
        loop.run();
        assertThat(granted).as("one may always go on").containsExactly(1);
        buffered.release(2_000);
        clock.runNext();
        loop.run();
        assertThat(granted).containsExactly(1, 2);
    }

    /**
     * Thousands of waiters of many batches on many hosts, in random order of arrival and release: no limit is ever
     * passed, nobody is forgotten, and at the end nothing is left.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdsEveryLimitAtEveryStep(long seed) {
        Random random = new Random(seed);
        int total = 1 + random.nextInt(40);
        int perHost = 1 + random.nextInt(6);
        int perCaller = 1 + random.nextInt(total);
        Scheduler scheduler = scheduler(total, perHost, perCaller);
        Simulation simulation = new Simulation(scheduler, random, total, perHost, perCaller);
        simulation.run();
        assertThat(simulation.settled).isEqualTo(simulation.added);
        assertThat(scheduler.inFlight()).isZero();
        assertThat(scheduler.queued()).isZero();
        assertThat(scheduler.hostCount()).isZero();
        assertThat(scheduler.inLine()).isZero();
    }

    private Scheduler scheduler(int total, int perHost) {
        return scheduler(total, perHost, Integer.MAX_VALUE);
    }

    private Scheduler scheduler(int total, int perHost, int perCaller) {
        return new Scheduler(
                loop, clock, new LimitSettings(total, perHost, Map.of(), 600, 1_000, 60_000), buffered, perCaller);
    }

    private final class Simulation {
        final Scheduler scheduler;
        final Random random;
        final int total;
        final int perHost;
        final int perCaller;
        final Map<String, Integer> perCallerInFlight = new HashMap<>();
        final List<Batch> batches = new ArrayList<>();
        final Map<Host, Integer> perHostInFlight = new HashMap<>();
        final List<BooleanSupplier> running = new ArrayList<>();
        int inFlight;
        int added;
        int settled;

        Simulation(Scheduler scheduler, Random random, int total, int perHost, int perCaller) {
            this.scheduler = scheduler;
            this.random = random;
            this.total = total;
            this.perHost = perHost;
            this.perCaller = perCaller;
        }

        void run() {
            for (int i = 0; i < 12; i++) {
                batches.add(new Batch(1 + random.nextInt(20), 1 + random.nextInt(perHost)));
            }
            for (int step = 0; step < 60_000 && (step < 2_000 || settled < added); step++) {
                step(step);
            }
            for (Batch batch : batches) {
                batch.share.close();
            }
            loop.run();
        }

        private void step(int step) {
            int choice = random.nextInt(10);
            if (choice < 3 && step < 2_000) {
                batches.get(random.nextInt(batches.size())).add();
            } else if (choice < 6 && !running.isEmpty()) {
                boolean unused = running.remove(random.nextInt(running.size())).getAsBoolean();
            } else if (choice == 6) {
                batches.get(random.nextInt(batches.size())).togglePause(step < 2_000);
            } else {
                boolean unused = loop.runOne();
            }
            if (running.isEmpty() && step >= 2_000) {
                batches.forEach(batch -> batch.togglePause(false));
                loop.run();
            }
        }

        private final class Batch {
            final int limit;
            final int hostLimit;
            final String caller = "caller " + random.nextInt(3);
            final Share share;
            final Map<Host, Integer> mine = new HashMap<>();
            int inFlightHere;
            boolean paused;

            Batch(int limit, int hostLimit) {
                this.limit = limit;
                this.hostLimit = hostLimit;
                this.share = scheduler.open(caller, loop, limit, hostLimit, 0, FAR);
            }

            void add() {
                Host host = new Host("h" + random.nextInt(7), 80);
                added++;
                share.await(host, Granted.to(() -> started(host)));
            }

            void togglePause(boolean mayPause) {
                boolean pause = mayPause && !paused;
                if (pause != paused) {
                    paused = pause;
                    if (pause) {
                        share.pause();
                    } else {
                        share.resume();
                    }
                }
            }

            private void started(Host host) {
                inFlight++;
                inFlightHere++;
                perHostInFlight.merge(host, 1, Integer::sum);
                mine.merge(host, 1, Integer::sum);
                perCallerInFlight.merge(caller, 1, Integer::sum);
                assertThat(inFlight).isLessThanOrEqualTo(total);
                assertThat(inFlightHere).isLessThanOrEqualTo(limit);
                assertThat(perHostInFlight.get(host)).isLessThanOrEqualTo(perHost);
                assertThat(mine.get(host)).isLessThanOrEqualTo(hostLimit);
                assertThat(perCallerInFlight.get(caller)).isLessThanOrEqualTo(perCaller);
                running.add(() -> ended(host));
            }

            private boolean ended(Host host) {
                inFlight--;
                inFlightHere--;
                settled++;
                perHostInFlight.merge(host, -1, Integer::sum);
                mine.merge(host, -1, Integer::sum);
                perCallerInFlight.merge(caller, -1, Integer::sum);
                share.release(host, true);
                return true;
            }
        }
    }
}
