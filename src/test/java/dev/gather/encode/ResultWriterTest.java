package dev.gather.encode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.content.BodyForm;
import dev.gather.content.Content;
import dev.gather.fetch.AttemptRecord;
import dev.gather.fetch.Failure;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.Fetch;
import dev.gather.fetch.FetchOptions;
import dev.gather.fetch.Head;
import dev.gather.fetch.Hop;
import dev.gather.fetch.Include;
import dev.gather.fetch.Mode;
import dev.gather.fetch.Outcome;
import dev.gather.fetch.Phase;
import dev.gather.fetch.ResponseHeaders;
import dev.gather.fetch.Settled;
import dev.gather.fetch.Source;
import dev.gather.fetch.Summary;
import dev.gather.fetch.Timings;
import dev.gather.fetch.TlsInfo;
import dev.gather.fetch.Trail;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResultWriterTest {
    private static final String URL = "https://api.example.com/v1/search";
    private static final String TIMINGS = "\"timings\":{\"queued_ms\":0.3,\"backoff_ms\":0,\"dns_ms\":8.1,"
            + "\"connect_ms\":24.6,\"ttfb_ms\":41.9,\"download_ms\":0.8,\"total_ms\":75.7}";

    /** The first example of CONTRACT, section 5. */
    @Test
    void answerWithJson() {
        var head = new Head(
                Items.target(URL),
                200,
                "2",
                new ResponseHeaders(List.of(entry("Content-Type", "application/json"), entry("ETag", "\"a1\""))),
                null);
        var content = Items.json("{ \"total\": 9007199254740993, \"items\": [\"vert.x\"] }");
        long fetchedAt = Instant.parse("2026-11-22T09:30:00.123Z").toEpochMilli();
        var trail = new Trail(List.of(Items.ANSWERED), List.of(), Items.TIMINGS, fetchedAt);
        var fetch = new Fetch(1, "search", URL, HttpMethod.POST, Items.target(URL), null, null, FetchOptions.DEFAULT);
        var settled = new Settled(fetch, 1, new Outcome.Answered(head, content, 53, 61, false, true, trail), false, -1);

        assertThat(write(settled))
                .isEqualTo("{\"type\":\"result\",\"index\":1,\"id\":\"search\",\"seq\":1,\"url\":\"" + URL
                        + "\",\"method\":\"POST\",\"outcome\":\"ok\",\"ok\":true,\"status\":200,\"final_url\":\"" + URL
                        + "\",\"http_version\":\"2\",\"headers\":{\"content-type\":\"application/json\","
                        + "\"etag\":\"\\\"a1\\\"\"},\"content_type\":\"application/json\",\"body_bytes\":53,"
                        + "\"wire_bytes\":61,\"json\":{ \"total\": 9007199254740993, \"items\": [\"vert.x\"] },"
                        + "\"source\":\"network\",\"attempt_count\":1," + TIMINGS
                        + ",\"fetched_at\":\"2026-11-22T09:30:00.123Z\"}");
    }

    @Test
    void httpErrorWithTextAndCookies() {
        var head = Items.head(
                "http://h.example/gone",
                404,
                List.of(
                        entry("Set-Cookie", "a=1, b"),
                        entry("Vary", "a"),
                        entry("set-cookie", "c=2"),
                        entry("vary", "b")));
        var content = new Content(BodyForm.TEXT, "<h1>\n".getBytes(UTF_8), 5, "windows-1251", "meta");
        var settled = new Settled(
                Items.fetch(0, "http://h.example/gone"),
                0,
                Items.answered(head, content, false, new AttemptRecord(404, null, 0, 1_000_000)),
                true,
                7);

        assertThat(write(settled))
                .isEqualTo("{\"type\":\"result\",\"index\":0,\"seq\":0,\"url\":\"http://h.example/gone\","
                        + "\"method\":\"GET\",\"outcome\":\"http_error\",\"ok\":false,\"status\":404,"
                        + "\"final_url\":\"http://h.example/gone\",\"http_version\":\"1.1\","
                        + "\"headers\":{\"vary\":\"a, b\"},\"set_cookies\":[\"a=1, b\",\"c=2\"],\"body_bytes\":5,"
                        + "\"wire_bytes\":5,\"body\":\"<h1>\\n\",\"body_encoding\":\"utf-8\","
                        + "\"charset\":\"windows-1251\",\"charset_source\":\"meta\",\"source\":\"coalesced\","
                        + "\"shared_with\":7,\"attempt_count\":1," + TIMINGS + "}");
    }

    /** The third example of CONTRACT, section 5, with further facts. */
    @Test
    void failureWithAttempts() {
        var failure = new Failure(
                        FailureCode.CONNECTION_TIMEOUT,
                        Phase.CONNECT,
                        "No \"connection\".",
                        true,
                        1_500L,
                        java.util.Map.of())
                .with("rcode", "NXDOMAIN");
        var attempts = List.of(
                new AttemptRecord(0, FailureCode.CONNECTION_TIMEOUT, 0, 5_000_400_000L),
                new AttemptRecord(503, null, 212_000_000L, 5_000_200_000L));
        var trail = new Trail(
                attempts,
                List.of(),
                new Timings(200_000, 672_300_000, 3_900_000, 5_000_300_000L, -1, -1, 15_673_400_000L),
                0,
                true,
                Source.NETWORK);
        var settled = new Settled(
                Items.fetch(2, "https://slow.example.net/"), 2, new Outcome.Failed(failure, null, trail), false, -1);

        assertThat(write(settled))
                .isEqualTo("{\"type\":\"result\",\"index\":2,\"seq\":2,\"url\":\"https://slow.example.net/\","
                        + "\"method\":\"GET\",\"outcome\":\"failed\",\"ok\":false,\"error\":{"
                        + "\"code\":\"connection_timeout\",\"phase\":\"connect\",\"message\":\"No \\\"connection\\\".\","
                        + "\"retryable\":true,\"retry_after_ms\":1500,\"rcode\":\"NXDOMAIN\",\"retry_suppressed\":true"
                        + "},\"attempt_count\":2,\"attempts\":[{\"error_code\":\"connection_timeout\","
                        + "\"total_ms\":5000.4},{\"status\":503,\"wait_before_ms\":212.0,\"total_ms\":5000.2}],"
                        + "\"timings\":{\"queued_ms\":0.2,\"backoff_ms\":672.3,\"dns_ms\":3.9,\"connect_ms\":5000.3,"
                        + "\"total_ms\":15673.4}}");
    }

    @Test
    void anAnswerThatWasNotRepeatedSaysSo() {
        var head = Items.head("http://h.example/", 503, List.of());
        var trail = new Trail(List.of(Items.ANSWERED), List.of(), Items.TIMINGS, 1, true, Source.NETWORK);
        var outcome = new Outcome.Answered(head, Content.NONE, 0, 0, false, false, trail);
        JsonObject result = parse(new Settled(Items.fetch(0, "http://h.example/"), 0, outcome, false, -1));

        assertThat(result.getBoolean("retry_suppressed")).isTrue();
        assertThat(result.containsKey("error")).isFalse();
        assertThat(parse(Items.failed(0, 0)).getJsonObject("error").containsKey("retry_suppressed"))
                .isFalse();
    }

    @Test
    void failureAfterAHeadShowsTheHead() {
        var head = Items.head("http://h.example/", 200, List.of(entry("content-type", "text/html")));
        var failure = Failure.of(FailureCode.HTTP_RESPONSE_INCOMPLETE, Phase.BODY, "Cut.");
        var trail = new Trail(List.of(Items.ANSWERED), List.of(), Items.TIMINGS, 1);
        JsonObject result = parse(new Settled(
                Items.fetch(0, "http://h.example/"), 0, new Outcome.Failed(failure, head, trail), false, -1));

        assertThat(result.getInteger("status")).isEqualTo(200);
        assertThat(result.getString("content_type")).isEqualTo("text/html");
        assertThat(result.getJsonObject("headers").getString("content-type")).isEqualTo("text/html");
        assertThat(result.containsKey("error")).isTrue();
        assertThat(result.containsKey("body_bytes")).isFalse();
    }

    @Test
    void anAnswerFromTheCacheSaysSoAndShowsItsRedirects() {
        var head = Items.head("http://h.example/b", 200, List.of(entry("age", "7")));
        var hops = List.of(new Hop("http://h.example/a", 301));
        var trail = new Trail(List.of(), hops, new Timings(0, 0, -1, -1, -1, -1, 1), 1, false, Source.CACHE);
        var outcome = new Outcome.Answered(head, Items.text("x"), 1, 0, false, true, trail);

        JsonObject result =
                parse(new Settled(Items.fetch(0, "http://h.example/a", Include.REDIRECTS), 0, outcome, false, -1));

        assertThat(result.getString("source")).isEqualTo("cache");
        assertThat(result.getInteger("attempt_count")).isZero();
        assertThat(result.getJsonArray("redirects")).hasSize(1);
        assertThat(result.getJsonObject("timings").fieldNames()).containsExactly("queued_ms", "backoff_ms", "total_ms");
    }

    @Test
    void rejectedItemHasNoAttempts() {
        JsonObject result = parse(Items.failed(0, 0));
        assertThat(result.getInteger("attempt_count")).isZero();
        assertThat(result.containsKey("attempts")).isFalse();
        assertThat(result.containsKey("status")).isFalse();
        assertThat(result.containsKey("source")).isFalse();
        assertThat(result.getJsonObject("timings").fieldNames()).containsExactly("queued_ms", "backoff_ms", "total_ms");
    }

    @Test
    void dryRunIsOkWithoutStatus() {
        var trail = new Trail(List.of(), List.of(), new Timings(0, 0, -1, -1, -1, -1, 0), 0);
        var settled = new Settled(Items.fetch(0, "http://h.example/"), 0, new Outcome.Planned(trail), false, -1);
        assertThat(write(settled))
                .isEqualTo("{\"type\":\"result\",\"index\":0,\"seq\":0,\"url\":\"http://h.example/\","
                        + "\"method\":\"GET\",\"outcome\":\"ok\",\"ok\":true,\"dry_run\":true,\"attempt_count\":0,"
                        + "\"timings\":{\"queued_ms\":0,\"backoff_ms\":0,\"total_ms\":0}}");
    }

    @Test
    void includeIsObeyed() {
        var tls = new TlsInfo("TLSv1.3", "AES", "CN=h", "CN=ca", "2027-01-01T00:00:00Z");
        var head = new Head(
                Items.target("https://h.example/b"), 200, "1.1", new ResponseHeaders(List.of(entry("a", "b"))), tls);
        var trail = new Trail(List.of(Items.ANSWERED), List.of(new Hop("https://h.example/a", 302)), Items.TIMINGS, 0);
        var outcome = new Outcome.Answered(head, Items.text("x"), 1, 1, true, true, trail);

        JsonObject lean = parse(new Settled(Items.fetch(0, "https://h.example/a", Include.TLS), 0, outcome, false, -1));
        assertThat(lean.containsKey("headers")).isFalse();
        assertThat(lean.containsKey("body")).isFalse();
        assertThat(lean.getInteger("body_bytes")).isEqualTo(1);
        assertThat(lean.getBoolean("truncated")).isTrue();
        assertThat(lean.getString("final_url")).isEqualTo("https://h.example/b");
        assertThat(lean.getJsonObject("tls").encode())
                .isEqualTo("{\"protocol\":\"TLSv1.3\",\"cipher\":\"AES\",\"subject\":\"CN=h\",\"issuer\":\"CN=ca\","
                        + "\"not_after\":\"2027-01-01T00:00:00Z\"}");

        JsonObject full =
                parse(new Settled(Items.fetch(0, "https://h.example/a", Include.values()), 0, outcome, false, -1));
        assertThat(full.getJsonArray("redirects").encode())
                .isEqualTo("[{\"url\":\"https://h.example/a\",\"status\":302}]");
        assertThat(full.getJsonArray("attempts").encode()).isEqualTo("[{\"status\":200,\"total_ms\":75.4}]");
        assertThat(full.getString("body")).isEqualTo("x");

        JsonObject plain = parse(new Settled(Items.fetch(0, "https://h.example/a"), 0, outcome, false, -1));
        assertThat(plain.fieldNames()).doesNotContain("redirects", "attempts", "tls");
    }

    @Test
    void omittedBodyIsTold() {
        JsonBytes out = new JsonBytes(100);
        assertThat(new ResultWriter(Items.ok(0, 0, Content.NONE), true, false).writeTo(out))
                .isTrue();
        assertThat(new JsonObject(out.take()).getString("body_omitted")).isEqualTo("response_budget");
    }

    @Test
    void longBodiesComeInStepsAndWhole() {
        var random = new Random(9);
        byte[] binary = new byte[1_000_001];
        random.nextBytes(binary);
        assertThat(Base64.getDecoder()
                        .decode(parseInSteps(Items.binary(binary), 98_304).getString("body")))
                .isEqualTo(binary);

        String text = "Ünï€😀\"\\\n日本語 plain text goes on. ".repeat(20_000);
        assertThat(parseInSteps(Items.text(text), 131_072).getString("body")).isEqualTo(text);

        String json = "[" + "\"é\",\n".repeat(200_000) + "1]";
        assertThat(parseInSteps(Items.json(json), 98_304).getJsonArray("json")).hasSize(200_001);
    }

    private static JsonObject parseInSteps(Content content, int most) {
        var writer = new ResultWriter(Items.ok(0, 0, content), false, true);
        JsonBytes out = new JsonBytes(100);
        Buffer whole = Buffer.buffer();
        boolean done = false;
        for (int steps = 0; !done; steps++) {
            assertThat(steps).isLessThan(100);
            done = writer.writeTo(out);
            assertThat(out.length()).isLessThan(most);
            whole.appendBuffer(out.take());
        }
        assertThat(whole.toString()).doesNotContain("\n");
        return new JsonObject(whole);
    }

    @Test
    void summaryIsARecordOfItsOwn() {
        JsonBytes out = new JsonBytes(16);
        SummaryWriter.record(out, new Summary("bat_1", Mode.ANY, true, false, 2, 6, 1, 2, 3, 15_674_000_000L));
        assertThat(out.take().toString())
                .isEqualTo("{\"type\":\"summary\",\"batch_id\":\"bat_1\",\"mode\":\"any\",\"satisfied\":true,"
                        + "\"complete\":false,\"winner\":2,\"counts\":{\"total\":6,\"ok\":1,\"http_error\":2,"
                        + "\"failed\":3},\"elapsed_ms\":15674.0}");
    }

    private static String write(Settled settled) {
        JsonBytes out = new JsonBytes(16);
        assertThat(new ResultWriter(settled, false, false).writeTo(out)).isTrue();
        return out.take().toString();
    }

    private static JsonObject parse(Settled settled) {
        return new JsonObject(write(settled));
    }
}
