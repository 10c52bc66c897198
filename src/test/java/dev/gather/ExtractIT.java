package dev.gather;

import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Caller;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code extract}, from the call to the result. */
@ExtendWith(VertxExtension.class)
class ExtractIT {
    private static final String PAGE = "<title>News</title><h1>Today &amp; now</h1><article><a href=/1>one</a>"
            + "<a href=/2>two</a></article><p class=price>12,50 €</p>";

    private GoodOrigin origin;
    private RunningService service;
    private Caller caller;

    @BeforeEach
    void start(Vertx vertx) {
        origin = GoodOrigin.start(vertx, ExtractIT::answer);
        service = RunningService.open();
        caller = service.caller();
    }

    @AfterEach
    void stop() {
        service.close();
        origin.close();
    }

    private static void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/json" -> send(request, "application/json", "{\"n\": 9007199254740993, \"list\": [1,\n 2]}");
            case "/gone" -> {
                request.response().setStatusCode(404);
                send(request, "text/plain", "gone");
            }
            case "/slow" -> send(request, "text/html", "<p>x".repeat(99_000));
            default -> send(request, "text/html;charset=utf-8", PAGE);
        }
    }

    private static void send(HttpServerRequest request, String type, String body) {
        request.response().putHeader("content-type", type).end(body);
    }

    private JsonObject page(String path, JsonObject rules) {
        return Caller.item(origin.url(path)).put("extract", rules);
    }

    private static JsonObject rule(String kind, String expression) {
        return new JsonObject().put(kind, expression);
    }

    private static JsonObject rules(String name, JsonObject rule) {
        return new JsonObject().put(name, rule);
    }

    @Test
    void everyLanguageFindsItsValues() {
        JsonObject rules = rules("title", rule("css", "h1"))
                .put("links", rule("css", "article a").put("attr", "href").put("all", true))
                .put("heading", rule("xpath", "string(//h1)"))
                .put("price", rule("regex", "([0-9,]+) €"))
                .put("html", rule("css", "article").put("html", true))
                .put("none", rule("css", "video").put("all", true));
        JsonObject result = fetched(page("/", rules).put("as", "none"), Caller.JSON);

        assertThat(result.getString("outcome")).isEqualTo("ok");
        assertThat(result.containsKey("body")).isFalse();
        assertThat(result.getJsonObject("extracted").encode())
                .isEqualTo(new JsonObject()
                        .put("title", "Today & now")
                        .put("links", new JsonArray().add("/1").add("/2"))
                        .put("heading", "Today & now")
                        .put("price", "12,50")
                        .put("html", "<a href=\"/1\">one</a><a href=\"/2\">two</a>")
                        .put("none", new JsonArray())
                        .encode());
    }

    private JsonObject fetched(JsonObject item, String accept) {
        return caller.fetch(Caller.requests(item), "accept", accept).results().get(0);
    }

    @Test
    void valuesOfJsonKeepTheirDigitsInEveryForm() {
        JsonObject item = page("/json", rules("n", rule("json", "/n")).put("list", rule("json", "$.list")));
        for (String accept : List.of(Caller.JSON, Caller.NDJSON, "text/event-stream")) {
            Reply reply = caller.fetch(Caller.requests(item.copy().put("include", new JsonArray())), "accept", accept);
            assertThat(reply.body()).contains("\"extracted\":{\"n\":9007199254740993,\"list\":[1,");
            assertThat(reply.body()).doesNotContain("\"json\":");
        }
    }

    @Test
    void aRuleThatFindsNothingFailsItsItemAndIsNamed() {
        JsonObject result = fetched(page("/", rules("video", rule("css", "video"))), Caller.JSON);

        assertThat(result.getString("outcome")).isEqualTo("failed");
        assertThat(result.getInteger("status")).isEqualTo(200);
        assertThat(result.getJsonObject("headers").getString("content-type")).isEqualTo("text/html;charset=utf-8");
        JsonObject error = result.getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo("extract_failed");
        assertThat(error.getString("phase")).isEqualTo("decode");
        assertThat(error.getString("rule")).isEqualTo("video");
        assertThat(error.getBoolean("retryable")).isFalse();
        assertThat(result.getJsonArray("attempts").getJsonObject(0).getString("error_code"))
                .isEqualTo("extract_failed");
        assertThat(origin.requests()).isEqualTo(1);
    }

    @Test
    void nothingIsExtractedFromAStatusThatIsNotAccepted() {
        JsonObject result = fetched(page("/gone", rules("t", rule("css", "h1"))), Caller.JSON);

        assertThat(result.getString("outcome")).isEqualTo("http_error");
        assertThat(result.containsKey("extracted")).isFalse();
        assertThat(result.getString("body")).isEqualTo("gone");
    }

    @Test
    void whatIsExtractedTellsFetchesApart() {
        JsonObject batch = Caller.requests(
                page("/", rules("t", rule("css", "h1"))),
                page("/", rules("t", rule("css", "title"))),
                page("/", rules("t", rule("css", "h1"))));
        List<JsonObject> results = caller.fetch(batch).results();

        assertThat(results)
                .extracting(result -> result.getJsonObject("extracted").getString("t"))
                .containsExactly("Today & now", "News", "Today & now");
        assertThat(results.get(2).getInteger("shared_with")).isZero();
        assertThat(origin.requests()).isEqualTo(2);
    }

    @Test
    void aBadRuleIsItsItemsMistakeAndUnderStrictHandlingTheCalls() {
        JsonObject batch = Caller.requests(page("/", rules("a/b", rule("css", "h1 >"))), Caller.item(origin.url("/")));
        assertThat(caller.fetch(batch).results())
                .extracting(result -> result.getString("outcome"))
                .containsExactly("failed", "ok");
        Reply refused = caller.fetch(batch, "prefer", "handling=strict");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo("/requests/0/extract/a~1b/css");
    }

    /** Forty pages that take a worker two seconds each, and a deadline of one: it ends them all, and others go on. */
    @Test
    void slowRulesHoldUpNobodyElse() {
        JsonObject[] slow = IntStream.range(0, 40)
                .mapToObj(i -> page("/slow?" + i, rules("t", rule("xpath", "//*[count(//*) = -1]"))))
                .toArray(JsonObject[]::new);
        var under = caller.begin(Caller.requests(slow).put("deadline_ms", 1_000));
        JsonObject beside = fetched(Caller.item(origin.url("/")), Caller.JSON);
        List<JsonObject> results = Caller.await(under).results();

        assertThat(beside.getString("outcome")).isEqualTo("ok");
        assertThat(results)
                .extracting(result -> result.getJsonObject("error").getString("code"))
                .containsOnly("deadline_exceeded");
        assertThat(results)
                .extracting(result -> result.getJsonObject("error").getString("phase"))
                .contains("decode");
    }

    /** Work for a minute and more is before it, and it waits for one page of that. */
    @Test
    void callsTakeTurnsForTheWorkers() {
        try (RunningService own = RunningService.open("instances", "1")) {
            JsonObject[] slow = IntStream.range(0, 40)
                    .mapToObj(i -> page("/slow?" + i, rules("t", rule("xpath", "//*[count(//*) = -1]"))))
                    .toArray(JsonObject[]::new);
            var under = own.caller().begin(Caller.requests(slow).put("deadline_ms", 50_000));
            eventually(
                    "it is under way",
                    Duration.ofSeconds(10),
                    () -> own.caller().metric("gather_buffered_bytes") > 0);
            JsonObject batch =
                    Caller.requests(page("/", rules("t", rule("css", "h1")))).put("deadline_ms", 30_000);
            JsonObject quick = own.caller().fetch(batch).results().get(0);

            assertThat(quick.getString("outcome")).as(quick.encode()).isEqualTo("ok");
            assertThat(under).isNotDone();
        }
    }

    /**
     * Pages come much faster than a worker reads them: what waits for one is counted, and past a bound nothing is
     * fetched.
     */
    @Test
    void noMoreIsFetchedThanCanWaitForAWorker() {
        try (RunningService small = RunningService.open("buffered_bytes_total", "1MiB")) {
            JsonObject[] slow = IntStream.range(0, 40)
                    .mapToObj(i -> page("/slow?" + i, rules("t", rule("xpath", "//*[count(//*) = -1]"))))
                    .toArray(JsonObject[]::new);
            List<JsonObject> results = small.caller()
                    .fetch(Caller.requests(slow).put("deadline_ms", 1_500))
                    .results();

            assertThat(results)
                    .extracting(result -> result.getJsonObject("error").getString("code"))
                    .containsOnly("deadline_exceeded");
            assertThat(origin.requests()).isLessThan(10);
        }
    }

    @Test
    void whatIsExtractedIsBoundedInADocumentAndNotInAStream() {
        try (RunningService small = RunningService.open("response_budget_bytes", "200KiB")) {
            JsonObject all = rules("t", rule("regex", "(?s).+"));
            JsonObject batch = Caller.requests(
                    page("/slow?1", all).put("as", "none"),
                    page("/slow?2", all).put("as", "none"),
                    page("/", all).put("as", "none"));
            batch.getJsonArray("requests")
                    .getJsonObject(0)
                    .put("max_body_bytes", 150_000)
                    .put("truncate", true);
            batch.getJsonArray("requests")
                    .getJsonObject(1)
                    .put("max_body_bytes", 150_000)
                    .put("truncate", true);

            assertThat(small.caller().fetch(batch).results())
                    .extracting(result -> result.containsKey("extracted") + " " + result.getString("body_omitted"))
                    .containsExactly("true null", "false response_budget", "true null");
            assertThat(small.caller().fetch(batch, "accept", Caller.NDJSON).results())
                    .allMatch(result -> result.containsKey("extracted"));
        }
    }
}
