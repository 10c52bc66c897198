package dev.gather;

import static dev.gather.testing.Caller.item;
import static dev.gather.testing.Caller.requests;
import static dev.gather.testing.Caller.urls;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Awaited;
import dev.gather.testing.Caller;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.Promised;
import dev.gather.testing.RawClient;
import dev.gather.testing.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who leave, who are slow, who may not, who ask too much; and a service that wants to stop. */
class CallersIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    private static Vertx vertx;
    private static LoggedOrigin origin;
    private static RunningService service;
    private static Caller caller;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        origin = LoggedOrigin.start();
        service = RunningService.open();
        caller = service.caller();
    }

    @AfterAll
    static void stop() {
        service.close();
        origin.close();
        Void unused = Awaited.of(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {Caller.JSON, Caller.NDJSON, Caller.EVENTS})
    void whenACallerLeavesItsFetchesEnd(String form) throws Exception {
        try (GoodOrigin silent = GoodOrigin.start(vertx, request -> {})) {
            List<String> urls =
                    IntStream.range(0, 20).mapToObj(n -> silent.url("/" + n)).toList();
            try (RawClient client = RawClient.connect(service.port(), 5_000)) {
                client.send(post(urls(urls), form));
                eventually("six are in flight", SOON, () -> silent.inFlight() == 6);
            }
            eventually("they end", AT_ONCE, () -> silent.inFlight() == 0);
            eventually("and so does the batch", AT_ONCE, () -> caller.metric("gather_fetches_queued") == 0);
            assertThat(silent.requests()).isEqualTo(6);
            assertThat(silent.awaitAllClosed(AT_ONCE)).isTrue();
        }
    }

    @Test
    void aSlowReaderStopsItsOwnBatchAndNobodyElses() throws Exception {
        Buffer body = Buffer.buffer("a line of text that is long enough\n".repeat(7_500)); // 256 KiB
        try (GoodOrigin big = GoodOrigin.start(
                        vertx,
                        request -> request.response()
                                .putHeader("content-type", "text/plain")
                                .end(body));
                Socket slow = new Socket()) {
            slow.setReceiveBufferSize(64 << 10);
            slow.setSoTimeout(20_000);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()));
            List<String> urls =
                    IntStream.range(0, 200).mapToObj(n -> big.url("/" + n)).toList();
            slow.getOutputStream().write(post(urls(urls), Caller.NDJSON).getBytes(StandardCharsets.US_ASCII));

            int before = countOnceItStands(big);
            assertThat(before).isLessThan(150);
            Reply quick = caller.fetch(urls(origin.url("/delay/500"), origin.url("/ok")));
            assertThat(quick.json().getDouble("elapsed_ms")).isLessThan(2_000);
            assertThat(big.requests()).isEqualTo(before);
            assertThat(caller.metric("gather_buffered_bytes")).isLessThan(16 << 20);

            assertThat(results(slow)).isEqualTo(200);
            assertThat(big.requests()).isEqualTo(200);
            eventually("nothing is held", SOON, () -> caller.metric("gather_buffered_bytes") == 0);
        }
    }

    /** Requests that came until no more came while others were served. */
    private static int countOnceItStands(GoodOrigin big) {
        int[] last = {-1};
        eventually("no more requests", SOON, () -> {
            int before = big.requests();
            boolean stands = before > 0 && before == last[0] && big.inFlight() == 0;
            last[0] = before;
            return stands
                    && caller.fetch(urls(origin.url("/delay/200?n=" + before))).status() == 200
                    && big.requests() == before;
        });
        return last[0];
    }

    /** Reads the whole answer, whose chunks may break a line anywhere; counts its results. */
    private static long results(Socket slow) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.UTF_8));
        long results = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("{\"type\":\"summary\"")) {
                assertThat(line).contains("\"complete\":true", "\"ok\":200");
                return results;
            }
            results += line.contains("{\"type\":\"result\"") ? 1 : 0;
        }
        throw new AssertionError("no summary after " + results + " results");
    }

    @Test
    void keysOpenTheDoor() throws Exception {
        try (RunningService keyed = RunningService.open("keys", "acme:" + sha256("gather_secret"))) {
            Reply stranger = keyed.caller().fetch(urls(origin.url("/ok")));
            assertThat(stranger.status()).isEqualTo(401);
            assertThat(stranger.header("www-authenticate")).isEqualTo("Bearer");
            assertThat(stranger.json().getString("code")).isEqualTo("unauthorized");
            Reply liar = keyed.caller().fetch(urls(origin.url("/ok")), "authorization", "Bearer gather_other");
            assertThat(liar.status()).isEqualTo(401);
            for (String[] header :
                    new String[][] {{"authorization", "Bearer gather_secret"}, {"x-api-key", "gather_secret"}}) {
                JsonObject result = keyed.caller()
                        .fetch(urls(origin.url("/headers")), header)
                        .result(0);
                assertThat(result.getBoolean("ok")).isTrue();
                assertThat(result.encode()).doesNotContain("gather_secret");
            }
            assertThat(keyed.caller().get("/livez").status()).isEqualTo(200);
        }
    }

    @Test
    void withoutKeysAPageOfAnotherSiteIsRefused() throws Exception {
        assertThat(said(service.port(), "Host: rebound.example\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(said(service.port(), "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(said(service.port(), "Host: localhost\r\nSec-Fetch-Site: same-origin\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    private static String said(int port, String headers) throws IOException {
        try (RawClient client = RawClient.connect(port, 5_000)) {
            client.send("GET " + Caller.fetchPath(List.of(origin.url("/ok"))) + " HTTP/1.1\r\n" + headers + "\r\n");
            return client.readUntil("\r\n\r\n").text();
        }
    }

    @Test
    void aSpentQuotaIsToldWithWhenToComeBack() throws Exception {
        try (RunningService keyed = RunningService.open("keys", "acme:" + sha256("k") + ":2")) {
            Reply first = keyed.caller().fetch(urls(origin.url("/ok")), "x-api-key", "k");
            assertThat(first.header("ratelimit-policy")).isEqualTo("\"default\";q=2;w=60");
            assertThat(first.header("ratelimit")).startsWith("\"default\";r=1;t=");
            assertThat(keyed.caller()
                            .fetch(urls(origin.url("/ok")), "x-api-key", "k")
                            .status())
                    .isEqualTo(200);
            Reply third = keyed.caller().fetch(urls(origin.url("/ok")), "x-api-key", "k");
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.json().getString("code")).isEqualTo("rate_limited");
            assertThat(Integer.parseInt(third.header("retry-after"))).isBetween(1, 60);
            assertThat(third.header("ratelimit")).startsWith("\"default\";r=0;t=");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/v2/fetch||||404|not_found",
                "DELETE|/v1/fetch||||405|method_not_allowed",
                "POST|/v1/fetch|accept|image/png|{\"urls\":[\"x\"]}|406|not_acceptable",
                "POST|/v1/fetch|content-type|image/png|{\"urls\":[\"x\"]}|415|unsupported_media_type",
                "POST|/v1/fetch|content-encoding|gzip|{\"urls\":[\"x\"]}|415|unsupported_media_type",
                "POST|/v1/fetch|content-type|application/json|{\"urls\":|400|invalid_json",
                "POST|/v1/fetch|content-type|application/json|{\"urls\":[]}|400|invalid_request",
                "POST|/v1/fetch|content-type|application/json|{\"urls\":[1]}|400|invalid_request",
                "POST|/v1/fetch|content-type|application/json|[]|400|invalid_request",
                "GET|/v1/fetch||||400|invalid_request",
            })
    void mistakesOfACallAreProblems(
            String method, String path, String name, String value, String body, int status, String code) {
        String[] headers = name == null ? new String[0] : new String[] {name, value};
        Reply reply = caller.send(method, path, body == null ? "" : body, headers);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("content-type")).startsWith("application/problem+json");
        assertThat(reply.json().getString("code")).isEqualTo(code);
        assertThat(reply.json().getInteger("status")).isEqualTo(status);
        assertThat(reply.json().getString("title")).isNotBlank();
        assertThat(reply.json().getString("request_id")).isEqualTo(reply.header("x-request-id"));
        assertThat(caller.get(reply.json().getString("type")).status()).isEqualTo(200);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        try (RunningService small = RunningService.open("request_bytes", "1KiB")) {
            Reply reply = small.caller().fetch(urls(origin.url("/ok?" + "x".repeat(2_000))));
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.json().getString("code")).isEqualTo("request_too_large");
            assertThat(reply.json().getInteger("limit")).isEqualTo(1_024);
        }
    }

    @Test
    void aRequestIdIsRepeatedOrMade() {
        assertThat(caller.fetch(urls("x"), "x-request-id", "mine-42").header("x-request-id"))
                .isEqualTo("mine-42");
        assertThat(caller.fetch(urls("x")).header("x-request-id")).isNotBlank();
        assertThat(caller.fetch(urls("x"), "x-request-id", "with space").header("x-request-id"))
                .isNotEqualTo("with space");
    }

    @Test
    void aTraceIsContinuedAndKeptFromOrigins() {
        Reply reply = caller.fetch(urls(origin.url("/headers")), "traceparent", "00-" + TRACE + "-" + SPAN + "-01");
        assertThat(reply.header("traceparent")).contains(TRACE).doesNotContain(SPAN);
        assertThat(reply.result(0)
                        .getJsonObject("json")
                        .getJsonObject("headers")
                        .fieldNames())
                .doesNotContain("traceparent");
    }

    @Test
    void aTraceIsSentToOriginsIfTheOperatorSaysSo() {
        try (RunningService tracing = RunningService.open("propagate_trace", "true")) {
            String parent = "00-" + TRACE + "-" + SPAN + "-01";
            Reply reply = tracing.caller().fetch(urls(origin.url("/headers")), "traceparent", parent);
            String seen = reply.result(0)
                    .getJsonObject("json")
                    .getJsonObject("headers")
                    .getString("traceparent");
            assertThat(seen).matches("00-" + TRACE + "-[0-9a-f]{16}-01").doesNotContain(SPAN);
        }
    }

    @Test
    void aServiceThatDrainsEndsWhatItHasAndTakesNothingNew() {
        RunningService draining = RunningService.open("drain_s", "10");
        Caller client = draining.caller();
        List<String> urls = List.of(origin.url("/delay/1200"));
        CompletableFuture<Reply> underWay = client.begin(urls(urls));
        eventually("it is under way", SOON, () -> client.metric("gather_fetches_in_flight") == 1);
        assertThat(client.get("/readyz").status()).isEqualTo(200);

        Future<Void> drained = draining.drain();
        Reply ready = client.get("/readyz");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(client.get("/livez").status()).isEqualTo(200);
        Reply refused = client.fetch(urls(origin.url("/ok")));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.json().getString("code")).isEqualTo("draining");
        assertThat(refused.header("retry-after")).isNotBlank();
        Promised.of(Caller.await(underWay), urls);
        Void unused = Awaited.of(drained);
        draining.close();
    }

    @Test
    void whatDoesNotEndInTimeIsEndedByTheDrainAndStillAnsweredFor() {
        RunningService draining = RunningService.open("drain_s", "0");
        CompletableFuture<Reply> underWay = draining.caller().begin(urls(origin.url("/silent"), origin.url("/ok")));
        eventually(
                "it is under way",
                SOON,
                () -> draining.caller().metric("gather_fetches_in_flight") == 1
                        && origin.path("/silent").inFlight() == 1);
        draining.close();
        Reply reply = Caller.await(underWay);
        assertThat(ScenariosIT.code(reply.result(0))).isEqualTo("cancelled");
        assertThat(reply.result(1).getBoolean("ok")).isTrue();
        assertThat(reply.json().getBoolean("complete")).isFalse();
    }

    @Test
    void bodiesPastTheBudgetAreLeftOutOfADocumentAndNotOfAStream() {
        try (RunningService small = RunningService.open("response_budget_bytes", "100KiB")) {
            JsonObject batch = requests(
                    item(origin.url("/text/60000?n=1")),
                    item(origin.url("/text/60000?n=2")),
                    item(origin.url("/text/60000?n=3")));
            Reply document = small.caller().fetch(batch);
            assertThat(document.results().stream()
                            .filter(result -> "response_budget".equals(result.getString("body_omitted"))))
                    .hasSize(2)
                    .allMatch(result -> !result.containsKey("body") && result.getBoolean("ok"));
            Reply stream = small.caller().fetch(batch, "accept", Caller.NDJSON);
            assertThat(stream.results())
                    .allMatch(result -> result.getString("body").length() == 60_000);
        }
    }

    static String post(JsonObject batch, String accept) {
        String body = batch.encode();
        return "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static String sha256(String key) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash);
    }
}
