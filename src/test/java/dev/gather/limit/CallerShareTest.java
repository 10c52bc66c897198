package dev.gather.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.net.Host;
import dev.gather.testing.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one caller may take while there are others. */
class CallerShareTest {
    private static final long FAR = TimeUnit.DAYS.toNanos(100);
    private static final Host HOST = new Host("a.example", 80);
    private static final Host OTHER = new Host("b.example", 80);

    private final ManualClock clock = new ManualClock();
    private final ManualLoop loop = new ManualLoop();
    private final BufferedBytes buffered = new BufferedBytes(1_000, 500);
    private final List<String> granted = new ArrayList<>();

    @Test
    void aCallerWithManyBatchesLeavesRoomForOthers() {
        Scheduler scheduler = scheduler(8, 6);
        for (int batch = 0; batch < 5; batch++) {
            await(open(scheduler, "greedy"), "greedy", 100);
        }
        assertThat(scheduler.inFlight()).isEqualTo(6);
        await(open(scheduler, "modest"), "modest", 3);
        assertThat(granted).filteredOn("modest"::equals).hasSize(2);
        assertThat(scheduler.inFlight()).isEqualTo(8);
    }

    @Test
    void batchesOfACallerTakeTurnsWithinItsShare() {
        Scheduler scheduler = scheduler(8, 1);
        Share one = open(scheduler, "caller");
        Share other = open(scheduler, "caller");
        await(one, "one", 10);
        await(other, "other", 10);
        for (int i = 0; i < 5; i++) {
            String last = granted.get(granted.size() - 1);
            release(last.equals("one") ? one : other);
        }
        assertThat(granted).as("one came first").containsExactly("one", "one", "other", "one", "other", "one");
    }

    /** It stood in its host's line, and so was there first whenever one of its own ended. */
    @Test
    void aBatchBeforeAFullHostDoesNotTakeEveryTurnOfItsCaller() {
        Scheduler scheduler = scheduler(8, 2, 2);
        Share large = open(scheduler, "caller");
        Share small = open(scheduler, "caller");
        await(large, "large", 100);
        await(small, OTHER, "small", 3);
        assertThat(granted).containsExactly("large", "large");
        for (int i = 0; i < 6; i++) {
            if (granted.get(granted.size() - 1).equals("small")) {
                small.release(OTHER, true);
                loop.run();
            } else {
                release(large);
            }
        }
        assertThat(granted).filteredOn("small"::equals).hasSize(3);
        assertThat(granted).filteredOn("large"::equals).as("in turn").hasSizeGreaterThanOrEqualTo(4);
    }

    /** Room that is kept for a batch whose host has none would be nobody's. */
    @Test
    void noRoomIsKeptForABatchWhoseHostIsFull() {
        Scheduler scheduler = scheduler(8, 2, 1);
        Share large = open(scheduler, "caller");
        Share small = open(scheduler, "caller");
        Share stranger = open(scheduler, "another");
        await(stranger, OTHER, "stranger", 1);
        await(large, "large", 2);
        for (int i = 0; i < 2; i++) {
            large.await(new Host("h" + i, 80), Granted.to(() -> granted.add("large")));
        }
        await(small, OTHER, "small", 1);
        release(large);
        release(large);
        assertThat(granted).containsExactly("stranger", "large", "large", "large", "large");
        stranger.release(OTHER, true);
        loop.run();
        assertThat(granted).as("its caller is full").hasSize(5);
        large.release(new Host("h0", 80), true);
        loop.run();
        assertThat(granted).last().isEqualTo("small");
    }

    @Test
    void aCancelledBatchPassesItsTurnOn() {
        Scheduler scheduler = scheduler(8, 1);
        Share running = open(scheduler, "caller");
        Share cancelled = open(scheduler, "caller");
        Share last = open(scheduler, "caller");
        await(running, "running", 1);
        await(cancelled, "cancelled", 5);
        await(last, "last", 1);
        cancelled.close();
        release(running);
        assertThat(granted).containsExactly("running", "last");
    }

    @Test
    void aPausedBatchPassesItsTurnOn() {
        Scheduler scheduler = scheduler(8, 1);
        Share running = open(scheduler, "caller");
        Share paused = open(scheduler, "caller");
        Share last = open(scheduler, "caller");
        await(running, "running", 1);
        await(paused, "paused", 1);
        await(last, "last", 1);
        paused.pause();
        release(running);
        assertThat(granted).containsExactly("running", "last");
        paused.resume();
        release(last);
        assertThat(granted).containsExactly("running", "last", "paused");
    }

    @Test
    void aCallerWhoHoldsItsMemoryStartsOneAtATime() {
        Scheduler scheduler = scheduler(8, 6);
        buffered.account("large").hold(501);
        Share large = open(scheduler, "large");
        await(large, "large", 3);
        await(open(scheduler, "small"), "small", 2);
        assertThat(granted).containsExactly("large", "small", "small");
        release(large);
        assertThat(granted).filteredOn("large"::equals).hasSize(2);

        buffered.account("large").release(501);
        boolean looked = clock.runNext();
        loop.run();
        assertThat(looked).isTrue();
        assertThat(granted).filteredOn("large"::equals).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 0, 2147483647",
        "1024, 1, 2147483647",
        "1024, 2, 768",
        "100000, 9, 75000",
        "4, 2, 3",
        "3, 2, 2",
        "2, 2, 1",
        "1, 2, 2147483647"
    })
    void onlyAmongSeveralCallersOneIsLimited(int total, int callers, int share) {
        LimitSettings settings = new LimitSettings(total, 6, Map.of(), 600, 64 << 20, 60_000);
        assertThat(settings.inFlightPerCaller(callers)).isEqualTo(share);
        assertThat(settings.bufferedBytesPerCaller(callers)).isEqualTo(callers > 1 ? 32 << 20 : Long.MAX_VALUE);
    }

    private Scheduler scheduler(int total, int perCaller) {
        return scheduler(total, perCaller, 100);
    }

    private Scheduler scheduler(int total, int perCaller, int perHost) {
        LimitSettings settings = new LimitSettings(total, perHost, Map.of(), 600, 1_000, 60_000);
        return new Scheduler(loop, clock, settings, buffered, perCaller);
    }

    private Share open(Scheduler scheduler, String caller) {
        return scheduler.open(caller, loop, 64, 64, 0, FAR);
    }

    private void await(Share share, String name, int count) {
        await(share, HOST, name, count);
    }

    private void await(Share share, Host host, String name, int count) {
        for (int i = 0; i < count; i++) {
            share.await(host, Granted.to(() -> granted.add(name)));
        }
        loop.run();
    }

    private void release(Share share) {
        share.release(HOST, true);
        loop.run();
    }
}
