package dev.gather.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.net.Host;
import dev.gather.testing.ManualClock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the process is the bottleneck, and when something else is. */
class CongestionTest {
    private static final long FAR = TimeUnit.DAYS.toNanos(100);
    private static final Host A = new Host("a.example", 80);
    private static final Host B = new Host("b.example", 80);
    private static final Host C = new Host("c.example", 80);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long LONG = TimeUnit.MINUTES.toNanos(1);

    private final ManualClock clock = new ManualClock();
    private final ManualLoop loop = new ManualLoop();
    private Scheduler scheduler;

    @Test
    void aFullProcessIsCongestedOnceTheFirstInLineHasWaitedASecond() {
        limits(1, 10, 10);
        Share share = open("anybody", 64);
        await(share, A, B);
        assertThat(scheduler.congested()).isFalse();
        clock.advance(SECOND);
        assertThat(scheduler.congested()).isFalse();
        clock.advance(1);
        assertThat(scheduler.congested()).isTrue();

        release(share, A);
        assertThat(scheduler.congested()).as("nobody waits any more").isFalse();
        assertThat(scheduler.inFlight()).isOne();
    }

    @Test
    void aFullProcessForWhichNobodyWaitsIsNotCongested() {
        limits(1, 10, 10);
        await(open("anybody", 64), A);
        clock.advance(LONG);
        assertThat(scheduler.congested()).isFalse();
    }

    @Test
    void whoeverWaitsForAHostDoesNotWaitForTheProcess() {
        limits(2, 1, 10);
        Share share = open("anybody", 64);
        await(share, A, A, B);
        clock.advance(LONG);
        assertThat(scheduler.congested()).isFalse();

        // The process has a waiter that takes the permit, and from now on the host has room.
        await(share, C);
        release(share, A);
        assertThat(scheduler.inFlight()).isEqualTo(2);
        assertThat(scheduler.congested()).isFalse();
        clock.advance(SECOND + 1);
        assertThat(scheduler.congested()).isTrue();
    }

    @Test
    void whoeverWaitsForItsBatchDoesNotWaitForTheProcess() {
        limits(2, 10, 10);
        await(open("anybody", 1), A, B, C);
        await(open("anybody", 64), A);
        clock.advance(LONG);
        assertThat(scheduler.inFlight()).isEqualTo(2);
        assertThat(scheduler.congested()).isFalse();
    }

    @Test
    void whoeverWaitsForItsBatchsLimitAtAHostDoesNotWaitForTheProcess() {
        limits(2, 10, 10);
        Share share = scheduler.open("anybody", loop, 64, 1, 0, FAR);
        await(share, A, A, B);
        clock.advance(LONG);
        assertThat(scheduler.inFlight()).isEqualTo(2);
        assertThat(scheduler.congested()).isFalse();
    }

    @Test
    void aPausedBatchDoesNotWaitForTheProcess() {
        limits(1, 10, 10);
        await(open("anybody", 64), A);
        Share paused = open("anybody", 64);
        await(paused, B);
        paused.pause();
        loop.run();
        clock.advance(LONG);
        assertThat(scheduler.congested()).isFalse();

        paused.resume();
        loop.run();
        assertThat(scheduler.congested()).as("it has just begun to wait").isFalse();
        clock.advance(SECOND + 1);
        assertThat(scheduler.congested()).isTrue();
    }

    @Test
    void whoeverWaitsForItsPaceDoesNotWaitForTheProcess() {
        limits(1, 10, 10);
        Share slow = scheduler.open("anybody", loop, 64, 64, LONG, FAR);
        await(slow, A, A);
        release(slow, A);
        await(open("anybody", 64), B);
        clock.advance(LONG / 2);
        assertThat(scheduler.inFlight()).isOne();
        assertThat(scheduler.queued()).isOne();
        assertThat(scheduler.congested()).isFalse();
    }

    @Test
    void whoeverWaitsForItsCallersShareDoesNotWaitForTheProcess() {
        limits(2, 10, 1);
        await(open("alice", 64), A, B, C);
        await(open("alice", 64), A, B, C);
        await(open("bob", 64), A);
        clock.advance(LONG);
        assertThat(scheduler.inFlight()).isEqualTo(2);
        assertThat(scheduler.congested()).isFalse();
    }

