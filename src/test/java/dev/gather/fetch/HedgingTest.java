package dev.gather.fetch;

import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.fetch.Bench.Heard;
import dev.gather.limit.LimitSettings;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.Options;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HedgingTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    /** No wait of an exchange is as long. */
    private static final int LONG_MS = 60_000;

    private final AtomicInteger requests = new AtomicInteger();
    private Vertx vertx;
    private Bench bench;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bench = Bench.start(vertx);
    }

    @AfterEach
    void stop() {
        bench.end();
    }

    private static Options hedged() {
        return Options.options().timeoutMs(LONG_MS).maxAttempts(1).hedgeMs(50);
    }

    private Heard run(GoodOrigin origin, Options options) {
        return bench.run(Bench.get(0, origin.url("/"), options.build()));
    }

    /** Answers every request but the first, which it leaves without a word. */
    private GoodOrigin silentOnce() {
        return GoodOrigin.start(vertx, request -> {
            if (requests.incrementAndGet() > 1) {
                request.response().end("second");
            }
        });
    }

    @Test
    void aSecondRequestAnswersForASilentFirst() {
        try (GoodOrigin origin = silentOnce()) {
            Heard heard = run(origin, hedged());

            Outcome.Answered answer = heard.answered(0);
            assertThat(answer.ok()).isTrue();
            assertThat(answer.trail().attempts()).hasSize(1);
            assertThat(answer.trail().timings().total()).isGreaterThan(50_000_000);
            assertThat(requests).hasValue(2);
            assertThat(bench.scheduler.figures().hedges()).isEqualTo(1);
            eventually("the silent one's connection is closed", SOON, () -> origin.connections() == 1);
        }
    }

    @Test
    void aQuickAnswerIsAskedForOnce() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {
            requests.incrementAndGet();
            request.response().end();
        })) {
            assertThat(run(origin, hedged().hedgeMs(2_000)).answered(0).ok()).isTrue();
            assertThat(requests).hasValue(1);
            assertThat(bench.scheduler.figures().hedges()).isZero();
        }
    }

    /** An origin that keeps the first request until a second one comes, and then does something with both. */
    private GoodOrigin origin(BiConsumer<HttpServerRequest, HttpServerRequest> both) {
        AtomicReference<HttpServerRequest> first = new AtomicReference<>();
        return GoodOrigin.start(vertx, request -> {
            requests.incrementAndGet();
            if (!first.compareAndSet(null, request)) {
                both.accept(first.get(), request);
            }
        });
    }

    private void after(long ms, Runnable action) {
        long unused = vertx.setTimer(ms, due -> action.run());
    }

    /** The second is answered with a head and no more, then the first as a whole: whose head came first stays. */
    @Test
    void theFirstHeadWinsHoweverLongItsBodyTakes() {
        try (GoodOrigin origin = origin((first, second) -> {
            second.response().putHeader("content-length", "4").write("2");
            after(500, () -> first.response().end("1111"));
            after(1_000, () -> second.response().end("222"));
        })) {
            Outcome.Answered answer = run(origin, hedged()).answered(0);

            assertThat(new String(answer.content().bytes(), 0, 4, StandardCharsets.US_ASCII))
                    .isEqualTo("2222");
        }
    }

    @Test
    void aSecondThatFailsLeavesTheFirstAlone() {
        try (GoodOrigin origin = origin((first, second) -> {
            second.connection().close();
            after(200, () -> first.response().end("first"));
        })) {
            assertThat(run(origin, hedged()).answered(0).ok()).isTrue();
            assertThat(requests).hasValue(2);
        }
    }

    @Test
    void aFirstThatFailsLeavesTheSecondAlone() {
        try (GoodOrigin origin = origin((first, second) -> {
            first.connection().close();
            after(200, () -> second.response().end("second"));
        })) {
            assertThat(run(origin, hedged()).answered(0).ok()).isTrue();
            assertThat(requests).hasValue(2);
        }
    }

    @Test
    void whereBothFailTheItemFailsOnce() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> requests.incrementAndGet())) {
            Heard heard = run(origin, hedged().timeoutMs(1_500));

            assertThat(heard.failure(0).code()).isEqualTo(FailureCode.HTTP_RESPONSE_TIMEOUT);
            assertThat(heard.outcome(0).trail().attempts()).hasSize(1);
            assertThat(requests).hasValue(2);
            eventually("both connections are closed", SOON, () -> origin.connections() == 0);
        }
    }

    @Test
    void cancellingEndsBothOnTheWire() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> requests.incrementAndGet())) {
            Heard heard = bench.start(
                    Bench.batch(List.of(Bench.get(0, origin.url("/"), hedged().build())), Mode.ALL_SETTLED, LONG_MS));
            eventually("the second is there", SOON, () -> requests.get() == 2);
            heard.cancel("Enough.");
            eventually("both connections are closed", SOON, () -> origin.connections() == 0);
            eventually("it has settled", SOON, () -> heard.ended.future().isComplete());
            assertThat(heard.failure(0).code()).isEqualTo(FailureCode.CANCELLED);
        }
    }

    @Test
    void eachAttemptHasOneSecondRequestAtMost() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {
            int number = requests.incrementAndGet();
            if (number == 2 || number == 4) {
                request.response().setStatusCode(500).end();
            } else if (number == 5) {
                request.response().end("fifth");
            }
        })) {
            Heard heard = run(origin, hedged().maxAttempts(3).timeoutMs(5_000));

            assertThat(heard.answered(0).ok()).isTrue();
            assertThat(heard.outcome(0).trail().attempts()).hasSize(3);
            assertThat(requests).hasValue(5);
        }
    }

    @Test
    void aRedirectIsFollowedByWhoeverBroughtIt() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {
            int number = requests.incrementAndGet();
            if (number == 2) {
                request.response()
                        .setStatusCode(302)
                        .putHeader("location", "/there")
                        .end();
            } else if (request.path().equals("/there")) {
                request.response().end("there");
            }
        })) {
            Outcome.Answered answer = run(origin, hedged()).answered(0);

            assertThat(answer.head().target().href()).endsWith("/there");
            assertThat(requests).hasValue(3);
        }
    }

    @Test
    void whatIsNotSafeIsSentOnce() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {
            requests.incrementAndGet();
            long unused = vertx.setTimer(400, late -> request.response().end());
        })) {
            Heard heard = bench.run(Bench.of(0, HttpMethod.POST, origin.url("/"), hedged().build()));
            assertThat(heard.answered(0).ok()).isTrue();
            assertThat(requests).hasValue(1);
        }
    }

    /**
     * Only one may be in flight at the host: the second waits for a permit until it is of no use, and takes none away
     * and costs nothing.
     */
    @Test
    void withoutAPermitNothingHappens() {
        bench.end();
        vertx = Vertx.vertx();
        bench = new Bench(vertx, new LimitSettings(100, 1, Map.of(), 600, 64 << 20, 60_000));
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {
            requests.incrementAndGet();
            long unused = vertx.setTimer(400, late -> request.response().end());
        })) {
            assertThat(run(origin, hedged()).answered(0).ok()).isTrue();
            assertThat(requests).hasValue(1);
            assertThat(bench.scheduler.figures().hedges()).isZero();
        }
    }

    /** A host's budget is ten and a fifth of its requests, and ten more a second. */
    @Test
    void theRetryBudgetBoundsThem() {
        bench.end();
        vertx = Vertx.vertx();
        bench = new Bench(vertx, new LimitSettings(400, 200, Map.of(), 600, 64 << 20, 60_000));
        int items = 50;
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> requests.incrementAndGet())) {
            long since = System.nanoTime();
            Options options = hedged().timeoutMs(900);
            Heard heard = bench.run(Bench.batch(
                    IntStream.range(0, items)
                            .mapToObj(i -> Bench.get(i, origin.url("/" + i), options.build()))
                            .toList(),
                    Mode.ALL_SETTLED,
                    15_000));
            long seconds = Duration.ofNanos(System.nanoTime() - since).toSeconds() + 1;

            assertThat(heard.summary.total()).isEqualTo(items);
            assertThat(requests.get() - items).isBetween(1, (int) (10 + items / 5 + 10 * seconds + items / 25));
        }
    }
}
