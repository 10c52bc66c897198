package dev.gather;

import static dev.gather.testing.Caller.urls;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Awaited;
import dev.gather.testing.Caller;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three times as many calls as the service can serve: it refuses the surplus at once and serves the rest as well as
 * ever.
 */
class OverloadIT {
    private static final int IN_FLIGHT = 64;
    private static final int FETCH_MS = 100;
    private static final int URLS = 10;

    /** Calls a second that the permits allow: 64 at once, 100 ms each, ten to a call. */
    private static final int CAPACITY = IN_FLIGHT * 1_000 / FETCH_MS / URLS;

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4");

    private final List<GoodOrigin> origins = new ArrayList<>();
    private final AtomicInteger number = new AtomicInteger();
    private Vertx vertx;
    private RunningService service;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        for (String host : HOSTS) {
            origins.add(GoodOrigin.startAt(
                    vertx,
                    host,
                    request ->
                            vertx.setTimer(FETCH_MS, due -> request.response().end("ok"))));
        }
        service = RunningService.open(
                "in_flight_total", String.valueOf(IN_FLIGHT), "per_host.concurrency", String.valueOf(IN_FLIGHT));
    }

    @AfterEach
    void stop() {
        service.close();
        origins.forEach(GoodOrigin::close);
        Void unused = Awaited.of(vertx.close());
    }

    @Test
    void threeTimesTheLoadIsShedAndTheRestServedAsEver() {
        Load warm = load(CAPACITY, Duration.ofSeconds(1));
        assertThat(warm.admitted()).isNotEmpty();
        double ratio = 0;
        for (int round = 0; round < 3 && ratio < 0.8; round++) { // another try where the machine was disturbed
            double peak = load(CAPACITY, Duration.ofSeconds(2)).goodput();
            Load over = load(3 * CAPACITY, Duration.ofSeconds(3));
            assertShedWell(over);
            ratio = over.goodput() / peak;
        }
        assertThat(ratio).as("goodput under overload, of that at capacity").isGreaterThanOrEqualTo(0.8);
        assertQuiet();
    }

    private void assertShedWell(Load over) {
        assertThat(over.shed()).hasSizeGreaterThan(over.answered.size() / 4);
        assertThat(over.shed()).allSatisfy(refused -> {
            assertThat(refused.reply.header("retry-after")).isEqualTo("1");
            assertThat(refused.reply.json().getString("code")).isEqualTo("overloaded");
        });
        assertThat(over.admitted())
                .allSatisfy(answered -> assertThat(answered.reply.status()).isEqualTo(200));
        assertThat(over.admitted().stream().mapToInt(OverloadIT::ok).sum())
                .as("every URL of an admitted call is fetched")
                .isEqualTo(over.admitted().size() * URLS);
        // A tenth of these is what is expected: a refusal costs no fetch, and a call takes four turns of 100 ms and a
        // fetch.
        assertThat(quantileMs(over.shed(), 0.99)).as("ms until a refusal").isLessThan(1_000);
        assertThat(quantileMs(over.admitted(), 0.99))
                .as("ms of an admitted call")
                .isLessThan(5_000);
    }

    @Test
    void whatNeedsNoFetchIsAnsweredWhileCallsAreRefused() {
        Caller caller = service.caller();
        for (int n = 0; n < 40; n++) {
            var unused = caller.begin(batch(60));
        }
        eventually("calls are refused", SOON, () -> caller.fetch(batch(URLS)).status() == 503);
        for (String path : List.of("/livez", "/readyz", "/metrics", "/v1", "/hello?delay_ms=1")) {
            assertThat(caller.get(path).status()).as(path).isEqualTo(200);
        }
        assertThat(caller.metric("gather_calls_refused_total{reason=\"congestion\"}"))
                .isPositive();
        assertThat(caller.metric("gather_calls_refused_total{reason=\"memory\"}"))
                .isZero();
        eventually(
                "calls are welcome again",
                Duration.ofSeconds(60),
                () -> caller.fetch(batch(URLS)).status() == 200);
    }

    /** Calls at an even rate, whether earlier ones have been answered or not. */
    private Load load(int callsPerSecond, Duration span) {
        int calls = (int) (callsPerSecond * span.toMillis() / 1_000);
        Load load = new Load();
        CountDownLatch open = new CountDownLatch(calls + 1);
        AtomicInteger begun = new AtomicInteger();
        ScheduledExecutorService rhythm = Executors.newSingleThreadScheduledExecutor();
        try {
            var unused = rhythm.scheduleAtFixedRate(
                    () -> {
                        int call = begun.getAndIncrement();
                        if (call == callsPerSecond / 2) {
                            load.starts(served());
                        } else if (call == calls) {
                            load.ends(served());
                            open.countDown();
                        }
                        if (call < calls) {
                            begin(load, open);
                        }
                    },
                    0,
                    TimeUnit.SECONDS.toNanos(1) / callsPerSecond,
                    TimeUnit.NANOSECONDS);
            assertThat(open.await(60, TimeUnit.SECONDS)).as("all are answered").isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            rhythm.shutdownNow();
        }
        assertThat(load.answered).as("none without an answer").hasSize(calls);
        return load;
    }

    private void begin(Load load, CountDownLatch open) {
        long since = System.nanoTime();
        var unused = service.caller().begin(batch(URLS)).whenComplete((reply, failure) -> {
            if (reply != null) {
                load.answered.add(new Answered(reply, System.nanoTime() - since));
            }
            open.countDown();
        });
    }

    private int served() {
        return origins.stream()
                .mapToInt(origin -> origin.requests() - origin.inFlight())
                .sum();
    }

    private JsonObject batch(int size) {
        return urls(IntStream.range(0, size).mapToObj(this::url).toList());
    }

    private String url(int index) {
        GoodOrigin origin = origins.get(index % origins.size());
        return origin.url("/?n=" + number.incrementAndGet());
    }

    private static int ok(Answered answered) {
        return answered.reply.json().getJsonObject("counts").getInteger("ok");
    }

    private static long quantileMs(List<Answered> answered, double quantile) {
        long[] sorted =
                answered.stream().mapToLong(Answered::tookNanos).sorted().toArray();
        return TimeUnit.NANOSECONDS.toMillis(sorted[(int) (quantile * (sorted.length - 1))]);
    }

    private void assertQuiet() {
        Caller caller = service.caller();
        eventually("no fetch in flight", SOON, () -> caller.metric("gather_fetches_in_flight") == 0);
        eventually("no fetch queued", SOON, () -> caller.metric("gather_fetches_queued") == 0);
        eventually("no byte held", SOON, () -> caller.metric("gather_buffered_bytes") == 0);
        assertThat(caller.metric("gather_unexpected_errors_total")).isZero();
        assertThat(caller.fetch(batch(URLS)).status()).isEqualTo(200);
    }

    private record Answered(Reply reply, long tookNanos) {}

    /** What came of calls at an even rate. */
    private static final class Load {
        private final Queue<Answered> answered = new ConcurrentLinkedQueue<>();
        private volatile long startNanos;
        private volatile long endNanos;
        private volatile int servedAtStart;
        private volatile int servedAtEnd;

        void starts(int served) {
            startNanos = System.nanoTime();
            servedAtStart = served;
        }

        void ends(int served) {
            endNanos = System.nanoTime();
            servedAtEnd = served;
        }

        List<Answered> admitted() {
            return answered.stream().filter(one -> one.reply.status() != 503).toList();
        }

        List<Answered> shed() {
            return answered.stream().filter(one -> one.reply.status() == 503).toList();
        }

        /** Fetches that ended in a second, while calls came, after the first half second. */
        double goodput() {
            return (servedAtEnd - servedAtStart) * 1e9 / (endNanos - startNanos);
        }
    }
}
