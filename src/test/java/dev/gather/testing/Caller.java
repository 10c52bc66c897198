package dev.gather.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Somebody who calls a service over HTTP, as any stranger would. Every answer is waited for with a bound. */
public final class Caller {
    public static final String JSON = "application/json";
    public static final String TEXT = "text/plain";
    public static final String NDJSON = "application/x-ndjson";
    public static final String EVENTS = "text/event-stream";

    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI base;

    /** @param base where the service answers */
    public Caller(URI base) {
        this.base = base;
    }

    /** A batch of these URLs. */
    public static JsonObject urls(List<String> urls) {
        return new JsonObject().put("urls", new JsonArray(urls));
    }

    /** A batch of these URLs. */
    public static JsonObject urls(String... urls) {
        return urls(List.of(urls));
    }

    /** A batch of these items. */
    public static JsonObject requests(JsonObject... items) {
        return new JsonObject().put("requests", new JsonArray(List.of(items)));
    }

    /** One item of a batch. */
    public static JsonObject item(String url) {
        return new JsonObject().put("url", url);
    }

    /** The path and query that fetch these URLs by GET; options follow as {@code &name=value}. */
    public static String fetchPath(List<String> urls) {
        return "/v1/fetch?" + urls.stream().map(url -> "url=" + encoded(url)).collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What a GET is answered; header names and values in turn. */
    public Reply get(String pathAndQuery, String... headers) {
        return await(begin("GET", pathAndQuery, "", headers));
    }

    /** What a batch is answered. */
    public Reply fetch(JsonObject batch, String... headers) {
        return await(begin(batch, headers));
    }

    /** A batch that is under way. */
    public CompletableFuture<Reply> begin(JsonObject batch, String... headers) {
        return begin("POST", "/v1/fetch", batch.encode(), with(headers, "content-type", JSON));
    }

    /** What a body of any kind is answered. */
    public Reply post(String pathAndQuery, String type, String body, String... headers) {
        return await(begin("POST", pathAndQuery, body, with(headers, "content-type", type)));
    }

    /** What any request is answered. */
    public Reply send(String method, String pathAndQuery, String body, String... headers) {
        return await(begin(method, pathAndQuery, body, headers));
    }

    /** A request that is under way. */
    public CompletableFuture<Reply> begin(String method, String pathAndQuery, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(pathAndQuery))
                .timeout(BOUND)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return CLIENT.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(Reply::of);
    }

    /** What a request that is under way is answered. */
    public static Reply await(CompletableFuture<Reply> reply) {
        try {
            return reply.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The value of a metric without tags. */
    public double metric(String name) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    /** The largest value of a metric with tags. */
    public double worstMetric(String name) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
                .max()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    private static String[] with(String[] headers, String name, String value) {
        String[] all = new String[headers.length + 2];
        all[0] = name;
        all[1] = value;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return all;
    }
}
