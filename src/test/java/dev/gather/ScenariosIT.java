package dev.gather;

import static dev.gather.testing.Caller.item;
import static dev.gather.testing.Caller.requests;
import static dev.gather.testing.Caller.urls;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gather.testing.Caller;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.Reply;
import dev.gather.testing.TestDns;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a new user tries first, over HTTP, against an origin with good and bad manners. */
class ScenariosIT {
    private static TestDns dns;
    private static LoggedOrigin origin;

    /** Each test has its own, because a service remembers what its hosts could not take. */
    private RunningService service;

    private Caller caller;

    @BeforeAll
    static void start() throws IOException {
        dns = TestDns.start(); // knows no name
        origin = LoggedOrigin.start();
    }

    @AfterAll
    static void stop() {
        origin.close();
        dns.close();
    }

    @BeforeEach
    void startService() {
        origin.reset();
        service =
                RunningService.open("dns_servers", "127.0.0.1:" + dns.address().getPort());
        caller = service.caller();
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    @Test
    void firstMinute() {
        Reply reply =
                caller.get(Caller.fetchPath(List.of(origin.url("/ok"), origin.url("/status/404"))) + "&pretty=true");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("{\n  \"batch_id\"");
        assertThat(reply.results())
                .extracting(result -> result.getString("outcome"))
                .containsExactly("ok", "http_error");
        assertThat(reply.json().getJsonObject("counts"))
                .isEqualTo(new JsonObject()
                        .put("total", 2)
                        .put("ok", 1)
                        .put("http_error", 1)
                        .put("failed", 0));
    }

    @Test
    void nothingIsLostAndNothingIsProse() throws IOException {
        Reply reply = caller.fetch(urls(
                origin.url("/ok"),
                "http://no-such-host.invalid/",
                "not a url",
                "http://127.0.0.1:" + deafPort() + "/",
                origin.url("/status/503"),
                origin.url("/ok")));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.results())
                .extracting(
                        result -> result.getInteger("index"),
                        result -> result.getString("outcome"),
                        result -> result.getInteger("status"),
                        ScenariosIT::code)
                .containsExactly(
                        tuple(0, "ok", 200, null),
                        tuple(1, "failed", null, "dns_error"),
                        tuple(2, "failed", null, "invalid_url"),
                        tuple(3, "failed", null, "connection_refused"),
                        tuple(4, "http_error", 503, null),
                        tuple(5, "ok", 200, null));
        assertThat(reply.result(1).getJsonObject("error").getString("rcode")).isEqualTo("NXDOMAIN");
        assertThat(reply.result(4).getInteger("attempt_count")).isEqualTo(3);
        assertThat(origin.path("/status/503").count()).isEqualTo(3);
        assertThat(reply.result(5).getString("source")).isEqualTo("coalesced");
        assertThat(reply.result(5).getInteger("shared_with")).isZero();
    }

    @Test
    void waitsOverlapWhereTheOperatorAllowsFifty() {
        try (RunningService wide = RunningService.open("per_host.concurrency", "50")) {
            Reply reply = wide.caller().fetch(fiftySlow(400));
            assertThat(reply.json().getJsonObject("counts").getInteger("ok")).isEqualTo(50);
            assertThat(reply.json().getDouble("elapsed_ms")).isBetween(400.0, 1_500.0);
            assertThat(origin.path("/delay/400").peak()).isEqualTo(50);
        }
    }

    @Test
    void withTheDefaultOfSixTheLastOneWaitsItsTurn() {
        Reply reply = caller.fetch(fiftySlow(100));
        assertThat(reply.json().getJsonObject("counts").getInteger("ok")).isEqualTo(50);
        assertThat(reply.json().getDouble("elapsed_ms")).isBetween(900.0, 3_000.0); // nine rounds
        assertThat(origin.path("/delay/100").peak()).isEqualTo(6);
        JsonObject last = reply.results().stream()
                .filter(result -> result.getInteger("seq") == 49)
                .findFirst()
                .orElseThrow();
        assertThat(last.getJsonObject("timings").getDouble("queued_ms")).isGreaterThan(790);
        assertThat(last.getJsonObject("timings").getDouble("ttfb_ms")).isBetween(99.0, 790.0);
    }

