package dev.gather.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.limit.HostRefusal.Reason;
import dev.gather.limit.HostSnapshot.BreakerState;
import dev.gather.net.Host;
import dev.gather.testing.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of those who wait for a host that is in trouble. */
class HostTroubleTest {
    private static final Host A = new Host("a.example", 80);
    private static final Host B = new Host("b.example", 80);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ManualClock clock = new ManualClock();
    private final ManualLoop loop = new ManualLoop();
    private final Scheduler scheduler = new Scheduler(
            loop,
            clock,
            new LimitSettings(1_000, 6, Map.of(), 600, 1_000, 60_000),
            new BufferedBytes(1_000),
            Integer.MAX_VALUE,
            new Random(1));
    private final Share share = open(1_000);
    private final List<Long> grantedAt = new ArrayList<>();
    private final List<Long> paused = new ArrayList<>();
    private final List<HostRefusal> refused = new ArrayList<>();

    @Test
    void aHostThatAskedForAPauseIsGivenNothingUntilItIsOver() {
        await(share, A, 20);
        assertThat(grantedAt).hasSize(6);
        long asked = clock.nanos();
        report(A, Trouble.pause(429, 2 * SECOND));
        release(A, 6, false);
        assertThat(scheduler.figures().paused()).isOne();
        assertThat(grantedAt).hasSize(6);
        await(share, B, 1);
        assertThat(grantedAt).as("another host").hasSize(7);

        clock.advance(2 * SECOND - 1);
        loop.run();
        assertThat(grantedAt).hasSize(7);
        clock.advance(SECOND);
        loop.run();
        assertThat(grantedAt).as("one to begin with").hasSize(8);
        assertThat(grantedAt.get(7) - asked).isGreaterThanOrEqualTo(2 * SECOND);
        assertThat(paused.get(7)).isBetween(2 * SECOND, 3 * SECOND);
        assertThat(scheduler.figures().paused()).isZero();

        release(A, 1, true);
        assertThat(grantedAt).as("two").hasSize(10);
        release(A, 2, true);
        assertThat(grantedAt).as("four").hasSize(14);
        assertThat(refused).isEmpty();
    }

    @Test
    void aPauseBeyondABatchsDeadlineEndsItsWaitersThereAtOnce() {
        Share hurried = open(1);
        await(share, A, 10);
        await(hurried, A, 3);
        await(hurried, B, 1);
        report(A, Trouble.pause(429, 2 * SECOND));
        assertThat(refused).hasSize(3);
        assertThat(refused.get(0).reason()).isEqualTo(Reason.PAUSED);
        assertThat(refused.get(0).retryAfterNanos()).isBetween(2 * SECOND, 3 * SECOND);
        await(hurried, A, 1);
        assertThat(refused).as("on arrival").hasSize(4);
        assertThat(refused.get(3).pausedNanos()).isZero();
        assertThat(scheduler.figures().refused(Reason.PAUSED)).isEqualTo(4);
        assertThat(scheduler.queued()).as("whoever has time waits").isEqualTo(4);
        clock.advance(3 * SECOND);
        release(A, 6, true);
        assertThat(scheduler.queued()).isZero();
    }

    @Test
    void aPauseLongerThanIsObeyedEndsEverybodysWait() {
        await(share, A, 10);
        report(A, Trouble.pause(503, 70 * SECOND));
        assertThat(refused).hasSize(4);
        clock.advance(15 * SECOND);
        await(share, A, 1);
        assertThat(refused).as("what is left of it is obeyed").hasSize(4);
        assertThat(scheduler.queued()).isOne();
    }

    @Test
    void whoJoinsLateIsToldOfItsOwnPartOfThePause() {
        await(share, A, 1);
        report(A, Trouble.pause(429, 4 * SECOND));
        release(A, 1, false);
        await(share, A, 1);
        clock.advance(3 * SECOND);
        await(share, A, 1);
        clock.advance(2 * SECOND);
        loop.run();
        release(A, 1, true);
        assertThat(paused).hasSize(3);
        assertThat(paused.get(0)).isZero();
        assertThat(paused.get(1)).isBetween(4 * SECOND, 5 * SECOND);
        assertThat(paused.get(2)).isBetween(SECOND, 2 * SECOND);
    }

