package dev.gather.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.net.Host;
import dev.gather.testing.ManualClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hours of a process whose hosts answer as they like: thousands of hosts, batches that come, end early and are
 * cancelled, and at every step every promise of the scheduler holds. A seed tells the whole story again.
 */
class HostileHostsTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int TOTAL = 300;
    private static final int PER_HOST = 6;
    private static final int HOSTS = 3_000;
    private static final long VIRTUAL_NANOS = TimeUnit.HOURS.toNanos(3);
    private static final int LAST_ATTEMPT = 2;
    private static final long BATCH_EVERY_NANOS = 3 * SECOND;

    private final ManualClock clock = new ManualClock();
    private final ManualLoop loop = new ManualLoop();
    private final Map<Host, Seen> hosts = new HashMap<>();
    private final List<Batch> batches = new ArrayList<>();
    private final Set<Host> justGranted = new HashSet<>();
    private Random random = new Random(0);
    private Scheduler scheduler;
    private int inFlight;
    private int waiting;
    private int asked;
    private int granted;
    private int refused;
    private int retriesPaid;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyPromiseHoldsForHours(long seed) {
        random = new Random(seed);
        LimitSettings settings = new LimitSettings(TOTAL, PER_HOST, Map.of(), 600, 1 << 20, 60_000);
        scheduler = new Scheduler(loop, clock, settings, new BufferedBytes(1 << 20), TOTAL * 3 / 4, new Random(seed));
        comeAndGo(clock.nanos() + VIRTUAL_NANOS);
        for (int i = 0; i < 2_000_000 && clock.runNext(); i++) {
            loop.run();
            check();
            windowsHold();
        }
        assertThat(clock.pending()).as("seed %s", seed).isZero();
        batches.forEach(Batch::mustBeOver);
        assertThat(asked).as("seed %s: each is granted, refused or cut", seed).isEqualTo(granted + refused + waiting);
        assertThat(waiting).isZero();
        assertThat(inFlight).isZero();
        assertThat(scheduler.inFlight()).isZero();
        assertThat(scheduler.queued()).isZero();
        assertThat(scheduler.inLine()).isZero();
        assertThat(scheduler.figures().paused()).isZero();
        assertThat(scheduler.figures().breakersOpen()).isZero();
        assertThat(granted).as("enough has happened").isGreaterThan(20_000);
        assertThat(refused).isGreaterThan(500);
        assertThat(retriesPaid).isGreaterThan(500);
        assertThat(scheduler.figures().retriesRefused()).isPositive();
        assertThat(scheduler.figures().pausesBegun()).isGreaterThan(100);
    }

    private void comeAndGo(long until) {
        if (clock.nanos() - until >= 0) {
            return;
        }
        if (random.nextInt(10) == 0) {
            new Twins().begin();
        } else {
            Batch batch = new Batch("caller " + random.nextInt(3));
            batches.add(batch);
            batch.begin();
        }
        Clock.Timer unused =
                clock.after(1 + (long) (random.nextDouble() * 2 * BATCH_EVERY_NANOS), () -> comeAndGo(until));
    }

    private void check() {
        assertThat(inFlight).isLessThanOrEqualTo(TOTAL);
        assertThat(scheduler.queued()).isEqualTo(waiting);
        assertThat(scheduler.hostCount()).isLessThanOrEqualTo(HOSTS);
    }

    /** A host that was given something in this step is given no more at a time than it can take now. */
    private void windowsHold() {
        List<HostSnapshot> now = new ArrayList<>();
        for (Host host : justGranted) {
            var unused = scheduler.host(host).onSuccess(now::add);
        }
        loop.run();
        assertThat(now).hasSameSizeAs(justGranted).allMatch(host -> host.inFlight() <= host.limitNow());
        justGranted.clear();
    }

    /** What a host does, and what has been seen of how it is treated. */
    private final class Seen {
        final Host host;
        final int temper;
        final Deque<Long> firsts = new ArrayDeque<>();
        final Deque<Long> retries = new ArrayDeque<>();
        int inFlightHere;
        /** No request may start before; what the host asked for. */
        long notBefore = Long.MIN_VALUE;

        int connectFailures;
        long lastEnd = clock.nanos();
        long deadUntil = Long.MIN_VALUE;

        Seen(int index) {
            this.host = new Host("h" + index + ".example", 80);
            this.temper = index % 10;
        }

        void started(boolean first) {
            if (inFlightHere == 0 && clock.nanos() - lastEnd > HostTable.REMEMBERED_NANOS) {
                connectFailures = 0;
            }
            inFlightHere++;
            inFlight++;
            boolean unused = justGranted.add(host);
            assertThat(inFlightHere).isLessThanOrEqualTo(PER_HOST);
            long now = clock.nanos();
            assertThat(now).as("nothing starts in a pause").isGreaterThanOrEqualTo(notBefore);
            assertThat(now).as("nothing starts while the breaker is open").isGreaterThanOrEqualTo(deadUntil);
            if (first) {
                firsts.addLast(now);
            }
        }

        /** Some ask for pauses, some are dead half of the time, some are slow; the rest answer, if only with 500. */
        Trouble trouble() {
            int dice = random.nextInt(100);
            return switch (temper) {
                case 0 -> dice < 30 ? Trouble.pause(429, random.nextInt(100) * SECOND) : null;
                case 1 -> dice < 30 ? Trouble.pause(503) : null;
                case 2 -> clock.nanos() / (300 * SECOND) % 2 == 0 ? Trouble.UNREACHABLE : null;
                case 3 -> dice < 40 ? Trouble.SLOW : null;
                default -> dice < 1 ? Trouble.overload(503) : null;
            };
        }

        void heed(Trouble trouble, long grantedNanos) {
            long now = clock.nanos();
            if (trouble.kind() == Trouble.Kind.PAUSE && trouble.askedNanos() > 0) {
                notBefore = Math.max(notBefore, now + trouble.askedNanos());
            }
            if (trouble.kind() != Trouble.Kind.UNREACHABLE) {
                connectFailures = 0;
                deadUntil = Long.MIN_VALUE;
            } else if (grantedNanos >= deadUntil) {
                connectFailures++;
                if (connectFailures >= Breaker.OPENS_AFTER) {
                    deadUntil = now + Breaker.FIRST_NANOS;
                }
            }
        }

        void wentWell() {
            connectFailures = 0;
            deadUntil = Long.MIN_VALUE;
        }

        /** Whether it answers at once, and always so that one tries again. */
        boolean wants() {
            return temper == 4;
        }

        void paid() {
            long now = clock.nanos();
            retries.addLast(now);
            forget(retries, now - 10 * SECOND);
            // What was paid for first in the last ten seconds may have been earned ten seconds before.
            forget(firsts, now - 20 * SECOND);
            retriesPaid++;
            assertThat(retries.size()).isLessThanOrEqualTo(110 + firsts.size() / 5);
            assertThat(retries.stream().filter(at -> at == now).count()).isLessThanOrEqualTo(10 + firsts.size() / 5);
        }
    }

    private static void forget(Deque<Long> times, long upTo) {
        while (!times.isEmpty() && times.getFirst() <= upTo) {
            long unused = times.removeFirst();
        }
    }

    private Seen host(int index) {
        return hosts.computeIfAbsent(new Host("h" + index + ".example", 80), h -> new Seen(index));
    }

    /** Two equal batches that ask one host for the same at the same time get the same of it. */
    private final class Twins {
        private static final int URLS = 40;

        final Batch first = new Batch("twin 1");
        final Batch second = new Batch("twin 2");

        void begin() {
            Seen host = host(random.nextInt(HOSTS));
            for (Batch twin : List.of(first, second)) {
                batches.add(twin);
                twin.whenGranted = this::shareAlike;
                for (int i = 0; i < URLS; i++) {
                    new Item(twin, host, LAST_ATTEMPT).await(true);
                }
                Clock.Timer unused = clock.after(twin.deadline - clock.nanos(), twin::close);
            }
        }

        /** The first comes to a host that may be idle, and is first in line again. */
        private void shareAlike() {
            if (!first.over() && !second.over()) {
                assertThat(Math.abs(first.grantedHere - second.grantedHere)).isLessThanOrEqualTo(PER_HOST + 1);
            }
        }
    }

    /** Some URLs at some hosts, with a deadline; it may be cancelled before. */
    private final class Batch {
        final long deadline = clock.nanos() + (1 + random.nextInt(120)) * SECOND;
        final Share share;
        Runnable whenGranted = () -> {};
        int grantedHere;
        int waitingHere;
        int inFlightHere;
        boolean closed;

        Batch(String caller) {
            boolean twin = caller.startsWith("twin");
            share = scheduler.open(
                    caller,
                    loop,
                    twin ? 64 : 1 + random.nextInt(64),
                    twin ? PER_HOST : 1 + random.nextInt(PER_HOST),
                    0,
                    deadline);
        }

        /** Whether nobody of it waits any more. */
        boolean over() {
            return waitingHere == 0;
        }

        void begin() {
            int urls = random.nextInt(10) == 0 ? 300 : 1 + random.nextInt(60);
            int spread = 1 + random.nextInt(20);
            int from = random.nextInt(3) == 0 ? 0 : random.nextInt(HOSTS);
            for (int i = 0; i < urls; i++) {
                int index = (from + random.nextInt(spread)) % HOSTS;
                new Item(this, host(index), 0).await(true);
            }
            long life = random.nextInt(8) == 0 ? (deadline - clock.nanos()) / 3 : deadline - clock.nanos();
            Clock.Timer unused = clock.after(life, this::close);
        }

        void close() {
            closed = true;
            asked -= waitingHere;
            waiting -= waitingHere;
            waitingHere = 0;
            share.close();
        }

        void mustBeOver() {
            assertThat(waitingHere).isZero();
            assertThat(inFlightHere).isZero();
        }
    }

    private final class Item implements Waiter {
        final Batch batch;
        final Seen host;
        final int attempt;
        final long since = clock.nanos();
        boolean told;

        Item(Batch batch, Seen host, int attempt) {
            this.batch = batch;
            this.host = host;
            this.attempt = attempt;
        }

        void await(boolean last) {
            asked++;
            waiting++;
            batch.waitingHere++;
            if (last) {
                batch.share.await(host.host, this);
            } else {
                batch.share.awaitFirst(host.host, this);
            }
        }

        private void heard() {
            assertThat(told).as("told once").isFalse();
            told = true;
            assertThat(batch.closed).as("a closed batch waits for nothing").isFalse();
            waiting--;
            batch.waitingHere--;
        }

        @Override
        public void granted(long pausedNanos) {
            heard();
            granted++;
            assertThat(pausedNanos).isBetween(0L, clock.nanos() - since);
            host.started(attempt == 0);
            batch.inFlightHere++;
            batch.grantedHere++;
            batch.whenGranted.run();
            long grantedNanos = clock.nanos();
            Trouble trouble = host.trouble();
            long takes = Trouble.SLOW.equals(trouble) ? 5 * SECOND : (1 + random.nextInt(host.wants() ? 20 : 800)) * MS;
            Clock.Timer unused = clock.after(takes, () -> ended(trouble, grantedNanos));
        }

        @Override
        public void refused(HostRefusal why) {
            heard();
            refused++;
            assertThat(why.pausedNanos()).isBetween(0L, clock.nanos() - since);
            assertThat(why.retryAfterNanos()).isBetween(1L, Trouble.LONGEST_NANOS);
        }

        private void ended(Trouble trouble, long grantedNanos) {
            inFlight--;
            host.inFlightHere--;
            host.lastEnd = clock.nanos();
            batch.inFlightHere--;
            boolean cut = trouble == null && random.nextInt(20) == 0;
            if (trouble != null) {
                batch.share.report(host.host, trouble, grantedNanos);
                host.heed(trouble, grantedNanos);
            } else if (!cut) {
                host.wentWell();
            }
            if ((trouble != null || host.wants()) && attempt < LAST_ATTEMPT) {
                batch.share.retry(host.host, this::again);
            }
            batch.share.release(host.host, trouble == null && !cut);
        }

        private void again(boolean pays) {
            if (pays) {
                host.paid();
                if (!batch.closed) {
                    new Item(batch, host, attempt + 1).await(false);
                }
            }
        }
    }
}
