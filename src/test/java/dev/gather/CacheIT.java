package dev.gather;

import static dev.gather.testing.Caller.item;
import static dev.gather.testing.Caller.requests;
import static dev.gather.testing.Caller.urls;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Caller;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cache as a caller sees it, over HTTP; two instances share it. */
class CacheIT {
    private static final String[] GREEDY = {"authorization", "Bearer greedy"};
    private static final String[] MODEST = {"authorization", "Bearer modest"};

    private static LoggedOrigin origin;
    private static RunningService service;
    private static Caller caller;
    private static int tests;

    /** A URL of its own for each test. */
    private String fresh;

    private String stale;

    @BeforeAll
    static void start() {
        origin = LoggedOrigin.start();
        service = RunningService.open();
        caller = service.caller();
    }

    @AfterAll
    static void stop() {
        service.close();
        origin.close();
    }

    @BeforeEach
    void begin() {
        origin.reset();
        tests++;
        fresh = origin.url("/cache/1000?test=" + tests);
        stale = origin.url("/cache/0?test=" + tests);
    }

    private static int asked() {
        return origin.path("/cache/1000").count() + origin.path("/cache/0").count();
    }

    private static JsonObject cached(String mode, String... urls) {
        return urls(urls).put("defaults", new JsonObject().put("cache", mode));
    }

    private static JsonObject fetch(String mode, String url) {
        return caller.fetch(cached(mode, url)).result(0);
    }

    @Test
    void aHitIsAnAnswerLikeAnyOther() {
        JsonObject first = fetch("default", fresh);
        JsonObject hit = fetch("default", fresh);

        assertThat(asked()).isEqualTo(1);
        assertThat(first.getString("source")).isEqualTo("network");
        assertThat(hit.getString("source")).isEqualTo("cache");
        assertThat(hit.getString("outcome")).isEqualTo("ok");
        assertThat(hit.getString("body")).isEqualTo(first.getString("body"));
        assertThat(hit.getInteger("body_bytes")).isEqualTo(first.getInteger("body_bytes"));
        assertThat(hit.getInteger("wire_bytes")).isZero();
        assertThat(hit.getInteger("attempt_count")).isZero();
        assertThat(hit.getString("fetched_at")).isEqualTo(first.getString("fetched_at"));
        assertThat(first.getJsonObject("headers").containsKey("age")).isFalse();
        assertThat(hit.getJsonObject("headers").getString("age")).matches("[0-9]+");
        assertThat(hit.getJsonObject("timings").fieldNames())
                .containsExactlyInAnyOrder("queued_ms", "backoff_ms", "total_ms");
    }

    /** Mode, whether something fresh or stale is stored, and what the result then is. */
    @ParameterizedTest
    @CsvSource({
        "no-store, fresh, network",
        "default, fresh, cache",
        "reload, fresh, network",
        "no-cache, fresh, revalidated",
        "force-cache, fresh, cache",
        "only-if-cached, fresh, cache",
        "no-store, stale, network",
        "default, stale, revalidated",
        "reload, stale, network",
        "no-cache, stale, revalidated",
        "force-cache, stale, cache",
        "only-if-cached, stale, cache",
        "force-cache, nothing, network",
        "only-if-cached, nothing, not_in_cache",
    })
    void everyModeDoesWhatItSays(String mode, String stored, String source) {
        String url = stored.equals("stale") ? stale : fresh;
        if (!stored.equals("nothing")) {
            JsonObject unused = fetch("default", url);
        }
        int before = asked();

        JsonObject result = fetch(mode, url);

        JsonObject error = result.getJsonObject("error");
        assertThat(error == null ? result.getString("source") : error.getString("code"))
                .isEqualTo(source);
        assertThat(asked() - before).isEqualTo(source.equals("cache") || source.equals("not_in_cache") ? 0 : 1);
    }

    @Test
    void whatIsNotThereIsToldOnce() {
        JsonObject missing = fetch("only-if-cached", fresh);

        assertThat(missing.getString("outcome")).isEqualTo("failed");
        assertThat(missing.getJsonObject("error").getString("phase")).isEqualTo("admit");
        assertThat(missing.getJsonObject("error").getBoolean("retryable")).isFalse();
        assertThat(missing.getInteger("attempt_count")).isZero();
        assertThat(missing.containsKey("source")).isFalse();
        assertThat(missing.containsKey("status")).isFalse();
        assertThat(asked()).isZero();
    }