    @Test
    void whatWaitsIsCountedWhateverBecomesOfIt() {
        Share hurried = open(1);
        await(share, A, 10);
        await(hurried, A, 3);
        assertThat(snapshot(A).queued()).isEqualTo(7);
        release(A, 1, true);
        assertThat(snapshot(A).queued()).as("one was granted").isEqualTo(6);
        report(A, Trouble.pause(429, 2 * SECOND));
        assertThat(snapshot(A).queued()).as("three were refused").isEqualTo(3);
        share.close();
        loop.run();
        assertThat(snapshot(A).queued()).isZero();
    }

    @Test
    void overloadHalvesWhatIsInFlightOncePerEvent() {
        await(share, A, 30);
        long grantedNanos = clock.nanos();
        clock.advance(SECOND);
        share.report(A, Trouble.overload(503), grantedNanos);
        share.report(A, Trouble.SLOW, grantedNanos);
        release(A, 3, false);
        assertThat(grantedAt).hasSize(6);
        release(A, 1, false);
        assertThat(grantedAt).as("three at a time").hasSize(7);
        assertThat(snapshot(A).limitNow()).isEqualTo(3);
        assertThat(snapshot(A).limit()).isEqualTo(6);
    }

    @Test
    void timeWithoutTroubleHelpsAlsoThoseWhoStandInLineAlready() {
        await(share, A, 1);
        report(A, Trouble.SLOW);
        clock.advance(1);
        report(A, Trouble.SLOW);
        await(share, A, 10);
        assertThat(grantedAt).hasSize(1);
        clock.advance(2 * SECOND);
        loop.run();
        assertThat(grantedAt).as("one more a second").hasSize(3);
        clock.advance(10 * SECOND);
        loop.run();
        assertThat(grantedAt).hasSize(6);
    }

