package dev.gather.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What the contract promises of every answer, whatever was asked: N in, N out, each result whole and typed. */
public final class Promised {
    private static final Set<String> OUTCOMES = Set.of("ok", "http_error", "failed");

    private Promised() {}

    /** Fails unless the answer accounts for exactly these URLs. */
    public static void of(Reply reply, List<String> urls) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        List<JsonObject> results = reply.results();
        List<Integer> each = IntStream.range(0, urls.size()).boxed().toList();
        assertThat(results).extracting(result -> result.getInteger("index")).containsExactlyInAnyOrderElementsOf(each);
        assertThat(results).extracting(result -> result.getInteger("seq")).containsExactlyInAnyOrderElementsOf(each);
        for (JsonObject result : results) {
            result(result, urls.get(result.getInteger("index")));
        }
        counts(reply.summary(), results);
    }

    private static void counts(JsonObject summary, List<JsonObject> results) {
        JsonObject counts = summary.getJsonObject("counts");
        assertThat(counts.getInteger("total")).isEqualTo(results.size());
        for (String outcome : OUTCOMES) {
            long seen = results.stream()
                    .filter(result -> outcome.equals(result.getString("outcome")))
                    .count();
            assertThat(counts.getLong(outcome)).as("counts." + outcome).isEqualTo(seen);
        }
        assertThat(summary.getString("batch_id")).startsWith("bat_");
        assertThat(summary.getString("mode")).isEqualTo("all_settled");
        assertThat(summary.getBoolean("satisfied")).isTrue();
        assertThat(summary.getBoolean("complete")).isTrue();
        assertThat(summary.getDouble("elapsed_ms")).isPositive();
    }

    private static void result(JsonObject result, String url) {
        String as = result.encode();
        String outcome = result.getString("outcome");
        assertThat(result.getString("type")).as(as).isEqualTo("result");
        assertThat(result.getString("url")).as(as).isEqualTo(url);
        assertThat(result.getString("method")).as(as).isEqualTo("GET");
        assertThat(OUTCOMES).as(as).contains(outcome);
        assertThat(result.getBoolean("ok")).as(as).isEqualTo("ok".equals(outcome));
        assertThat(result.containsKey("error")).as(as).isEqualTo("failed".equals(outcome));
        assertThat(result.fieldNames()).as(as).noneMatch(name -> result.getValue(name) == null);
        if (result.containsKey("error")) {
            error(result.getJsonObject("error"), as);
        } else {
            answer(result, as);
        }
        attempts(result, as);
        timings(result.getJsonObject("timings"), as);
    }

    private static void error(JsonObject error, String as) {
        assertThat(error.getString("code")).as(as).matches("[a-z0-9_]+");
        assertThat(error.getString("code")).as(as).isNotEqualTo("proxy_internal_error");
        assertThat(error.getString("phase")).as(as).matches("[a-z]+");
        assertThat(error.getString("message")).as(as).isNotBlank();
        assertThat(error.getBoolean("retryable")).as(as).isNotNull();
    }

    private static void answer(JsonObject result, String as) {
        assertThat(result.getInteger("status")).as(as).isBetween(100, 599);
        assertThat(result.getString("final_url")).as(as).startsWith("http");
        assertThat(result.getJsonObject("headers")).as(as).isNotNull();
        assertThat(result.getLong("body_bytes")).as(as).isNotNegative();
        assertThat(result.getString("source")).as(as).isIn("network", "coalesced");
        assertThat(Instant.parse(result.getString("fetched_at"))).as(as).isBefore(Instant.now());
        assertThat(result.getInteger("attempt_count")).as(as).isPositive();
    }

    private static void attempts(JsonObject result, String as) {
        int count = result.getInteger("attempt_count");
        boolean listed = "failed".equals(result.getString("outcome")) && count > 0;
        assertThat(result.containsKey("attempts")).as(as).isEqualTo(listed);
        if (listed) {
            assertThat(result.getJsonArray("attempts")).as(as).hasSize(count);
        }
    }

    private static void timings(JsonObject timings, String as) {
        double total = timings.getDouble("total_ms");
        assertThat(timings.fieldNames()).as(as).contains("queued_ms", "backoff_ms");
        for (String name : timings.fieldNames()) {
            assertThat(timings.getDouble(name)).as(as).isBetween(0.0, total + 1);
        }
    }
}
