package dev.gather.origin;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Routes that remember who was here: refusing first, willing later. At most a thousand keys are remembered. */
final class Moods {
    private static final int MAX_KEYS = 1_000;

    private final LongSupplier nanos;
    private final Map<String, Integer> refusals = new LinkedHashMap<>();
    private final Map<String, Integer> served = new LinkedHashMap<>();
    private final Map<String, Long> firstNanos = new LinkedHashMap<>();

    Moods(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** 503 for the first {@code n} requests of a key, then 200. */
    void flaky(RoutingContext ctx) {
        int refusing = Params.inPath(ctx, "n", 0, 1_000);
        String key = refusing + " " + Params.word(ctx, "key").orElse("");
        int before = refusals.getOrDefault(key, 0);
        if (before >= refusing) {
            Answers.text(ctx, "ok after " + before + " refusals\n");
            return;
        }
        remember(refusals, key, before + 1);
        ctx.response().setStatusCode(503);
        Answers.text(ctx, "refusal " + (before + 1) + " of " + refusing + "\n");
    }

    /** 429 until so many seconds have passed since the first request too many for this host and key, then 200. */
    void limited(RoutingContext ctx) {
        int willing = Params.inQuery(ctx, "after", 0, 0, 100_000);
        int seconds = Params.inQuery(ctx, "s", 2, 0, 3_600);
        int hint = Params.inQuery(ctx, "retry_after", seconds, 0, 3_600);
        String host = Objects.requireNonNullElse(ctx.request().getHeader(HttpHeaders.HOST), "");
        String key = host + " " + Params.word(ctx, "key").orElse("");
        int before = served.getOrDefault(key, 0);
        if (before < willing) {
            remember(served, key, before + 1);
            Answers.text(ctx, "ok\n");
            return;
        }
        long first = firstNanos.getOrDefault(key, nanos.getAsLong());
        remember(firstNanos, key, first);
        if (nanos.getAsLong() - first >= TimeUnit.SECONDS.toNanos(seconds)) {
            Answers.text(ctx, "ok\n");
            return;
        }
        ctx.response().setStatusCode(429).putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(hint));
        Answers.text(ctx, "too many requests\n");
    }

    /** Starts anew with everybody. */
    void reset() {
        refusals.clear();
        served.clear();
        firstNanos.clear();
    }

    private static <T> void remember(Map<String, T> map, String key, T value) {
        if (map.size() >= MAX_KEYS && !map.containsKey(key)) {
            map.remove(map.keySet().iterator().next());
        }
        map.put(key, value);
    }
}
