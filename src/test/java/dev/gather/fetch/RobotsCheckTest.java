package dev.gather.fetch;

import static dev.gather.fetch.Bench.batch;
import static dev.gather.fetch.Bench.get;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.cache.CacheMode;
import dev.gather.fetch.Bench.Heard;
import dev.gather.limit.LimitSettings;
import dev.gather.robots.RobotsSettings;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.Options;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RobotsCheckTest {
    private static final String RULES = "User-agent: *\nDisallow: /private\n";
    private static final FetchOptions RESPECT =
            Options.options().respectRobots(true).build();

    private Vertx vertx;
    private Bench bench;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bench = Bench.start(vertx);
    }

    @AfterEach
    void end() {
        bench.end();
    }

    private interface RobotsTxt {
        void answer(HttpServerResponse response);
    }

    /** An origin whose other pages are there. */
    private GoodOrigin origin(RobotsTxt robots) {
        return GoodOrigin.start(vertx, request -> serve(request, robots));
    }

    private static void serve(HttpServerRequest request, RobotsTxt robots) {
        if (request.path().equals("/robots.txt")) {
            robots.answer(request.response());
        } else if (request.path().equals("/to")) {
            request.response()
                    .setStatusCode(302)
                    .putHeader("location", request.getParam("url"))
                    .end();
        } else {
            request.response().end("page");
        }
    }

    private String outcome(String url) {
        return outcome(bench.run(get(0, url, RESPECT)), 0);
    }

    private static String outcome(Heard heard, int index) {
        Outcome outcome = heard.outcome(index);
        return outcome.fold(
                answered -> String.valueOf(answered.head().status()),
                failed -> failed.failure().code().label() + " "
                        + failed.failure().phase().label(),
                planned -> "planned");
    }

    @Test
    void whatIsDisallowedIsNotAskedFor() {
        try (GoodOrigin origin = origin(response -> response.end(RULES))) {
            Heard heard = bench.run(
                    get(0, origin.url("/private/a"), RESPECT),
                    get(1, origin.url("/public/a"), RESPECT),
                    get(2, origin.url("/private/b"), RESPECT),
                    get(3, origin.url("/private/c"), FetchOptions.DEFAULT));
            assertThat(outcome(heard, 0)).isEqualTo("robots_disallowed admit");
            assertThat(outcome(heard, 1)).isEqualTo("200");
            assertThat(outcome(heard, 2)).isEqualTo("robots_disallowed admit");
            assertThat(outcome(heard, 3)).isEqualTo("200");
            assertThat(heard.failure(0).message()).isEqualTo("The host's robots.txt says: Disallow: /private");
            assertThat(heard.failure(0).retryable()).isFalse();
            assertThat(heard.outcome(0).trail().attempts()).isEmpty();
            assertThat(origin.requests("/robots.txt")).isEqualTo(1);
            assertThat(origin.requests("/private/a") + origin.requests("/private/b"))
                    .isZero();
        }
    }

    /** Requests that came late can be nearer to each other than they were sent, all of them together not much. */
    @Test
    void aCrawlDelayIsLeftBetweenTheRequestsOfAllBatches() {
        List<Long> at = new CopyOnWriteArrayList<>();
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> {
            if (!request.path().equals("/robots.txt")) {
                at.add(System.nanoTime());
            }
            serve(request, response -> response.end("User-agent: *\nCrawl-delay: 0.2\n"));
        })) {
            List<List<Fetch>> threes = Stream.of("/a/", "/b/")
                    .map(path -> IntStream.range(0, 3)
                            .mapToObj(i -> get(i, origin.url(path + i), RESPECT))
                            .toList())
                    .toList();
            Heard first = bench.start(batch(threes.get(0), Mode.ALL_SETTLED, 15_000));
            Heard second = bench.run(batch(threes.get(1), Mode.ALL_SETTLED, 15_000));
            eventually("the other batch ends", Duration.ofSeconds(15), () -> first.summary != null);
            assertThat(first.summary.ok() + second.summary.ok()).isEqualTo(6);
            assertThat(at.get(at.size() - 1) - at.get(0))
                    .isGreaterThan(Duration.ofMillis(700).toNanos());
        }
    }

    @Test
    void thousandsOfItemsShareOneRequestForIt() {
        try (GoodOrigin origin = origin(response -> vertx.setTimer(50, due -> response.end(RULES)))) {
            List<Fetch> fetches = IntStream.range(0, 2_000)
                    .mapToObj(i -> get(i, origin.url("/public/" + i), RESPECT))
                    .toList();
            Heard first = bench.start(batch(fetches, Mode.ALL_SETTLED, 15_000));
            Heard second = bench.run(batch(fetches, Mode.ALL_SETTLED, 15_000));
            eventually("the other batch ends", Duration.ofSeconds(15), () -> first.summary != null);
            assertThat(first.summary.ok() + second.summary.ok()).isEqualTo(4_000);
            assertThat(origin.requests("/robots.txt")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, 200",
        "204, 200",
        "400, 200",
        "401, 200",
        "403, 200",
        "404, 200",
        "410, 200",
        "500, robots_disallowed admit",
        "503, robots_disallowed admit",
        "304, robots_disallowed admit"
    })
    void theStatusOfRobotsTxtDecides(int status, String expected) {
        try (GoodOrigin origin =
                origin(response -> response.setStatusCode(status).end())) {
            Heard heard = bench.run(get(0, origin.url("/x"), RESPECT));
            assertThat(outcome(heard, 0)).isEqualTo(expected);
            if (!expected.equals("200")) {
                assertThat(heard.failure(0).message())
                        .isEqualTo("The host's robots.txt could not be had (status " + status + ").");
            }
            assertThat(outcome(origin.url("/x"))).isEqualTo(expected);
            assertThat(origin.requests("/robots.txt")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, robots_disallowed admit", "2, 200"})
    void anOriginThatHasNoTimeForItsRobotsTxtIsAskedOnceMore(int refusals, String expected) {
        AtomicInteger asked = new AtomicInteger();
        try (GoodOrigin origin = origin(response -> {
            if (asked.incrementAndGet() <= refusals) {
                response.setStatusCode(429).end();
            } else {
                response.end("User-agent: *\nDisallow: /\n");
            }
        })) {
            assertThat(outcome(origin.url("/x"))).isEqualTo(expected);
            assertThat(origin.requests("/robots.txt")).isEqualTo(2);
        }
    }

    @Test
    void whoWantsOnlyWhatIsStoredHasNobodyAsked() {
        try (GoodOrigin origin = origin(response -> response.end(RULES))) {
            FetchOptions stored = Options.options()
                    .cache(CacheMode.ONLY_IF_CACHED)
                    .respectRobots(true)
                    .build();
            assertThat(outcome(bench.run(get(0, origin.url("/private/a"), stored)), 0))
                    .isEqualTo("not_in_cache admit");
            assertThat(origin.requests()).isZero();
        }
    }

    @Test
    void whatHasNoTimeForItsHostsPauseDoesNotWaitForItsRobotsTxt() {
        try (GoodOrigin paused = GoodOrigin.startAt(
                        vertx,
                        "127.0.0.2",
                        request -> request.response()
                                .setStatusCode(429)
                                .putHeader("retry-after", "3")
                                .end());
                GoodOrigin door = origin(response -> response.setStatusCode(404).end())) {
            Heard unused = bench.run(get(0, paused.url("/"), Bench.options(10_000, 1)));

            Heard heard = bench.run(batch(
                    List.of(
                            get(0, paused.url("/a"), RESPECT),
                            get(1, door.url("/to?url=" + paused.url("/b")), RESPECT)),
                    Mode.ALL_SETTLED,
                    2_000));

            assertThat(outcome(heard, 0)).isEqualTo("host_backoff queue");
            assertThat(outcome(heard, 1)).isEqualTo("host_backoff queue");
            assertThat(heard.failure(0).retryAfterMs()).isBetween(1_500L, 3_500L);
            assertThat(heard.outcome(0).trail().timings().total())
                    .isLessThan(Duration.ofMillis(1_500).toNanos());
            assertThat(paused.requests()).isEqualTo(1);
        }
    }

    @Test
    void robotsTxtItselfMayAlwaysBeFetched() {
        try (GoodOrigin origin = origin(response -> response.end("User-agent: *\nDisallow: /\n"))) {
            assertThat(outcome(origin.url("/robots.txt"))).isEqualTo("200");
            assertThat(outcome(origin.url("/"))).isEqualTo("robots_disallowed admit");
        }
    }

    @Test
    void everyHopIsAsked() {
        try (GoodOrigin closed = GoodOrigin.startAt(vertx, "127.0.0.2", request -> serve(request, r -> r.end(RULES)));
                GoodOrigin origin =
                        origin(response -> response.setStatusCode(404).end())) {
            Heard heard = bench.run(
                    get(0, origin.url("/to?url=" + closed.url("/private")), RESPECT),
                    get(1, origin.url("/to?url=" + closed.url("/public")), RESPECT));
            assertThat(outcome(heard, 0)).isEqualTo("robots_disallowed redirect");
            assertThat(heard.outcome(0).trail().attempts()).hasSize(1);
            assertThat(heard.outcome(0).trail().redirects()).hasSize(1);
            assertThat(outcome(heard, 1)).isEqualTo("200");
            assertThat(closed.requests("/robots.txt")).isEqualTo(1);
            assertThat(closed.requests("/private")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, robots_disallowed admit", "5, robots_disallowed admit", "6, 200"})
    void redirectsOfRobotsTxtAreFollowedFiveTimes(int hops, String expected) {
        try (GoodOrigin origin = GoodOrigin.start(vertx, request -> redirectRobots(request, hops))) {
            assertThat(outcome(origin.url("/private"))).isEqualTo(expected);
        }
    }

    private static void redirectRobots(HttpServerRequest request, int hops) {
        if (request.path().equals("/private")) {
            request.response().end("page");
            return;
        }
        int hop = request.path().equals("/robots.txt")
                ? 0
                : Integer.parseInt(request.path().substring(1));
        if (hop == hops) {
            request.response().end(RULES);
        } else {
            request.response()
                    .setStatusCode(301)
                    .putHeader("location", "/" + (hop + 1))
                    .end();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.1/robots.txt", "ftp://127.0.0.1/", "http://127.0.0.1:1/robots.txt"})
    void aRedirectThatLeadsNowhereForbidsEverything(String location) {
        try (GoodOrigin origin = origin(response ->
                response.setStatusCode(302).putHeader("location", location).end())) {
            assertThat(outcome(origin.url("/x"))).isEqualTo("robots_disallowed admit");
        }
    }

    @Test
    void rulesFoundAtAnotherOriginAreThoseOfTheOneThatWasAsked() {
        try (GoodOrigin other = GoodOrigin.startAt(
                        vertx, "127.0.0.2", request -> request.response().end(RULES));
                GoodOrigin origin = origin(response -> response.setStatusCode(307)
                        .putHeader("location", other.url("/elsewhere"))
                        .end())) {
            assertThat(outcome(origin.url("/private"))).isEqualTo("robots_disallowed admit");
            assertThat(outcome(origin.url("/public"))).isEqualTo("200");
            assertThat(other.requests("/robots.txt")).isZero();
            assertThat(outcome(other.url("/public"))).isEqualTo("200");
            assertThat(other.requests("/robots.txt")).isEqualTo(1);
        }
    }

    @Test
    void onlyTheFirstHalfMebibyteCounts() {
        String rule = "Disallow: /first\n";
        String filler = "# filler filler filler filler filler\n".repeat(20_000);
        try (GoodOrigin origin =
                origin(response -> response.end("User-agent: *\n" + rule + filler + "Disallow: /last\n"))) {
            assertThat(outcome(origin.url("/first"))).isEqualTo("robots_disallowed admit");
            assertThat(outcome(origin.url("/last"))).isEqualTo("200");
        }
    }

    @Test
    void whatMayNotBeSpokenToIsRefusedAsUsual() {
        assertThat(outcome("http://10.0.0.1/")).isEqualTo("destination_ip_prohibited admit");
    }

    @Test
    void anOriginThatCannotBeReachedForbidsEverything() {
        int port;
        try (GoodOrigin gone = origin(HttpServerResponse::end)) {
            port = gone.port();
        }
        Heard heard = bench.run(get(0, "http://127.0.0.1:" + port + "/", RESPECT));
        assertThat(heard.failure(0).message())
                .isEqualTo("The host's robots.txt could not be had (connection_refused).");
    }

    @Test
    void oneBatchsEndSpoilsNothingForOthers() {
        List<HttpServerResponse> held = new CopyOnWriteArrayList<>();
        try (GoodOrigin origin = origin(held::add)) {
            Heard first = bench.start(batch(List.of(get(0, origin.url("/public"), RESPECT)), Mode.ALL_SETTLED, 15_000));
            eventually("robots.txt is asked for", Duration.ofSeconds(5), () -> held.size() == 1);
            Heard second = bench.start(batch(
                    List.of(get(0, origin.url("/public"), RESPECT), get(1, origin.url("/private"), RESPECT)),
                    Mode.ALL_SETTLED,
                    15_000));
            first.cancel("gone");
            eventually("it ends at once", Duration.ofSeconds(5), () -> first.summary != null);
            assertThat(outcome(first, 0)).isEqualTo("cancelled queue");
            vertx.runOnContext(turn -> held.get(0).end(RULES));
            eventually("the other goes on", Duration.ofSeconds(5), () -> second.summary != null);
            assertThat(outcome(second, 0)).isEqualTo("200");
            assertThat(outcome(second, 1)).isEqualTo("robots_disallowed admit");
            assertThat(held).hasSize(1);
        }
    }

    private static Batch narrow(int concurrency, List<Fetch> fetches) {
        return new Batch(
                "bat_1",
                "req_1",
                "anonymous",
                null,
                fetches,
                Mode.ALL_SETTLED,
                concurrency,
                512,
                0,
                15_000,
                true,
                false,
                System.nanoTime());
    }

    @Test
    void aHostThatIsSlowToGiveItsRobotsTxtHoldsUpNoOther() {
        List<HttpServerResponse> held = new CopyOnWriteArrayList<>();
        try (GoodOrigin slow = GoodOrigin.startAt(vertx, "127.0.0.2", request -> serve(request, held::add));
                GoodOrigin origin = origin(response -> response.end(RULES))) {
            List<Fetch> fetches = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                fetches.add(get(i, slow.url("/public/" + i), RESPECT));
            }
            fetches.add(get(20, origin.url("/public"), RESPECT));
            Heard heard = bench.start(narrow(2, fetches));
            eventually("the other host is served", Duration.ofSeconds(5), () -> origin.requests("/public") == 1);
            vertx.runOnContext(turn -> held.get(0).end(RULES));
            eventually("all end", Duration.ofSeconds(5), () -> heard.summary != null);
            assertThat(heard.summary.ok()).isEqualTo(21);
            assertThat(held).hasSize(1);
        }
    }

    /** The others of a paused batch wait for an item that waits for its robots.txt: it goes on once that is there. */
    @Test
    void anUrgedItemGoesOnThoughItsBatchIsPaused() {
        List<HttpServerResponse> held = new CopyOnWriteArrayList<>();
        try (GoodOrigin origin = origin(held::add)) {
            Heard heard = bench.start(narrow(
                    1, List.of(get(0, origin.url("/public/0"), RESPECT), get(1, origin.url("/public/1"), RESPECT))));
            eventually("robots.txt is asked for", Duration.ofSeconds(5), () -> held.size() == 1);
            bench.context.runOnContext(turn -> {
                heard.running.pause();
                heard.running.urge(0);
                vertx.runOnContext(later -> held.get(0).end(RULES));
            });
            eventually("it is fetched", Duration.ofSeconds(5), () -> origin.requests("/public/0") == 1);
            bench.context.runOnContext(turn -> heard.running.resume());
            eventually("both end", Duration.ofSeconds(5), () -> heard.summary != null);
            assertThat(heard.summary.ok()).isEqualTo(2);
        }
    }

    @Test
    void theDeadlineHoldsWhileRobotsTxtIsAwaited() {
        List<HttpServerResponse> held = new CopyOnWriteArrayList<>();
        try (GoodOrigin origin = origin(held::add)) {
            Heard heard = bench.run(batch(List.of(get(0, origin.url("/public"), RESPECT)), Mode.ALL_SETTLED, 200));
            assertThat(outcome(heard, 0)).isEqualTo("deadline_exceeded queue");
            vertx.runOnContext(turn -> held.get(0).end(RULES));
            assertThat(outcome(origin.url("/public"))).isEqualTo("200");
            assertThat(held).hasSize(1);
        }
    }

    @Test
    void anOriginThatIsSilentForbidsEverythingAfterATime() {
        RobotsSettings hasty = new RobotsSettings(false, "gather", Duration.ofMillis(200));
        List<HttpServerResponse> held = new CopyOnWriteArrayList<>();
        try (Bench impatient = new Bench(vertx, Bench.LIMITS, hasty);
                GoodOrigin origin = origin(held::add)) {
            Heard heard = impatient.run(get(0, origin.url("/x"), RESPECT), get(1, origin.url("/y"), RESPECT));
            assertThat(heard.failure(0).message())
                    .isEqualTo("The host's robots.txt could not be had (http_response_timeout).");
            assertThat(outcome(heard, 1)).isEqualTo("robots_disallowed admit");
            assertThat(held).hasSize(1);
            eventually("its permit is back", Duration.ofSeconds(5), impatient::idle);
        }
    }

    /** What our own lines kept from asking is not remembered against the origin. */
    @Test
    void aRobotsTxtThatDidNotComeToItsTurnIsAskedForAnew() {
        RobotsSettings hasty = new RobotsSettings(false, "gather", Duration.ofMillis(50));
        LimitSettings one = new LimitSettings(100, 1, Map.of(), 600, 64 << 20, 60_000);
        List<HttpServerResponse> held = new CopyOnWriteArrayList<>();
        try (Bench narrow = new Bench(vertx, one, hasty);
                GoodOrigin origin = GoodOrigin.start(vertx, request -> {
                    if (request.path().equals("/slow")) {
                        held.add(request.response());
                    } else {
                        serve(request, response -> response.end(RULES));
                    }
                })) {
            Heard slow = narrow.start(
                    batch(List.of(get(0, origin.url("/slow"), FetchOptions.DEFAULT)), Mode.ALL_SETTLED, 15_000));
            eventually("the permit is out", Duration.ofSeconds(5), () -> held.size() == 1);
            Heard heard = narrow.run(get(0, origin.url("/public"), RESPECT));
            assertThat(heard.failure(0).message()).contains("(no turn to ask for it in time)");
            vertx.runOnContext(turn -> held.get(0).end());
            eventually("it ends", Duration.ofSeconds(5), () -> slow.summary != null);
            assertThat(outcome(narrow.run(get(0, origin.url("/public"), RESPECT)), 0))
                    .isEqualTo("200");
        }
    }

    @Test
    void robotsTxtTakesAPermitOfItsHost() {
        List<HttpServerResponse> held = new CopyOnWriteArrayList<>();
        LimitSettings one = new LimitSettings(100, 1, Map.of(), 600, 64 << 20, 60_000);
        try (Bench narrow = new Bench(vertx, one);
                GoodOrigin origin = GoodOrigin.start(vertx, request -> {
                    if (request.path().equals("/slow")) {
                        held.add(request.response());
                    } else {
                        serve(request, response -> response.end(RULES));
                    }
                })) {
            Heard slow = narrow.start(
                    batch(List.of(get(0, origin.url("/slow"), FetchOptions.DEFAULT)), Mode.ALL_SETTLED, 15_000));
            eventually("the permit is out", Duration.ofSeconds(5), () -> held.size() == 1);
            Heard asking =
                    narrow.start(batch(List.of(get(0, origin.url("/public"), RESPECT)), Mode.ALL_SETTLED, 15_000));
            eventually("robots.txt waits in line", Duration.ofSeconds(5), () -> narrow.scheduler.queued() == 1);
            assertThat(origin.requests("/robots.txt")).isZero();
            vertx.runOnContext(turn -> held.get(0).end());
            eventually("both end", Duration.ofSeconds(5), () -> slow.summary != null && asking.summary != null);
            assertThat(outcome(asking, 0)).isEqualTo("200");
            assertThat(origin.peak()).isEqualTo(1);
        }
    }

    @Test
    void aDryRunAsksRobotsTxtAndNothingElse() {
        try (GoodOrigin origin = origin(response -> response.end(RULES))) {
            List<Fetch> fetches = new ArrayList<>();
            fetches.add(get(0, origin.url("/private"), RESPECT));
            fetches.add(get(1, origin.url("/public"), RESPECT));
            fetches.add(get(2, origin.url("/private"), FetchOptions.DEFAULT));
            Batch dry = new Batch(
                    "bat_1",
                    "req_1",
                    "anonymous",
                    null,
                    fetches,
                    Mode.ALL_SETTLED,
                    512,
                    512,
                    0,
                    15_000,
                    true,
                    true,
                    System.nanoTime());
            Heard heard = bench.run(dry);
            assertThat(outcome(heard, 0)).isEqualTo("robots_disallowed admit");
            assertThat(outcome(heard, 1)).isEqualTo("planned");
            assertThat(outcome(heard, 2)).isEqualTo("planned");
            assertThat(origin.requests()).isEqualTo(1);
        }
    }
}
