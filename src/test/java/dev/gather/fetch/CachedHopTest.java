package dev.gather.fetch;

import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.cache.CacheMode;
import dev.gather.limit.BufferedBytes;
import dev.gather.testing.Awaited;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.Options;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a fetch takes from the cache, asks because of it, and leaves in it. No test waits for anything to become stale.
 */
class CachedHopTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String FRESH = "cache-control: max-age=1000";
    private static final String STALE = "cache-control: max-age=10|age: 15";
    private static final int CLOSED = 0;

    private Vertx vertx;
    private Bench bench;
    private GoodOrigin origin;
    private final Map<String, Deque<Says>> script = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** One answer, or the end of the connection. */
    private record Says(int status, String fields, String body) {}

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bench = Bench.start(vertx);
        origin = GoodOrigin.start(vertx, this::answer);
    }

    @AfterEach
    void end() {
        bench.end();
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.method() + " " + request.path() + " " + condition(request));
        Deque<Says> left = script.get(request.path());
        Says says = left.size() > 1 ? left.removeFirst() : left.getFirst();
        HttpServerResponse response = request.response().setStatusCode(Math.max(200, says.status));
        if (says.status == CLOSED) {
            var unused = request.connection().close();
            return;
        }
        for (String field : says.fields.split("\\|", -1)) {
            String[] parts = field.split(": ", 2);
            response.putHeader(parts[0], parts[1]);
        }
        var unused = response.end(says.body);
    }

    private static String condition(HttpServerRequest request) {
        return String.valueOf(request.getHeader("if-none-match"));
    }

    /** What the origin says to the next requests for a path; the last of it goes on for ever. */
    private void says(String path, int status, String fields, String body) {
        script.computeIfAbsent(path, first -> new ConcurrentLinkedDeque<>()).add(new Says(status, fields, body));
    }

    private static Options cached(CacheMode mode) {
        return Options.options().cache(mode).maxAttempts(1);
    }

    private Bench.Heard get(String path, Options options) {
        return bench.run(Bench.get(0, origin.url(path), options.build()));
    }

    private Bench.Heard get(String path) {
        return get(path, cached(CacheMode.DEFAULT));
    }

    private Bench.Heard send(HttpMethod method, String path) {
        FetchOptions options = cached(CacheMode.NO_STORE).build();
        return bench.run(Bench.of(0, method, origin.url(path), options));
    }

    private static String body(Bench.Heard heard) {
        return Buffer.buffer(heard.answered(0).content().bytes())
                .getString(0, heard.answered(0).content().length());
    }

    private static Source source(Bench.Heard heard) {
        return heard.outcome(0).trail().source();
    }

    @Test
    void aFreshAnswerNeedsNoConnection() {
        says("/", 200, FRESH + "|content-type: text/plain", "one");
        Bench.Heard first = get("/");
        origin.close();

        Bench.Heard again = get("/");

        assertThat(source(first)).isEqualTo(Source.NETWORK);
        assertThat(source(again)).isEqualTo(Source.CACHE);
        assertThat(body(again)).isEqualTo("one");
        assertThat(again.answered(0).wireBytes()).isZero();
        assertThat(again.answered(0).head().headers().get("age")).isNotNull();
        Trail trail = again.outcome(0).trail();
        assertThat(trail.attempts()).isEmpty();
        assertThat(trail.fetchedAtMs()).isEqualTo(first.outcome(0).trail().fetchedAtMs());
        assertThat(trail.timings().ttfb()).isNegative();
        assertThat(trail.timings().total()).isPositive();
    }

    @Test
    void aLargeHitWaitsForMemoryAndNoLongerThanItsBatch() {
        says("/", 200, FRESH + "|content-type: text/plain; charset=windows-1251", "x".repeat(3 << 19));
        get("/");
        BufferedBytes.Account deaf = bench.buffered.account("deaf");
        deaf.hold(200 << 20);

        Fetch hit = Bench.get(0, origin.url("/"), cached(CacheMode.DEFAULT).build());
        Bench.Heard late = bench.run(Bench.batch(List.of(hit), Mode.ALL_SETTLED, 300));
        Bench.Heard waits = bench.start(Bench.batch(List.of(hit), Mode.ALL_SETTLED, 15_000));
        deaf.release(200 << 20);

        assertThat(late.failure(0).code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
        assertThat(late.failure(0).phase()).isEqualTo(Phase.DECODE);
        assertThat(Awaited.of(waits.ended.future()).answered(0).content().length())
                .isEqualTo(3 << 19);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aStaleAnswerStandsInForAHostThatIsPaused() {
        says("/", 200, "cache-control: max-age=10, stale-if-error=1000|age: 15", "one");
        says("/limited", 429, "retry-after: 50", "");
        get("/");
        get("/limited");

        Bench.Heard heard = get("/");

        assertThat(body(heard)).isEqualTo("one");
        assertThat(source(heard)).isEqualTo(Source.CACHE);
        assertThat(heard.outcome(0).trail().attempts()).isEmpty();
        assertThat(get("/limited").failure(0).code()).isEqualTo(FailureCode.HOST_BACKOFF);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aChangeWhoseAnswerIsTooLargeIsAChange() {
        says("/changed", 200, FRESH, "one");
        get("/changed");
        script.get("/changed").add(new Says(200, FRESH, "x".repeat(100)));
        script.get("/changed").add(new Says(200, FRESH, "two"));
        script.get("/changed").removeFirst();

        FetchOptions options = Options.options().maxBodyBytes(10).maxAttempts(1).build();
        Bench.Heard posted = bench.run(Bench.of(0, HttpMethod.POST, origin.url("/changed"), options));

        assertThat(posted.failure(0).code()).isEqualTo(FailureCode.HTTP_RESPONSE_BODY_SIZE);
        assertThat(body(get("/changed"))).isEqualTo("two");
    }

    @Test
    void noStoreNeitherReadsNorWrites() {
        says("/", 200, FRESH, "one");
        get("/", cached(CacheMode.NO_STORE));
        get("/");
        Bench.Heard third = get("/", cached(CacheMode.NO_STORE));

        assertThat(source(third)).isEqualTo(Source.NETWORK);
        assertThat(asked).hasSize(3);
    }

    @Test
    void aStaleAnswerIsConfirmed() {
        says("/", 200, STALE + "|etag: \"a\"|n: 1", "one");
        says("/", 304, FRESH + "|etag: \"a\"|n: 2", "");
        get("/");

        Bench.Heard confirmed = get("/");
        Bench.Heard fresh = get("/");

        assertThat(asked).containsExactly("GET / null", "GET / \"a\"");
        assertThat(source(confirmed)).isEqualTo(Source.REVALIDATED);
        assertThat(confirmed.answered(0).head().status()).isEqualTo(200);
        assertThat(confirmed.answered(0).head().headers().get("n")).isEqualTo("2");
        assertThat(confirmed.outcome(0).trail().attempts()).hasSize(1);
        assertThat(body(confirmed)).isEqualTo("one");
        assertThat(source(fresh)).isEqualTo(Source.CACHE);
    }

    @Test
    void aStaleAnswerIsReplaced() {
        says("/", 200, STALE + "|etag: \"a\"", "one");
        says("/", 200, FRESH + "|etag: \"b\"", "two");
        get("/");

        assertThat(body(get("/"))).isEqualTo("two");
        assertThat(body(get("/"))).isEqualTo("two");
        assertThat(asked).hasSize(2);
    }

    @Test
    void aConfirmationOfAnotherAnswerIsNotBelieved() {
        says("/", 200, STALE + "|etag: \"a\"", "one");
        says("/", 304, "etag: \"b\"", "");
        says("/", 200, FRESH + "|etag: \"b\"", "two");
        get("/");

        Bench.Heard second = get("/");

        assertThat(body(second)).isEqualTo("two");
        assertThat(source(second)).isEqualTo(Source.NETWORK);
        assertThat(asked).containsExactly("GET / null", "GET / \"a\"", "GET / null");
    }

    @Test
    void everyHopOfAChainMayComeFromTheCache() {
        says("/from", 301, FRESH + "|location: /to", "moved");
        says("/to", 200, FRESH, "there");
        get("/from");
        origin.close();

        Bench.Heard again = get("/from");

        assertThat(body(again)).isEqualTo("there");
        assertThat(again.answered(0).head().target().requestUri()).isEqualTo("/to");
        assertThat(again.outcome(0).trail().redirects()).hasSize(1);
        assertThat(again.outcome(0).trail().attempts()).isEmpty();
    }

    @Test
    void aRedirectThatWasFollowedHasNoBodyToShow() {
        says("/from", 301, FRESH + "|location: /to", "moved");
        says("/to", 200, FRESH, "there");
        get("/from");

        Bench.Heard itself = get("/from", cached(CacheMode.DEFAULT).maxRedirects(0));

        assertThat(source(itself)).isEqualTo(Source.NETWORK);
        assertThat(body(itself)).isEqualTo("moved");
        assertThat(source(get("/from", cached(CacheMode.DEFAULT).maxRedirects(0))))
                .isEqualTo(Source.CACHE);
    }

    @Test
    void redirectsFromTheCacheFormLoopsToo() {
        says("/a", 301, FRESH + "|location: /b", "");
        says("/b", 301, FRESH + "|location: /a", "");
        get("/a");

        assertThat(get("/a").failure(0).code()).isEqualTo(FailureCode.TOO_MANY_REDIRECTS);
        assertThat(asked).hasSize(2);
    }

    @Test
    void onlyIfCachedNeverAsks() {
        says("/", 200, STALE, "one");
        Failure failure = get("/", cached(CacheMode.ONLY_IF_CACHED)).failure(0);
        assertThat(failure.code()).isEqualTo(FailureCode.NOT_IN_CACHE);
        assertThat(failure.phase()).isEqualTo(Phase.ADMIT);
        assertThat(failure.retryable()).isFalse();
        assertThat(asked).isEmpty();

        get("/");
        assertThat(source(get("/", cached(CacheMode.ONLY_IF_CACHED)))).isEqualTo(Source.CACHE);
        assertThat(asked).hasSize(1);
    }

    @Test
    void forceCacheAsksOnlyForWhatIsNotThere() {
        says("/", 200, STALE, "one");

        assertThat(source(get("/", cached(CacheMode.FORCE_CACHE)))).isEqualTo(Source.NETWORK);
        assertThat(source(get("/", cached(CacheMode.FORCE_CACHE)))).isEqualTo(Source.CACHE);
    }

    @Test
    void noCacheConfirmsWhatIsFresh() {
        says("/", 200, FRESH + "|etag: \"a\"", "one");
        says("/", 304, FRESH, "");
        get("/");

        assertThat(source(get("/", cached(CacheMode.NO_CACHE)))).isEqualTo(Source.REVALIDATED);
    }

    @Test
    void reloadWritesWithoutReading() {
        says("/", 200, FRESH + "|etag: \"a\"", "one");
        says("/", 200, FRESH, "two");
        get("/");

        assertThat(body(get("/", cached(CacheMode.RELOAD)))).isEqualTo("two");
        assertThat(body(get("/"))).isEqualTo("two");
        assertThat(asked).containsExactly("GET / null", "GET / null");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, CLOSED})
    void aStaleAnswerStandsInForAnError(int status) {
        says("/sie", 200, "age: 15|cache-control: max-age=10, stale-if-error=1000", "one");
        says("/sie", status, "n: 2", "error");
        get("/sie");

        Bench.Heard second = get("/sie");

        assertThat(source(second)).isEqualTo(Source.CACHE);
        assertThat(body(second)).isEqualTo("one");
        assertThat(second.answered(0).head().status()).isEqualTo(200);
        assertThat(asked).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({"404, max-age=10", "503, max-age=10", "503, max-age=10; must-revalidate; stale-if-error=99"})
    void anErrorIsToldWhereNothingMayStandIn(int status, String control) {
        says("/", 200, "age: 15|cache-control: " + control.replace(';', ','), "one");
        says("/", status, "n: 2", "error");
        get("/");

        assertThat(get("/").answered(0).head().status()).isEqualTo(status);
    }

    @Test
    void nothingStandsInWhereConfirmationWasAsked() {
        says("/", 200, "age: 15|cache-control: max-age=10, stale-if-error=1000", "one");
        says("/", 503, "n: 2", "error");
        get("/");

        assertThat(get("/", cached(CacheMode.NO_CACHE)).answered(0).head().status())
                .isEqualTo(503);
    }

    @Test
    void aStaleAnswerIsGivenAtOnceWhileOneAsksInTheBackground() {
        says("/", 200, "age: 15|etag: \"a\"|cache-control: max-age=10, stale-while-revalidate=1000", "one");
        says("/", 304, FRESH + "|etag: \"a\"|n: 2", "");
        get("/");

        Bench.Heard second = get("/");

        assertThat(source(second)).isEqualTo(Source.CACHE);
        eventually("asked", SOON, () -> asked.size() == 2);
        eventually(
                "freshened",
                SOON,
                () -> "2".equals(get("/").answered(0).head().headers().get("n")));
        assertThat(asked).containsExactly("GET / null", "GET / \"a\"");
    }

    @Test
    void manyWhoFindAStaleAnswerAskOnce() {
        says("/", 200, "age: 15|etag: \"a\"|cache-control: max-age=10, stale-while-revalidate=1000", "one");
        says("/", 304, FRESH, "");
        get("/");
        Fetch[] many = new Fetch[50];
        for (int i = 0; i < many.length; i++) {
            many[i] = Bench.get(
                    i,
                    origin.url("/"),
                    cached(CacheMode.DEFAULT).timeoutMs(5_000 + i).build());
        }

        Bench.Heard heard = bench.run(many);

        assertThat(heard.settled)
                .allSatisfy(one -> assertThat(one.outcome().trail().source()).isEqualTo(Source.CACHE));
        eventually("asked once", SOON, () -> asked.size() == 2 && bench.idle());
    }

    @ParameterizedTest
    @CsvSource({
        "POST, 200, 2",
        "PUT, 201, 2",
        "DELETE, 204, 2",
        "POST, 303, 2",
        "POST, 500, 1",
        "POST, 404, 1",
        "OPTIONS, 200, 1"
    })
    void whatChangesAResourceForgetsIt(String method, int status, int gets) {
        says("/x", 200, FRESH, "one");
        get("/x");
        script.clear();
        says("/x", status, FRESH + "|location: /y|n: 1", "");
        says("/y", 200, FRESH, "y");
        send(HttpMethod.valueOf(method), "/x");
        script.clear();
        says("/x", 200, FRESH, "two");

        get("/x");

        assertThat(asked.stream().filter(one -> one.startsWith("GET /x"))).hasSize(gets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"location", "content-location"})
    void whatAChangeNamesIsForgottenIfItIsOfTheSameOrigin(String field) {
        says("/here", 200, FRESH, "one");
        says("/x", 201, field + ": /here", "");
        says("/z", 201, field + ": http://127.0.0.2:" + origin.port() + "/here", "");
        get("/here");
        send(HttpMethod.POST, "/z");
        assertThat(source(get("/here"))).isEqualTo(Source.CACHE);

        send(HttpMethod.POST, "/x");

        assertThat(source(get("/here"))).isEqualTo(Source.NETWORK);
    }

    @Test
    void aHeadIsAnsweredFromAGetAndNotTheOtherWayRound() {
        says("/", 200, FRESH, "one");
        says("/h", 200, FRESH, "");
        FetchOptions options = cached(CacheMode.DEFAULT).build();
        get("/");
        Bench.Heard head = bench.run(Bench.of(0, HttpMethod.HEAD, origin.url("/"), options));
        assertThat(source(head)).isEqualTo(Source.CACHE);
        assertThat(head.answered(0).content().length()).isZero();

        bench.run(Bench.of(0, HttpMethod.HEAD, origin.url("/h"), options));
        assertThat(source(bench.run(Bench.of(0, HttpMethod.HEAD, origin.url("/h"), options))))
                .isEqualTo(Source.CACHE);
        assertThat(source(get("/h"))).isEqualTo(Source.NETWORK);
    }

    @Test
    void limitsOfAFetchHoldForStoredBodies() {
        says("/", 200, FRESH, "0123456789");
        get("/");

        Bench.Heard tooLarge = get("/", cached(CacheMode.DEFAULT).maxBodyBytes(4));
        Bench.Heard cut = get("/", cached(CacheMode.DEFAULT).maxBodyBytes(4).truncate(true));

        assertThat(tooLarge.failure(0).code()).isEqualTo(FailureCode.HTTP_RESPONSE_BODY_SIZE);
        assertThat(source(tooLarge)).isEqualTo(Source.CACHE);
        assertThat(body(cut)).isEqualTo("0123");
        assertThat(cut.answered(0).truncated()).isTrue();
        assertThat(asked).hasSize(1);
    }

    @Test
    void aBodyThatWasCutIsNotKept() {
        says("/", 200, FRESH, "0123456789");
        get("/", cached(CacheMode.DEFAULT).maxBodyBytes(4).truncate(true));

        assertThat(body(get("/"))).isEqualTo("0123456789");
    }

    @Test
    void aBodyThatNobodyWantedIsKeptAllTheSame() {
        says("/", 200, FRESH, "0123456789");
        get("/", cached(CacheMode.DEFAULT).include(Set.of()));

        Bench.Heard again = get("/");

        assertThat(source(again)).isEqualTo(Source.CACHE);
        assertThat(body(again)).isEqualTo("0123456789");
    }

    @Test
    void aStoredErrorIsNotTriedAgainAndARetryIsNotAnsweredFromTheCache() {
        says("/", 503, FRESH, "no");
        Bench.Heard first = get("/", cached(CacheMode.DEFAULT).maxAttempts(2));
        assertThat(first.outcome(0).trail().attempts()).hasSize(2);

        Bench.Heard second = get("/", cached(CacheMode.DEFAULT).maxAttempts(2));

        assertThat(source(second)).isEqualTo(Source.CACHE);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aStoredErrorBehindARedirectIsNotTriedAgainEither() {
        says("/door", 302, "cache-control: no-store|location: /", "");
        says("/", 503, FRESH, "no");
        Bench.Heard unused = get("/");
        asked.clear();

        Bench.Heard heard = get("/door", cached(CacheMode.DEFAULT).maxAttempts(2));

        assertThat(heard.answered(0).head().status()).isEqualTo(503);
        assertThat(source(heard)).isEqualTo(Source.CACHE);
        assertThat(asked).containsExactly("GET /door null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "cookie"})
    void otherCredentialsFindNothing(String field) {
        says("/", 200, "cache-control: public, max-age=1000", "one");
        get("/", cached(CacheMode.DEFAULT).headers(Map.of(field, "a")));

        assertThat(source(get("/", cached(CacheMode.DEFAULT).headers(Map.of(field, "b")))))
                .isEqualTo(Source.NETWORK);
        assertThat(source(get("/"))).isEqualTo(Source.NETWORK);
        assertThat(source(get("/", cached(CacheMode.DEFAULT).headers(Map.of(field, "a")))))
                .isEqualTo(Source.CACHE);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEFAULT", "NO_CACHE"})
    void whoSetsConditionsIsAnsweredByTheOrigin(CacheMode mode) {
        says("/", 200, FRESH + "|etag: \"a\"", "one");
        says("/", 304, FRESH + "|etag: \"a\"", "");
        get("/");

        Bench.Heard own = get("/", cached(mode).headers(Map.of("if-none-match", "\"a\"")));

        assertThat(own.answered(0).head().status()).isEqualTo(304);
        assertThat(source(own)).isEqualTo(Source.NETWORK);
    }

    @Test
    void aPartIsNeitherKeptNorTakenFromTheWhole() {
        says("/", 206, FRESH + "|content-range: bytes 0-1/10", "01");
        get("/", cached(CacheMode.DEFAULT).headers(Map.of("range", "bytes=0-1")));
        get("/", cached(CacheMode.DEFAULT).headers(Map.of("range", "bytes=0-1")));

        assertThat(asked).hasSize(2);
    }

    @Test
    void manyHitsInOneBatchAllSettle() {
        says("/", 200, FRESH, "one");
        get("/");
        Fetch[] many = new Fetch[2_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = Bench.get(
                    i,
                    origin.url("/"),
                    cached(CacheMode.DEFAULT).timeoutMs(5_000 + i).build());
        }

        Bench.Heard heard = bench.run(many);

        assertThat(heard.summary.ok()).isEqualTo(2_000);
        assertThat(asked).hasSize(1);
    }
}