    @Test
    void aHostThatCannotBeReachedIsLeftAloneAndThenTriedByOne() {
        await(share, A, 100);
        for (int i = 0; i < 5; i++) {
            report(A, Trouble.UNREACHABLE);
            release(A, 1, false);
        }
        assertThat(refused).isNotEmpty().allSatisfy(why -> {
            assertThat(why.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(why.retryAfterNanos()).isEqualTo(10 * SECOND);
        });
        assertThat(grantedAt.size() + refused.size()).isEqualTo(100);
        assertThat(scheduler.figures().breakersOpen()).isOne();
        release(A, scheduler.inFlight(), false);
        await(share, A, 1);
        assertThat(scheduler.inFlight()).isZero();

        clock.advance(10 * SECOND);
        int before = grantedAt.size();
        await(share, A, 5);
        assertThat(grantedAt).hasSize(before + 1);
        assertThat(snapshot(A).breaker()).isEqualTo(BreakerState.PROBING);
        report(A, Trouble.UNREACHABLE);
        release(A, 1, false);
        assertThat(snapshot(A).openForNanos()).isBetween(20 * SECOND - 1, 20 * SECOND);
        assertThat(scheduler.queued()).isZero();

        clock.advance(20 * SECOND);
        await(share, A, 5);
        release(A, 1, true);
        assertThat(scheduler.figures().breakersOpen()).isZero();
        assertThat(snapshot(A).breaker()).isEqualTo(BreakerState.CLOSED);
        release(A, 1, true);
        assertThat(scheduler.queued()).isLessThan(4);
    }

    @Test
    void whoeverGivesUpAProbeLeavesItToTheNext() {
        await(share, A, 6);
        for (int i = 0; i < 5; i++) {
            report(A, Trouble.UNREACHABLE);
        }
        release(A, 6, false);
        clock.advance(10 * SECOND);
        int before = grantedAt.size();
        await(share, A, 2);
        release(A, 1, false);
        assertThat(grantedAt).hasSize(before + 2);
    }

    @Test
    void aHostInTroubleIsRememberedForAWhile() {
        await(share, A, 1);
        report(A, Trouble.pause(429));
        release(A, 1, false);
        share.close();
        loop.run();
        assertThat(scheduler.hostCount()).isOne();
        assertThat(snapshot(A).pausedForNanos()).isPositive();
        Share next = open(1_000);
        await(next, A, 3);
        assertThat(grantedAt).hasSize(1);
        clock.advance(2 * SECOND);
        loop.run();
        assertThat(grantedAt).hasSize(2);
        next.release(A, true);
        loop.run();
        next.close();
        next.release(A, true);
        next.release(A, true);
        loop.run();
        assertThat(scheduler.hostCount()).isOne();

        clock.advance(HostTable.REMEMBERED_NANOS + SECOND);
        Share last = open(2_000);
        await(last, A, 10);
        assertThat(scheduler.inFlight()).as("nothing is held against it").isEqualTo(6);
    }

    @Test
    void aBoundedNumberOfHostsIsRemembered() {
        for (int i = 0; i < HostTable.MOST_REMEMBERED + 500; i++) {
            Host host = new Host("h" + i + ".example", 80);
            await(share, host, 1);
            share.report(host, Trouble.pause(429, 3_600 * SECOND), clock.nanos());
            share.release(host, false);
            loop.run();
        }
        assertThat(scheduler.hostCount()).isEqualTo(HostTable.MOST_REMEMBERED);
        assertThat(scheduler.figures().paused()).isEqualTo(HostTable.MOST_REMEMBERED);
        assertThat(clock.pending()).isEqualTo(HostTable.MOST_REMEMBERED);
        assertThat(scheduler.figures().pausesBegun()).isEqualTo(HostTable.MOST_REMEMBERED + 500);
    }

    @Test
    void theBudgetPaysForAFifthOfFirstRequestsAndTenMore() {
        await(share, A, 50);
        for (int i = 0; i < 30; i++) {
            share.awaitFirst(A, waiter());
        }
        release(A, 74, true);
        assertThat(grantedAt).as("further attempts earn nothing").hasSize(80);
        assertThat(snapshot(A).retriesLeft()).isEqualTo(20);
        List<Boolean> answers = new ArrayList<>();
        for (int i = 0; i < 22; i++) {
            share.retry(A, answers::add);
        }
        loop.run();
        assertThat(answers).hasSize(22).containsOnly(true, false);
        assertThat(answers.subList(0, 20)).containsOnly(true);
        assertThat(scheduler.figures().retriesRefused()).isEqualTo(2);
    }

    /** The permit may be back, and the host idle, by the time somebody asks. */
    @Test
    void whatAnIdleHostPaidIsRemembered() {
        List<Boolean> answers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            share.retry(A, answers::add);
            loop.run();
        }
        assertThat(answers.subList(0, 10)).containsOnly(true);
        assertThat(answers.subList(10, 12)).containsOnly(false);
        assertThat(scheduler.hostCount()).isOne();
    }

    @Test
    void trustsAHostThatIsReachedAfterItsBreakerOpened() {
        await(share, A, 6);
        for (int i = 0; i < 5; i++) {
            report(A, Trouble.UNREACHABLE);
        }
        release(A, 1, true);
        await(share, A, 1);
        assertThat(refused).as("a straggler that went well").isEmpty();
        assertThat(scheduler.figures().breakersOpen()).isZero();
    }

