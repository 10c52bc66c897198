package dev.gather.fetch;

import static dev.gather.fetch.Bench.batch;
import static dev.gather.fetch.Bench.get;
import static dev.gather.fetch.Bench.options;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.fetch.Bench.Heard;
import dev.gather.limit.HostSnapshot;
import dev.gather.net.Host;
import dev.gather.testing.Awaited;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.Options;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What fetches tell the scheduler of their hosts, and what becomes of those whose host takes nobody. */
class PolitenessTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Vertx vertx = Vertx.vertx();
    private Bench bench;

    @BeforeEach
    void start() {
        bench = Bench.start(vertx);
    }

    @AfterEach
    void end() {
        bench.end();
    }

    private HostSnapshot host(GoodOrigin origin) {
        return Awaited.of(bench.scheduler.host(new Host("127.0.0.1", origin.port())));
    }

    private static void limited(HttpServerRequest request, int seconds) {
        request.response()
                .setStatusCode(429)
                .putHeader("retry-after", String.valueOf(seconds))
                .end();
    }

    @Test
    void aHostThatSaysThatNothingIsLeftIsNotAskedUntilThereIs() {
        try (GoodOrigin origin = GoodOrigin.start(
                vertx,
                request -> request.response()
                        .putHeader("ratelimit", "\"default\";r=0;t=1")
                        .end("ok"))) {
            Heard first = bench.run(get(0, origin.url("/a"), FetchOptions.DEFAULT));
            Heard second = bench.run(get(0, origin.url("/b"), FetchOptions.DEFAULT));

            assertThat(first.answered(0).trail().timings().backoff()).isZero();
            assertThat(second.answered(0).trail().timings().backoff()).isBetween(SECOND / 2, 5 * SECOND);
            assertThat(second.answered(0).trail().attempts()).hasSize(1);
        }
    }

    @Test
    void thePauseIsTheWaitBetweenTheAttempts() {
        var asked = new AtomicInteger();
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {
            if (asked.getAndIncrement() == 0) {
                limited(request, 1);
            } else {
                request.response().end("ok");
            }
        })) {
            Trail trail = bench.run(get(0, origin.url("/"), FetchOptions.DEFAULT))
                    .answered(0)
                    .trail();

            assertThat(trail.attempts()).hasSize(2);
            assertThat(trail.attempts().get(0).waitNanos()).isZero();
            assertThat(trail.attempts().get(1).waitNanos()).isBetween(SECOND, 5 * SECOND);
            assertThat(trail.attempts().get(1).totalNanos()).isLessThan(SECOND);
            assertThat(trail.timings().backoff())
                    .isEqualTo(trail.attempts().get(1).waitNanos());
            assertThat(trail.timings().queued()).isLessThan(SECOND);
        }
    }

    @Test
    void whoHasLessTimeDoesNotDecideForThoseWhoShareItsFetch() {
        var asked = new AtomicInteger();
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {
            if (asked.getAndIncrement() == 0) {
                long unused = vertx.setTimer(200, late -> limited(request, 1));
            } else {
                request.response().end("ok");
            }
        })) {
            Fetch fetch = get(0, origin.url("/"), FetchOptions.DEFAULT);
            Heard hasty = bench.start(batch(List.of(fetch), Mode.ALL_SETTLED, 900));
            eventually("it is asked", Duration.ofSeconds(5), () -> asked.get() == 1);
            Heard patient = bench.run(batch(List.of(fetch), Mode.ALL_SETTLED, 20_000));

            assertThat(Awaited.of(hasty.ended.future()).failure(0).code()).isEqualTo(FailureCode.HOST_BACKOFF);
            assertThat(patient.answered(0).head().status()).isEqualTo(200);
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void anAnswerStandsIfTheWaitItAsksForDoesNotFitAndItsHostIsNotPaused() {
        try (GoodOrigin origin = GoodOrigin.start(
                vertx,
                request -> request.response()
                        .setStatusCode(504)
                        .putHeader("retry-after", "3600")
                        .end("why"))) {
            Heard heard = bench.run(get(0, origin.url("/"), FetchOptions.DEFAULT));

            assertThat(heard.answered(0).head().status()).isEqualTo(504);
            assertThat(heard.answered(0).bodyBytes()).isEqualTo(3);
            assertThat(host(origin).pausedForNanos()).isZero();
        }
    }

    @Test
    void aRefusalIsHeededHoweverLargeItsBodyIs() {
        try (GoodOrigin origin = GoodOrigin.start(
                vertx,
                request -> request.response()
                        .setStatusCode(429)
                        .putHeader("retry-after", "30")
                        .end("more than a byte"))) {
            Heard heard = bench.run(
                    get(0, origin.url("/"), Options.options().maxBodyBytes(1).build()));

            assertThat(heard.failure(0).code()).isEqualTo(FailureCode.HTTP_RESPONSE_BODY_SIZE);
            assertThat(host(origin).pausedForNanos()).isPositive();
        }
    }

    @Test
    void whatOurOwnCapsEndLetsAHostGrowBack() {
        var asked = new AtomicInteger();
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {
            if (asked.getAndIncrement() == 0) {
                limited(request, 1);
            } else {
                request.response().end("more than a byte");
            }
        })) {
            FetchOptions tight = Options.options().maxBodyBytes(1).build();
            Heard unused = bench.run(batch(
                    IntStream.range(0, 12)
                            .mapToObj(i -> get(i, origin.url("/" + i), tight))
                            .toList(),
                    Mode.ALL_SETTLED,
                    20_000));

            eventually(
                    "it has all it had",
                    Duration.ofSeconds(5),
                    () -> host(origin).limitNow() == 6);
        }
    }

    @Test
    void aRedirectToAPausedHostEndsThere() {
        try (GoodOrigin paused = GoodOrigin.start(vertx, request -> limited(request, 30));
                GoodOrigin door = GoodOrigin.start(
                        vertx,
                        request -> request.response()
                                .setStatusCode(302)
                                .putHeader("location", paused.url("/there"))
                                .end())) {
            Heard unused = bench.run(get(0, paused.url("/"), options(10_000, 1)));
            Heard heard = bench.run(get(0, door.url("/"), FetchOptions.DEFAULT));

            Outcome.Failed failed = (Outcome.Failed) heard.outcome(0);
            assertThat(failed.failure().code()).isEqualTo(FailureCode.HOST_BACKOFF);
            assertThat(failed.head().status()).isEqualTo(302);
            assertThat(failed.trail().attempts()).hasSize(1);
            assertThat(paused.requests()).isEqualTo(1);
        }
    }

    @Test
    void aCallerWithoutPatienceSlowsNobodyDown() {
        try (GoodOrigin silent = GoodOrigin.start(vertx, request -> {})) {
            Heard hasty = bench.run(get(0, silent.url("/"), options(50, 1)));
            assertThat(hasty.failure(0).code()).isEqualTo(FailureCode.HTTP_RESPONSE_TIMEOUT);
            assertThat(host(silent).limitNow()).isEqualTo(6);

            Heard patient = bench.run(get(0, silent.url("/"), options(1_000, 1)));
            assertThat(patient.failure(0).code()).isEqualTo(FailureCode.HTTP_RESPONSE_TIMEOUT);
            assertThat(host(silent).limitNow()).isEqualTo(3);
        }
    }

    @Test
    void whatACallerCutsIsNoTrouble() {
        try (GoodOrigin silent = GoodOrigin.start(vertx, request -> {})) {
            Heard heard = bench.start(batch(
                    List.of(
                            get(0, silent.url("/a"), FetchOptions.DEFAULT),
                            get(1, silent.url("/b"), FetchOptions.DEFAULT)),
                    Mode.ALL_SETTLED,
                    15_000));
            eventually("both are sent", Duration.ofSeconds(5), () -> silent.inFlight() == 2);
            heard.cancel("Enough.");
            Heard unused = Awaited.of(heard.ended.future());
            eventually("both are back", Duration.ofSeconds(5), bench::idle);
            assertThat(host(silent).limitNow()).isEqualTo(6);
        }
    }

    @Test
    void aRefusalOfWhatIsNotSafeIsHeardThoughItIsNotRepeated() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> limited(request, 30))) {
            Heard heard = bench.run(Bench.of(0, HttpMethod.POST, origin.url("/"), FetchOptions.DEFAULT));

            assertThat(heard.answered(0).head().status()).isEqualTo(429);
            assertThat(host(origin).pausedForNanos()).isGreaterThan(20 * SECOND);
            assertThat(origin.requests()).isEqualTo(1);
        }
    }

    @Test
    void theHeadIsHeardBeforeTheBodyHasCome() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {
            request.response().setStatusCode(429).putHeader("retry-after", "30").setChunked(true);
            var unused = request.response().write("a body that never ends");
        })) {
            Heard heard = bench.start(
                    batch(List.of(get(0, origin.url("/"), FetchOptions.DEFAULT)), Mode.ALL_SETTLED, 15_000));
            eventually("it is paused", Duration.ofSeconds(5), () -> host(origin).pausedForNanos() > 0);
            assertThat(heard.settled).isEmpty();
            heard.cancel("Enough.");
            Heard unused = Awaited.of(heard.ended.future());
        }
    }
}
