package dev.gather.fetch;

import static dev.gather.fetch.Bench.batch;
import static dev.gather.fetch.Bench.get;
import static dev.gather.fetch.Bench.options;
import static dev.gather.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.fetch.Bench.Heard;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.Options;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EngineTest {
    private static final Duration SOON = Duration.ofSeconds(5);

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

    @Test
    void fetchesOne() {
        try (GoodOrigin origin = ok()) {
            Heard heard = bench.run(get(0, origin.url("/"), FetchOptions.DEFAULT));
            Outcome.Answered answer = heard.answered(0);
            assertThat(answer.ok()).isTrue();
            assertThat(text(answer)).isEqualTo("ok");
            assertThat(answer.trail().attempts()).hasSize(1);
            assertThat(answer.trail().timings().connect()).isPositive();
            assertThat(heard.summary.complete()).isTrue();
        }
    }

    @Test
    void keepsTheHostLimitAndReusesConnections() {
        try (GoodOrigin origin = slow(5)) {
            Heard heard = bench.run(batch(
                    IntStream.range(0, 300)
                            .mapToObj(i -> get(i, origin.url("/" + i), FetchOptions.DEFAULT))
                            .toList(),
                    Mode.ALL_SETTLED,
                    15_000));
            assertThat(heard.summary.ok()).isEqualTo(300);
            assertThat(origin.peak()).isEqualTo(6);
            assertThat(origin.accepted()).isEqualTo(6);
        }
    }

    @Test
    void identicalItemsShareOneFetch() {
        try (GoodOrigin origin = slow(50)) {
            Heard heard = bench.run(
                    get(0, origin.url("/a"), FetchOptions.DEFAULT),
                    get(1, origin.url("/a"), FetchOptions.DEFAULT),
                    get(2, origin.url("/b"), FetchOptions.DEFAULT));
            assertThat(origin.requests()).isEqualTo(2);
            Settled shared = heard.settled.stream()
                    .filter(one -> one.fetch().index() == 1)
                    .findFirst()
                    .orElseThrow();
            assertThat(shared.coalesced()).isTrue();
            assertThat(shared.sharedWith()).isZero();
        }
    }

    @Test
    void equalFetchesOfTwoCallsShareOneToo() {
        try (GoodOrigin origin = slow(300)) {
            Heard first = bench.start(
                    batch(List.of(get(0, origin.url("/a"), FetchOptions.DEFAULT)), Mode.ALL_SETTLED, 15_000));
            eventually("the first is under way", SOON, () -> origin.inFlight() == 1);
            Heard second = bench.run(get(0, origin.url("/a"), FetchOptions.DEFAULT));
            assertThat(second.settled.get(0).coalesced()).isTrue();
            assertThat(second.settled.get(0).sharedWith()).isEqualTo(-1);
            assertThat(origin.requests()).isEqualTo(1);
            eventually("the first ended", SOON, () -> first.summary != null);
        }
    }

    @Test
    void whoeverJoinedACancelledFetchTakesItsOwnTurn() {
        try (GoodOrigin origin = slow(300)) {
            Heard first = bench.start(
                    batch(List.of(get(0, origin.url("/a"), FetchOptions.DEFAULT)), Mode.ALL_SETTLED, 15_000));
            eventually("the first is under way", SOON, () -> origin.inFlight() == 1);
            Heard second = bench.start(
                    batch(List.of(get(0, origin.url("/a"), FetchOptions.DEFAULT)), Mode.ALL_SETTLED, 15_000));
            first.cancel("gone");
            eventually("the second ended", SOON, () -> second.summary != null);
            assertThat(second.outcome(0).ok()).isTrue();
            assertThat(first.failure(0).code()).isEqualTo(FailureCode.CANCELLED);
            assertThat(origin.requests()).isEqualTo(2);
        }
    }

    /**
     * An awaited item that shares another call's fetch is under way: to urge it must not start the next of its host.
     */
    @Test
    void urgingWhatJoinedAnotherCallsFetchStartsNothing() {
        Map<String, HttpServerRequest> asked = new ConcurrentHashMap<>();
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> asked.put(request.path(), request))) {
            Heard first = bench.start(
                    batch(List.of(get(0, origin.url("/a"), FetchOptions.DEFAULT)), Mode.ALL_SETTLED, 15_000));
            eventually("the first is under way", SOON, () -> asked.containsKey("/a"));
            Heard second = bench.start(oneAtATime(origin.url("/a"), origin.url("/b"), origin.url("/c")));
            eventually("what follows the shared one is under way", SOON, () -> asked.containsKey("/b"));
            bench.context.runOnContext(turn -> {
                second.running.pause();
                second.running.urge(0);
            });
            answer(asked.get("/b"));
            eventually("it has ended", SOON, () -> second.settled.size() == 1);
            eventually("and nothing more starts", SOON, () -> bench.scheduler.inFlight() == 1);
            assertThat(bench.scheduler.queued()).isEqualTo(1);

            bench.context.runOnContext(turn -> second.running.resume());
            eventually("until the batch goes on", SOON, () -> asked.containsKey("/c"));
            answer(asked.get("/a"));
            answer(asked.get("/c"));
            eventually("both ended", SOON, () -> first.summary != null && second.summary != null);
            assertThat(second.summary.ok()).isEqualTo(3);
        }
    }

    private static Batch oneAtATime(String... urls) {
        List<Fetch> fetches = IntStream.range(0, urls.length)
                .mapToObj(i -> get(i, urls[i], FetchOptions.DEFAULT))
                .toList();
        Batch any = batch(fetches, Mode.ALL_SETTLED, 15_000);
        return new Batch(
                "bat_2",
                any.requestId(),
                any.caller(),
                null,
                fetches,
                any.mode(),
                any.concurrency(),
                1,
                0,
                any.deadlineMs(),
                true,
                false,
                any.acceptedNanos());
    }

    private static void answer(HttpServerRequest request) {
        var unused = request.response().end("ok");
    }

    @Test
    void retriesUntilItWorks() {
        AtomicInteger count = new AtomicInteger();
        try (GoodOrigin origin = GoodOrigin.start(
                vertx,
                request -> request.response()
                        .setStatusCode(count.incrementAndGet() < 3 ? 503 : 200)
                        .end())) {
            Heard heard = bench.run(get(0, origin.url("/"), FetchOptions.DEFAULT));
            assertThat(heard.outcome(0).ok()).isTrue();
            assertThat(heard.outcome(0).trail().attempts()).hasSize(3);
            assertThat(heard.outcome(0).trail().timings().backoff()).isPositive();
        }
    }

    @Test
    void neverRepeatsAPost() {
        try (GoodOrigin origin = GoodOrigin.start(
                vertx, request -> request.response().setStatusCode(503).end())) {
            Heard heard = bench.run(Bench.of(0, HttpMethod.POST, origin.url("/"), FetchOptions.DEFAULT));
            assertThat(heard.answered(0).head().status()).isEqualTo(503);
            assertThat(origin.requests()).isEqualTo(1);
        }
    }

    @Test
    void aPauseThatDoesNotFitEndsTheItemAtOnce() {
        try (GoodOrigin origin = GoodOrigin.start(
                vertx,
                request -> request.response()
                        .setStatusCode(429)
                        .putHeader("retry-after", "30")
                        .end())) {
            Heard heard = bench.run(get(0, origin.url("/"), FetchOptions.DEFAULT));
            assertThat(heard.failure(0).code()).isEqualTo(FailureCode.HOST_BACKOFF);
            assertThat(heard.failure(0).retryAfterMs()).isBetween(20_000L, 30_500L);
        }
    }

    @Test
    void followsRedirectsAndTellsThem() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {
            if (request.path().equals("/end")) {
                request.response().end("there");
            } else {
                request.response()
                        .setStatusCode(302)
                        .putHeader("location", "/end")
                        .end("moved");
            }
        })) {
            Heard heard = bench.run(get(0, origin.url("/start"), FetchOptions.DEFAULT));
            assertThat(heard.answered(0).head().target().href()).isEqualTo(origin.url("/end"));
            assertThat(heard.answered(0).trail().redirects()).containsExactly(new Hop(origin.url("/start"), 302));
        }
    }

    @Test
    void aRedirectLoopEnds() {
        try (GoodOrigin origin = GoodOrigin.start(
                vertx,
                request -> request.response()
                        .setStatusCode(302)
                        .putHeader("location", "/again")
                        .end())) {
            Heard heard = bench.run(get(0, origin.url("/again"), FetchOptions.DEFAULT));
            assertThat(heard.failure(0).code()).isEqualTo(FailureCode.TOO_MANY_REDIRECTS);
            assertThat(heard.failure(0).phase()).isEqualTo(Phase.REDIRECT);
        }
    }

    @Test
    void aSilentOriginEndsAtTheTimeout() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {})) {
            Heard heard = bench.run(get(0, origin.url("/"), options(200, 1)));
            assertThat(heard.failure(0).code()).isEqualTo(FailureCode.HTTP_RESPONSE_TIMEOUT);
            assertThat(heard.failure(0).phase()).isEqualTo(Phase.WAIT);
            eventually("the connection is closed", SOON, () -> origin.connections() == 0);
        }
    }

    @Test
    void aDrippingBodyEndsAtTheTimeout() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {
            request.response().setChunked(true).write("x");
            vertx.setPeriodic(20, due -> request.response().write("x"));
        })) {
            Heard heard = bench.run(get(0, origin.url("/"), options(300, 1)));
            assertThat(heard.failure(0).code()).isEqualTo(FailureCode.CONNECTION_READ_TIMEOUT);
            assertThat(((Outcome.Failed) heard.outcome(0)).head().status()).isEqualTo(200);
            eventually("the connection is closed", SOON, () -> origin.connections() == 0);
        }
    }

    @Test
    void theDeadlineEndsWhatRunsAndWhatWaits() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {})) {
            Heard heard = bench.run(batch(
                    IntStream.range(0, 20)
                            .mapToObj(i -> get(i, origin.url("/" + i), FetchOptions.DEFAULT))
                            .toList(),
                    Mode.ALL_SETTLED,
                    300));
            assertThat(heard.summary.failed()).isEqualTo(20);
            assertThat(heard.summary.complete()).isFalse();
            assertThat(heard.failure(0).code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
            assertThat(heard.failure(0).phase()).isEqualTo(Phase.WAIT);
            assertThat(heard.failure(19).phase()).isEqualTo(Phase.QUEUE);
            eventually("the connections are closed", SOON, () -> origin.connections() == 0);
        }
    }

    @Test
    void cancellingReachesTheWire() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {})) {
            Heard heard = bench.start(
                    batch(List.of(get(0, origin.url("/"), FetchOptions.DEFAULT)), Mode.ALL_SETTLED, 15_000));
            eventually("the request is there", SOON, () -> origin.inFlight() == 1);
            heard.cancel("The client is gone.");
            eventually("the connection is closed", SOON, () -> origin.connections() == 0);
            eventually("the batch has ended", SOON, () -> heard.summary != null);
            assertThat(heard.failure(0).code()).isEqualTo(FailureCode.CANCELLED);
        }
    }

    @Test
    void anyEndsWithTheFirstThatIsOkAndClosesTheRest() {
        try (GoodOrigin slow = GoodOrigin.start(vertx, request -> {});
                GoodOrigin fast = slow(30)) {
            Heard heard = bench.run(batch(
                    List.of(get(0, slow.url("/"), FetchOptions.DEFAULT), get(1, fast.url("/"), FetchOptions.DEFAULT)),
                    Mode.ANY,
                    15_000));
            assertThat(heard.summary.winner()).isEqualTo(1);
            assertThat(heard.summary.satisfied()).isTrue();
            assertThat(heard.failure(0).code()).isEqualTo(FailureCode.CANCELLED);
            eventually("the loser's connection is closed", SOON, () -> slow.connections() == 0);
        }
    }

    @Test
    void aBodyOverTheLimitFailsOrIsCut() {
        try (GoodOrigin origin = GoodOrigin.start(
                vertx,
                request -> request.response()
                        .putHeader("content-type", "text/plain")
                        .end("x".repeat(100_000)))) {
            FetchOptions cut =
                    Options.options().maxBodyBytes(1_000).truncate(true).build();
            FetchOptions strict = Options.options().maxBodyBytes(1_000).build();
            Heard heard = bench.run(get(0, origin.url("/"), cut), get(1, origin.url("/"), strict));
            assertThat(heard.answered(0).truncated()).isTrue();
            assertThat(heard.answered(0).bodyBytes()).isEqualTo(1_000);
            assertThat(heard.failure(1).code()).isEqualTo(FailureCode.HTTP_RESPONSE_BODY_SIZE);
        }
    }

    @Test
    void dialsIpv6Literals() {
        try (GoodOrigin origin = GoodOrigin.startAt(
                vertx,
                "::1",
                request -> request.response().end(request.authority().toString()))) {
            String authority = "[::1]:" + origin.port();
            Heard heard = bench.run(get(0, "http://" + authority + "/", options(2_000, 1)));
            assertThat(text(heard.answered(0))).isEqualTo(authority);
        }
    }

    @Test
    void aBodyThatTheOriginDoesNotReadEndsAtTheTimeoutOrWithItsCaller() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> request.pause())) {
            Fetch upload = new Fetch(
                    0,
                    null,
                    origin.url("/"),
                    HttpMethod.POST,
                    Bench.target(origin.url("/")),
                    null,
                    Buffer.buffer(new byte[16 << 20]),
                    options(400, 1));
            Heard heard = bench.run(upload);
            assertThat(heard.failure(0).code()).isEqualTo(FailureCode.HTTP_RESPONSE_TIMEOUT);
            eventually("permits are back", SOON, bench::idle);
            // Not asked of the origin: who does not read does not see the end either.
            eventually("the connection is closed", SOON, () -> bench.engine.connections() == 0);
        }
    }

    @Test
    void aRedirectDoesNotWaitForItsBody() {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {
            if (request.path().equals("/end")) {
                request.response().end("there");
            } else {
                request.response()
                        .setStatusCode(302)
                        .putHeader("location", "/end")
                        .setChunked(true)
                        .write("for ever");
            }
        })) {
            Heard heard = bench.run(get(0, origin.url("/start"), options(8_000, 1)));
            assertThat(heard.outcome(0).ok()).isTrue();
        }
    }

    private static String text(Outcome.Answered answer) {
        return new String(answer.content().bytes(), 0, answer.content().length(), UTF_8);
    }

    @Test
    void nothingListens() {
        Heard heard = bench.run(get(0, "http://127.0.0.1:1/", options(1_000, 1)));
        assertThat(heard.failure(0).code()).isEqualTo(FailureCode.CONNECTION_REFUSED);
        assertThat(heard.failure(0).phase()).isEqualTo(Phase.CONNECT);
    }

    private GoodOrigin ok() {
        return GoodOrigin.start(
                vertx,
                request -> request.response()
                        .putHeader("content-type", "text/plain")
                        .end("ok"));
    }

    private GoodOrigin slow(long delayMs) {
        return GoodOrigin.start(
                vertx,
                request -> vertx.setTimer(delayMs, due -> request.response().end("ok")));
    }
}
