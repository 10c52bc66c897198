package dev.gather.soak;

import dev.gather.testing.Caller;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * One call as somebody might make it.
 *
 * @param items how many results it must bring
 */
record Order(String type, String accept, String path, String body, int items) {
    private static final List<String> MODES =
            List.of("all_settled", "all_settled", "all_settled", "any", "race", "all");
    private static final List<String> FORMS = List.of(Caller.JSON, Caller.NDJSON, Caller.EVENTS);

    /** Any call. */
    static Order any(Random random, Menu menu) {
        return make(random, menu, FORMS.get(random.nextInt(FORMS.size())));
    }

    /** A call that is answered by a stream. */
    static Order stream(Random random, Menu menu) {
        return make(random, menu, random.nextBoolean() ? Caller.NDJSON : Caller.EVENTS);
    }

    private static Order make(Random random, Menu menu, String accept) {
        List<String> urls = menu.some(random, 12);
        return random.nextInt(4) == 0 ? text(random, urls, accept) : json(random, urls, accept);
    }

    private static Order text(Random random, List<String> urls, String accept) {
        String path = "/v1/fetch?mode=" + mode(random) + "&deadline_ms=" + deadlineMs(random) + "&dedupe="
                + random.nextBoolean() + "&timeout_ms=" + timeoutMs(random) + "&max_attempts=" + attempts(random);
        return new Order(Caller.TEXT, accept, path, String.join("\n", urls), urls.size());
    }

    private static Order json(Random random, List<String> urls, String accept) {
        JsonObject batch = new JsonObject()
                .put("mode", mode(random))
                .put("deadline_ms", deadlineMs(random))
                .put("dedupe", random.nextBoolean())
                .put("stream_order", random.nextInt(4) == 0 ? "request" : "completion")
                .put(
                        "defaults",
                        new JsonObject()
                                .put("timeout_ms", timeoutMs(random))
                                .put("connect_timeout_ms", 1_000)
                                .put("max_attempts", attempts(random))
                                .put("truncate", random.nextInt(4) == 0)
                                .put("max_body_bytes", random.nextInt(8) == 0 ? 5 << 20 : 500_000))
                .put(
                        "requests",
                        new JsonArray(
                                urls.stream().map(url -> item(random, url)).collect(Collectors.toList())));
        return new Order(Caller.JSON, accept, "/v1/fetch", batch.encode(), urls.size());
    }

    private static JsonObject item(Random random, String url) {
        JsonObject item = Caller.item(url);
        if (random.nextInt(6) == 0) {
            item.put("method", "POST").put("body", "p".repeat(random.nextInt(20_000)));
        } else if (random.nextInt(12) == 0) {
            item.put("method", "HEAD");
        }
        return item;
    }

    private static String mode(Random random) {
        return MODES.get(random.nextInt(MODES.size()));
    }

    private static int deadlineMs(Random random) {
        return 300 + random.nextInt(6_000);
    }

    private static int timeoutMs(Random random) {
        return 200 + random.nextInt(1_500);
    }

    private static int attempts(Random random) {
        return 1 + random.nextInt(2);
    }
}
