package dev.gather.demo;

import dev.gather.origin.OriginServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;

/** One call that shows what the service does, printed for a reader at a terminal. */
public final class Demo {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final PrintWriter out;

    /** @param out where the reader looks; flushed, never closed */
    public Demo(PrintWriter out) {
        this.out = out;
    }

    /**
     * Makes the call and prints its answer; fails if the service does not give one. Both service and origin go on
     * running.
     *
     * @param base where the service answers, for example {@code http://127.0.0.1:8080}
     */
    public Future<Void> run(URI base, OriginServer origin) {
        Errand errand = Errand.to(origin);
        return call(base, errand).map(answer -> {
            print(base, origin, errand, answer);
            return null;
        });
    }

    private static Future<JsonObject> call(URI base, Errand errand) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/v1/fetch"))
                .timeout(TIMEOUT)
                .header("content-type", "application/json")
                .header("accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(errand.json()))
                .build();
        return Future.fromCompletionStage(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                .map(Demo::answer);
    }

    private static JsonObject answer(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("POST /v1/fetch: " + response.statusCode() + " " + response.body());
        }
        return new JsonObject(response.body());
    }

    private void print(URI base, OriginServer origin, Errand errand, JsonObject answer) {
        JsonArray results = answer.getJsonArray("results");
        out.printf(
                "Gather answers at %s, a test origin at %s. One call, %d URLs:%n%n",
                base, origin.url("/"), errand.urls().size());
        Table.lines(results).forEach(out::println);
        out.printf("%n%s%n", counts(answer, results));
        out.printf("%nThe same call with curl:%n%n%s%n", curl(base, errand));
        out.printf("%nWhat to try next:%n%n%s%n", next(base, origin));
        out.flush();
    }

    private static String counts(JsonObject answer, JsonArray results) {
        JsonObject counts = answer.getJsonObject("counts", new JsonObject());
        double waited = IntStream.range(0, results.size())
                .mapToObj(results::getJsonObject)
                .mapToDouble(result ->
                        result.getJsonObject("timings", new JsonObject()).getDouble("total_ms", 0.0))
                .sum();
        return String.format(
                Locale.ROOT,
                "%d URLs: %d ok, %d http_error, %d failed, in %.0f ms; their times add up to %.0f ms.",
                counts.getInteger("total", results.size()),
                counts.getInteger("ok", 0),
                counts.getInteger("http_error", 0),
                counts.getInteger("failed", 0),
                answer.getDouble("elapsed_ms", 0.0),
                waited);
    }

    private static String curl(URI base, Errand errand) {
        return "curl -s '" + base.resolve("/v1/fetch?pretty=true") + "' -H 'content-type: application/json' -d '"
                + errand.json() + "'";
    }

    private static String next(URI base, OriginServer origin) {
        String fetch = base.resolve("/v1/fetch").toString();
        return String.join(
                System.lineSeparator(),
                "curl -s '" + fetch + "?pretty=true&url=" + origin.url("/ok") + "&url=" + origin.url("/status/404")
                        + "'",
                "printf '%s\\n' " + origin.url("/delay/1500") + " " + origin.url("/delay/10") + " | curl -sN " + fetch
                        + " -H 'content-type: text/plain' -H 'accept: application/x-ndjson' --data-binary @-",
                "curl -s " + origin.url("/") + "      # what the test origin can do",
                "curl -s " + origin.url("/log") + "   # what it saw of Gather",
                "Ctrl-C stops both.");
    }
}