    @Test
    void aLineLongerThanTheProcessIsCongestedAtOnce() {
        limits(2, 10, 10);
        Share first = open("anybody", 64);
        await(first, A, B);
        await(open("anybody", 64), A);
        await(open("anybody", 64), A);
        assertThat(scheduler.congested()).isFalse();
        Share last = open("anybody", 64);
        await(last, C);
        assertThat(scheduler.congested()).isTrue();
        release(first, A);
        assertThat(scheduler.congested()).isFalse();
    }

    @Test
    void aBatchOfManyHostsIsNoLongerInLineThanItMayBeInFlight() {
        limits(4, 10, 10);
        await(open("anybody", 1), B);
        Share wide = open("anybody", 6);
        for (int i = 0; i < 1_000; i++) {
            wide.await(new Host("h" + i, 80), Granted.to(() -> {}));
        }
        loop.run();
        assertThat(scheduler.inFlight()).isEqualTo(4);
        assertThat(scheduler.inLine()).isEqualTo(3);
        assertThat(scheduler.congested()).isFalse();
    }

    @Test
    void manyBatchesAtASlowHostAreNoLongerInLineThanItHasRoom() {
        limits(4, 2, 10);
        for (int i = 0; i < 1_000; i++) {
            await(open("anybody", 64), A);
        }
        await(open("anybody", 64), B, C);
        assertThat(scheduler.inFlight()).isEqualTo(4);
        assertThat(scheduler.congested()).isFalse();
        clock.advance(LONG);
        assertThat(scheduler.congested()).isFalse();
    }

    @Test
    void cancelledBatchesAreNotInLine() {
        limits(2, 10, 10);
        await(open("anybody", 64), A, B);
        Share[] cancelled = new Share[10];
        for (int i = 0; i < cancelled.length; i++) {
            cancelled[i] = open("anybody", 64);
            await(cancelled[i], C);
        }
        assertThat(scheduler.congested()).isTrue();
        for (Share share : cancelled) {
            share.close();
        }
        loop.run();
        assertThat(scheduler.congested()).isFalse();
        clock.advance(LONG);
        assertThat(scheduler.congested()).isFalse();
    }

    /**
     * The clock alone would notice a rush only after a second, and all that had come in that second would wait: at
     * thirty times the load for half a minute. The line keeps every wait within about the time of a fetch.
     */
    @Test
    void aRushThirtyTimesTheCapacityKeepsEveryTurnShort() {
        int total = 64;
        long fetchNanos = TimeUnit.MILLISECONDS.toNanos(100);
        limits(total, 1_000, 1_000);
        Rush rush = new Rush(fetchNanos);
        for (int ms = 0; ms < 3_000; ms++) {
            for (int i = 0; i < 19; i++) {
                rush.call(i);
            }
            clock.advance(TimeUnit.MILLISECONDS.toNanos(1));
            loop.run();
        }
        assertThat(rush.longestWaitNanos).isLessThanOrEqualTo(2 * fetchNanos);
        assertThat(rush.ended).as("the process was never idle").isGreaterThan(28 * total);
        assertThat(rush.refused).isGreaterThan(50_000);
    }

    /** Calls of one URL that ask whether they may come in, and fetches that take their time. */
    private final class Rush {
        private final long fetchNanos;
        private long longestWaitNanos;
        private int ended;
        private int refused;

        Rush(long fetchNanos) {
            this.fetchNanos = fetchNanos;
        }

        void call(int number) {
            if (scheduler.congested()) {
                refused++;
                return;
            }
            Share share = open("anybody", 64);
            Host host = new Host("h" + number, 80);
            long since = clock.nanos();
            share.await(host, Granted.to(() -> started(share, host, since)));
            loop.run();
        }

        private void started(Share share, Host host, long since) {
            longestWaitNanos = Math.max(longestWaitNanos, clock.nanos() - since);
            Clock.Timer unused = clock.after(fetchNanos, () -> {
                ended++;
                share.release(host, true);
                share.close();
                loop.run();
            });
        }
    }

    private void limits(int total, int perHost, int perCaller) {
        LimitSettings settings = new LimitSettings(total, perHost, Map.of(), 600, 1_000, 60_000);
        scheduler = new Scheduler(loop, clock, settings, new BufferedBytes(1_000), perCaller);
    }

    private Share open(String caller, int concurrency) {
        return scheduler.open(caller, loop, concurrency, 64, 0, FAR);
    }

    private void await(Share share, Host... hosts) {
        for (Host host : hosts) {
            share.await(host, Granted.to(() -> {}));
        }
        loop.run();
    }

    private void release(Share share, Host host) {
        share.release(host, true);
        loop.run();
    }
}