    private static JsonObject fiftySlow(int delayMs) {
        List<String> urls = IntStream.range(0, 50)
                .mapToObj(n -> origin.url("/delay/" + delayMs + "?n=" + n))
                .toList();
        return urls(urls).put("concurrency", 50).put("per_host", new JsonObject().put("concurrency", 50));
    }

    @Test
    void aTextFileIsStreamedAsItCompletes() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(service.uri().resolve("/v1/fetch"))
                .header("content-type", Caller.TEXT)
                .header("accept", Caller.NDJSON)
                .POST(HttpRequest.BodyPublishers.ofString(textFile()))
                .build();
        long start = System.nanoTime();
        List<JsonObject> lines = new ArrayList<>();
        List<Long> afterMs = new ArrayList<>();
        HttpClient.newHttpClient().send(request, BodyHandlers.ofLines()).body().forEach(line -> {
            lines.add(new JsonObject(line));
            afterMs.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
        });
        assertThat(lines)
                .extracting(line -> line.getString("type"), line -> line.getInteger("index"))
                .containsExactly(tuple("result", 1), tuple("result", 2), tuple("result", 0), tuple("summary", null));
        assertThat(afterMs.get(0)).isLessThan(450); // before the next one could have been there
        assertThat(afterMs.get(2)).isGreaterThanOrEqualTo(900);
    }

    @Test
    void aStreamInTheOrderOfTheRequestIsToBeHadToo() {
        Reply reply = caller.post("/v1/fetch?stream_order=request", Caller.TEXT, textFile(), "accept", Caller.NDJSON);
        assertThat(reply.results())
                .extracting(result -> result.getInteger("index"), result -> result.getInteger("seq"))
                .containsExactly(tuple(0, 2), tuple(1, 0), tuple(2, 1));
        assertThat(reply.summary().getBoolean("complete")).isTrue();
    }

    private static String textFile() {
        return String.join("\n", origin.url("/delay/900"), "# comment", "", origin.url("/delay/10"), "")
                + origin.url("/delay/450")
                + "\n";
    }

    @Test
    void serverSentEvents() {
        Reply reply = caller.fetch(urls(origin.url("/ok"), origin.url("/delay/300")), "accept", "text/event-stream");
        assertThat(reply.header("content-type")).startsWith("text/event-stream");
        assertThat(reply.events())
                .extracting(Reply.Event::name, Reply.Event::id)
                .containsExactly(tuple("result", "0"), tuple("result", "1"), tuple("summary", ""));
        assertThat(reply.result(1).getJsonObject("json").getInteger("delay_ms")).isEqualTo(300);
    }

    @Test
    void theEndlessBodyEnds() {
        Reply reply = caller.fetch(requests(
                item(origin.url("/endless")),
                item(origin.url("/endless")).put("truncate", true).put("max_body_bytes", 1_000),
                item(origin.url("/gzip-bomb"))));
        assertThat(reply.results())
                .extracting(
                        result -> result.getString("outcome"),
                        ScenariosIT::code,
                        result -> result.getBoolean("truncated"))
                .containsExactly(
                        tuple("failed", "http_response_body_size", null),
                        tuple("ok", null, true),
                        tuple("failed", "http_response_body_size", null));
        assertThat(reply.result(0).getInteger("status")).isEqualTo(200);
        assertThat(reply.result(1).getInteger("body_bytes")).isEqualTo(1_000);
        assertThat(reply.result(1).getString("body")).hasSize(1_000);
        assertThat(reply.json().getDouble("elapsed_ms")).isLessThan(3_000);
        eventually(
                "the origin sees them cut",
                Duration.ofSeconds(5),
                () -> origin.all().inFlight() == 0);
        assertThat(origin.path("/endless").aborted()).isEqualTo(2);
    }

    @Test
    void ofSeveralMirrorsTheFirstGoodOneWins() {
        JsonObject batch = urls(
                        origin.url("/delay/5000"), origin.url("127.0.0.3", "/delay/50"), origin.url("/status/500"))
                .put("mode", "any");
        Reply reply = caller.fetch(batch);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().getInteger("winner")).isEqualTo(1);
        assertThat(reply.json().getBoolean("satisfied")).isTrue();
        assertThat(reply.json().getBoolean("complete")).isFalse();
        assertThat(reply.json().getDouble("elapsed_ms")).isBetween(50.0, 1_500.0);
        assertThat(code(reply.result(0))).isEqualTo("cancelled");
        eventually(
                "the loser is cut",
                Duration.ofSeconds(1),
                () -> origin.path("/delay/5000").aborted() == 1);
    }

    @Test
    void withoutAGoodMirrorTheCallIsAProblemThatListsEveryResult() {
        JsonObject batch = urls(
                        origin.url("/status/404"), origin.url("/truncated"), origin.url("127.0.0.2", "/status/410"))
                .put("mode", "any")
                .put("defaults", new JsonObject().put("max_attempts", 1));
        Reply reply = caller.fetch(batch);
        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.header("content-type")).startsWith("application/problem+json");
        assertThat(reply.json().getString("code")).isEqualTo("batch_unsatisfied");
        assertThat(reply.json().getBoolean("satisfied")).isFalse();
        assertThat(reply.results())
                .extracting(result -> result.getString("outcome"))
                .containsExactly("http_error", "failed", "http_error");
        Reply stream = caller.fetch(batch, "accept", Caller.NDJSON);
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.summary().getBoolean("satisfied")).isFalse();
    }

    @Test
    void inARaceTheFirstToSettleDecides() {
        JsonObject batch = urls(origin.url("/delay/5000"), origin.url("127.0.0.2", "/status/404"))
                .put("mode", "race");
        Reply reply = caller.fetch(batch);
        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.json().getInteger("winner")).isEqualTo(1);
        assertThat(code(reply.result(0))).isEqualTo("cancelled");
    }

    @Test
    void withAllOneFailureEndsTheRest() {
        JsonObject batch = urls(origin.url("/delay/5000"), origin.url("127.0.0.2", "/status/404"))
                .put("mode", "all");
        Reply reply = caller.fetch(batch);
        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.json().getDouble("elapsed_ms")).isLessThan(2_500);
        assertThat(code(reply.result(0))).isEqualTo("cancelled");
    }

    @Test
    void bytesAreSacred() throws Exception {
        byte[] png = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(origin.url("/png"))).build(), BodyHandlers.ofByteArray())
                .body();
        Reply reply = caller.fetch(urls(
                origin.url("/png"),
                origin.url("/charset/windows-1251?where=meta"),
                origin.url("/json"),
                origin.url("/cookies")));
        JsonObject picture = reply.result(0);
        assertThat(picture.getString("body_encoding")).isEqualTo("base64");
        assertThat(sha256(Base64.getDecoder().decode(picture.getString("body"))))
                .isEqualTo(sha256(png));
        JsonObject page = reply.result(1);
        assertThat(page.getString("body")).contains("Привет, мир");
        assertThat(page.getString("charset")).isEqualToIgnoringCase("windows-1251");
        assertThat(page.getString("charset_source")).isEqualTo("meta");
        assertThat(reply.body()).contains("9007199254740993", "3.14159265358979323846", "2.50");
        assertThat(reply.result(3).getJsonArray("set_cookies"))
                .isEqualTo(new JsonArray()
                        .add("first=1; Path=/; Expires=Wed, 21 Oct 2037 07:28:00 GMT")
                        .add("second=2; HttpOnly"));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void aMisspeltFieldIsNamed() {
        Reply reply = caller.fetch(urls(origin.url("/ok")).put("timout_ms", 5));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("content-type")).startsWith("application/problem+json");
        JsonObject mistake = reply.json().getJsonArray("errors").getJsonObject(0);
        assertThat(mistake.getString("pointer")).isEqualTo("/timout_ms");
        assertThat(mistake.getString("detail")).containsIgnoringCase("did you mean");
        assertThat(origin.all().count()).isZero();
    }

    @Test
    void strictHandlingRefusesTheCallForOneBadItem() {
        Reply reply = caller.fetch(urls(origin.url("/ok"), "x"), "prefer", "handling=strict");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo("/urls/1");
        assertThat(origin.all().count()).isZero();
        assertThat(caller.fetch(urls("x")).status()).isEqualTo(200);
    }

    @Test
    void tooManyUrlsAreRefusedWithTheLimit() {
        List<String> urls =
                IntStream.range(0, 1_001).mapToObj(n -> origin.url("/ok")).toList();
        Reply reply = caller.fetch(urls(urls));
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.json().getString("code")).isEqualTo("too_many_urls");
        assertThat(reply.json().getInteger("limit")).isEqualTo(1_000);
        assertThat(origin.all().count()).isZero();
        assertThat(caller.fetch(urls(urls.subList(0, 1_000))).results()).hasSize(1_000);
    }

    @Test
    void aDryRunContactsNobody() {
        Reply reply = caller.fetch(
                urls("http://10.0.0.1/", origin.url("/ok"), "nonsense").put("dry_run", true));
        assertThat(code(reply.result(0))).isEqualTo("destination_ip_prohibited");
        assertThat(reply.result(1).getString("outcome")).isEqualTo("ok");
        assertThat(reply.result(1).getBoolean("dry_run")).isTrue();
        assertThat(code(reply.result(2))).isEqualTo("invalid_url");
        assertThat(origin.all().count()).isZero();
    }

    @Test
    void theDeadlineEndsWhatHasNotSettled() {
        JsonObject batch = urls(origin.url("/ok"), origin.url("/silent"), origin.url("/drip"))
                .put("deadline_ms", 1_000);
        Reply reply = caller.fetch(batch);
        assertThat(reply.result(0).getBoolean("ok")).isTrue();
        assertThat(code(reply.result(1))).isEqualTo("deadline_exceeded");
        assertThat(code(reply.result(2))).isEqualTo("deadline_exceeded");
        assertThat(reply.json().getBoolean("complete")).isFalse();
        assertThat(reply.json().getDouble("elapsed_ms")).isBetween(1_000.0, 5_000.0);
        eventually("both are cut", Duration.ofSeconds(1), () -> origin.all().inFlight() == 0);
    }

    @Test
    void optionsOfAnItemReachTheOrigin() {
        JsonObject item = item(origin.url("/echo"))
                .put("id", "search")
                .put("method", "POST")
                .put("headers", new JsonObject().put("X-Mine", "yes"))
                .put("json", new JsonObject().put("q", "vert.x"));
        JsonObject result = caller.fetch(requests(item)).result(0);
        assertThat(result.getString("id")).isEqualTo("search");
        JsonObject echo = result.getJsonObject("json");
        assertThat(echo.getString("method")).isEqualTo("POST");
        assertThat(new JsonObject(echo.getString("body"))).isEqualTo(new JsonObject().put("q", "vert.x"));
        assertThat(echo.getJsonObject("headers").getString("x-mine")).isEqualTo("yes");
        assertThat(echo.getJsonObject("headers").getString("content-type")).startsWith("application/json");
        assertThat(echo.getJsonObject("headers").getString("user-agent")).startsWith("Gather/");
    }

    static String code(JsonObject result) {
        return result.getJsonObject("error", new JsonObject()).getString("code");
    }

    /** A port of 127.0.0.1 that was free a moment ago. */
    static int deafPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