    @Test
    void theQueryAndTheTextFormChooseAModeToo() {
        String path = Caller.fetchPath(java.util.List.of(fresh)) + "&cache=default";

        assertThat(caller.get(path).result(0).getString("source")).isEqualTo("network");
        assertThat(caller.get(path).result(0).getString("source")).isEqualTo("cache");
        assertThat(caller.post("/v1/fetch?cache=only-if-cached", Caller.TEXT, fresh)
                        .result(0)
                        .getString("source"))
                .isEqualTo("cache");
    }

    @Test
    void aChainFromTheCacheShowsItsRedirects() {
        String from = origin.url("/redirect-to?url=" + fresh + "&status=301");
        JsonObject batch = cached("default", from);
        batch.getJsonObject("defaults").put("include", new JsonArray().add("redirects"));
        Reply unused = caller.fetch(batch);

        JsonObject forced = caller.fetch(batch.copy()
                        .put("defaults", batch.getJsonObject("defaults").copy().put("cache", "force-cache")))
                .result(0);

        assertThat(forced.getString("source")).isEqualTo("cache");
        assertThat(forced.getString("final_url")).isEqualTo(fresh);
        assertThat(forced.getJsonArray("redirects").getJsonObject(0).getInteger("status"))
                .isEqualTo(301);
    }

    @Test
    void aDryRunAsksNoCache() {
        JsonObject unused = fetch("default", fresh);

        JsonObject planned = caller.fetch(cached("only-if-cached", origin.url("/cache/1000?never=" + tests))
                        .put("dry_run", true))
                .result(0);

        assertThat(planned.getBoolean("ok")).isTrue();
        assertThat(planned.containsKey("source")).isFalse();
    }

    @Test
    void itemsOfOneBatchShareAFetchWhateverItsSource() {
        JsonObject unused = fetch("default", fresh);

        Reply reply = caller.fetch(cached("default", fresh, fresh, fresh));

        assertThat(reply.results().stream().map(result -> result.getString("source")))
                .containsExactlyInAnyOrder("cache", "coalesced", "coalesced");
    }

    @Test
    void aThousandHitsAreOneCallLikeAnyOther() {
        JsonObject unused = fetch("default", fresh);
        JsonObject[] items = IntStream.range(0, 1_000)
                .mapToObj(n -> item(fresh).put("id", "i" + n).put("timeout_ms", 1_000 + n))
                .toArray(JsonObject[]::new);
        JsonObject batch = requests(items).put("defaults", new JsonObject().put("cache", "default"));

        Reply gathered = caller.fetch(batch);
        Reply streamed = caller.fetch(batch, "accept", Caller.NDJSON);

        assertThat(gathered.summary().getJsonObject("counts").getInteger("ok")).isEqualTo(1_000);
        assertThat(streamed.summary().getJsonObject("counts").getInteger("ok")).isEqualTo(1_000);
        assertThat(gathered.results())
                .allSatisfy(result -> assertThat(result.getString("source")).isEqualTo("cache"));
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void keysShareNothing() throws Exception {
        String keys = "greedy:" + CallersIT.sha256("greedy") + ",modest:" + CallersIT.sha256("modest");
        try (RunningService keyed = RunningService.open("keys", keys)) {
            JsonObject batch = cached("default", fresh);
            Reply unused = keyed.caller().fetch(batch, GREEDY);

            assertThat(keyed.caller().fetch(batch, MODEST).result(0).getString("source"))
                    .isEqualTo("network");
            assertThat(keyed.caller().fetch(batch, GREEDY).result(0).getString("source"))
                    .isEqualTo("cache");
            assertThat(asked()).isEqualTo(2);
        }
    }

    @Test
    void withoutRoomNothingIsStored() {
        try (RunningService none = RunningService.open("cache_bytes", "0")) {
            for (int i = 0; i < 2; i++) {
                assertThat(none.caller()
                                .fetch(cached("default", fresh))
                                .result(0)
                                .getString("source"))
                        .isEqualTo("network");
            }
        }
    }
}