    @Test
    void batchesThatHeedACrawlDelayShareItInTurn() {
        Share other = open(1_000);
        share.crawlDelay(A, 2 * SECOND);
        other.crawlDelay(A, 2 * SECOND);
        List<Share> starts = new ArrayList<>();
        List<Long> at = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            for (Share by : List.of(share, other)) {
                by.await(A, Granted.to(() -> {
                    starts.add(by);
                    at.add(clock.nanos());
                }));
            }
        }
        loop.run();
        await(open(1_000), A, 2);
        assertThat(grantedAt).as("whoever does not heed it does not wait").hasSize(2);
        assertThat(starts).containsExactly(share);
        for (int i = 0; i < 40; i++) {
            clock.advance(SECOND / 2);
            loop.run();
            release(A, 0, true);
        }
        assertThat(starts).as("the first came alone").containsExactly(share, share, other, share);
        for (int i = 1; i < at.size(); i++) {
            assertThat(at.get(i) - at.get(i - 1)).isBetween(2 * SECOND, 3 * SECOND);
        }
    }

    @Test
    void aCrawlDelayHoldsForTheNextBatchToo() {
        share.crawlDelay(A, 2 * SECOND);
        await(share, A, 1);
        release(A, 1, true);
        share.close();
        Share next = open(1_000);
        next.crawlDelay(A, 2 * SECOND);
        await(next, A, 1);
        assertThat(grantedAt).hasSize(1);
        clock.advance(2 * SECOND);
        loop.run();
        assertThat(grantedAt).hasSize(2);
    }

    @Test
    void aClosedBatchPassesItsTurnToCrawlOn() {
        Share other = open(1_000);
        other.crawlDelay(A, SECOND);
        share.crawlDelay(A, SECOND);
        await(share, A, 1);
        await(share, A, 1);
        await(other, A, 1);
        share.close();
        loop.run();
        clock.advance(SECOND);
        loop.run();
        assertThat(grantedAt).hasSize(2);
    }

    @Test
    void tellsTheBusiestHosts() {
        await(share, A, 3);
        await(share, B, 10);
        await(share, new Host("c.example", 80), 1);
        List<HostSnapshot> busiest = new ArrayList<>();
        var unused = scheduler.busiest(2).onSuccess(busiest::addAll);
        loop.run();
        assertThat(busiest).extracting(HostSnapshot::host).containsExactly(B, A);
        assertThat(busiest.get(0).inFlight()).isEqualTo(6);
        assertThat(busiest.get(0).queued()).isEqualTo(4);
    }

    @Test
    void aClosedBatchIsToldNothingAndLeavesNothing() {
        await(share, A, 10);
        report(A, Trouble.pause(429, 5 * SECOND));
        share.close();
        release(A, 6, true);
        clock.advance(6 * SECOND);
        loop.run();
        assertThat(grantedAt).hasSize(6);
        assertThat(scheduler.queued()).isZero();
        assertThat(scheduler.inFlight()).isZero();
        assertThat(scheduler.inLine()).isZero();
    }

    @Test
    void aHostThatWasReachedIsDoubtedNoLongerThoughNothingOfItIsWholeYet() {
        failToReach(A, 4);
        await(share, A, 1);
        share.reached(A);
        release(A, 1, false);
        failToReach(A, 4);
        assertThat(snapshot(A).breaker()).as("never five in a row").isEqualTo(BreakerState.CLOSED);
        failToReach(A, 1);
        assertThat(snapshot(A).breaker()).isEqualTo(BreakerState.OPEN);

        clock.advance(20 * SECOND);
        await(share, A, 1);
        assertThat(snapshot(A).breaker()).isEqualTo(BreakerState.PROBING);
        share.reached(A);
        loop.run();
        assertThat(snapshot(A).breaker()).isEqualTo(BreakerState.CLOSED);
        release(A, 1, false);
        assertThat(scheduler.figures().doubted()).isZero();
    }

    private void failToReach(Host host, int times) {
        for (int i = 0; i < times; i++) {
            await(share, host, 1);
            report(host, Trouble.UNREACHABLE);
            release(host, 1, false);
        }
    }

    private Share open(long seconds) {
        return scheduler.open("anybody", loop, 64, 64, 0, clock.nanos() + seconds * SECOND);
    }

    private void await(Share by, Host host, int count) {
        for (int i = 0; i < count; i++) {
            by.await(host, waiter());
        }
        loop.run();
    }

    private Waiter waiter() {
        return new Waiter() {
            @Override
            public void granted(long pausedNanos) {
                grantedAt.add(clock.nanos());
                paused.add(pausedNanos);
            }

            @Override
            public void refused(HostRefusal why) {
                refused.add(why);
            }
        };
    }

    private void report(Host host, Trouble trouble) {
        share.report(host, trouble, clock.nanos());
        loop.run();
        clock.advance(1);
    }

    private void release(Host host, int count, boolean well) {
        for (int i = 0; i < count; i++) {
            share.release(host, well);
        }
        loop.run();
    }

    private HostSnapshot snapshot(Host host) {
        List<HostSnapshot> seen = new ArrayList<>();
        var unused = scheduler.host(host).onSuccess(seen::add);
        loop.run();
        assertThat(seen).hasSize(1);
        return seen.get(0);
    }
}
