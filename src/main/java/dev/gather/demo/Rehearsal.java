package dev.gather.demo;

import dev.gather.origin.OriginServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Calls of every form against a running service, so many that what they use is loaded and known to the JVM: it can
 * write that down for later starts.
 */
public final class Rehearsal {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int ROUNDS = 12;
    private static final int URLS_PER_CALL = 300;

    private static final String JSON = "application/json";
    private static final String LINES = "application/x-ndjson";
    private static final String EVENTS = "text/event-stream";
    private static final String URL_LINES = "text/plain";

    /** What comes of it is no ok. */
    private static final String MISSING = "/status/404";

    /** A kibibyte first, as the hot path has it; then what else a call's results hold. */
    private static final List<String> PATHS =
            List.of("/text/1024", "/text/1024", "/bytes/1024", "/json", "/html", "/gzip", "/redirect/1", MISSING);

    /** Health, figures and facts; the contract is YAML, as the settings file is. */
    private static final List<String> DOCUMENTS = List.of("/livez", "/readyz", "/metrics", "/v1", "/openapi.json");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    private final URI base;
    private final List<String> urls;
    private int ok;
    private int expected;

    private Rehearsal(URI base, OriginServer origin) {
        this.base = base;
        // The last one speaks TLS to an origin that does not: refused by it, but begun.
        this.urls = Stream.concat(
                        IntStream.range(0, URLS_PER_CALL - 1).mapToObj(i -> url(origin, i)),
                        Stream.of("https://127.0.0.1:" + origin.port() + "/ok"))
                .toList();
    }

    /**
     * Makes the calls, one after the other; returns once all are answered. Blocks for seconds.
     *
     * @param base where the service answers, for example {@code http://127.0.0.1:8080}
     * @return how many URLs were ok, as the summaries of the answers count them
     * @throws IOException if a call gets another answer than 200, or fewer URLs are ok than the origin has
     */
    public static int run(URI base, OriginServer origin) throws IOException, InterruptedException {
        return new Rehearsal(base, origin).run();
    }

    private int run() throws IOException, InterruptedException {
        String document = new JsonObject().put("urls", new JsonArray(urls)).encode();
        for (int round = 0; round < ROUNDS; round++) {
            count(urls, post(JSON, document, JSON));
            count(urls, last(post(JSON, document, LINES)));
            count(urls, last(post(URL_LINES, String.join("\n", urls), EVENTS)));
            for (String path : DOCUMENTS) {
                String unused = get(path);
            }
            count(urls.subList(round, round + 1), get("/v1/fetch?url=" + urls.get(round)));
        }
        if (ok < expected) {
            throw new IOException("rehearsal: " + ok + " URLs were ok (expected " + expected + ")");
        }
        return ok;
    }

    /** Adds what an answer or a stream's last record says. */
    private void count(List<String> asked, String summary) {
        ok += new JsonObject(summary).getJsonObject("counts", new JsonObject()).getInteger("ok", 0);
        expected += (int) asked.stream().filter(Rehearsal::isThere).count();
    }

    /** A stream's last line, without the name of an event's field. */
    private static String last(String stream) {
        String line = stream.lines().filter(text -> !text.isBlank()).reduce("", (before, text) -> text);
        return line.substring(Math.max(0, line.indexOf('{')));
    }

    private static boolean isThere(String url) {
        return url.startsWith("http:") && !url.contains(MISSING);
    }

    private static String url(OriginServer origin, int number) {
        String address = origin.addresses().get(number % origin.addresses().size());
        String host = address.contains(":") ? "[" + address + "]" : address;
        return "http://" + host + ":" + origin.port() + PATHS.get(number % PATHS.size()) + "?n=" + number;
    }

    private String post(String contentType, String body, String accept) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve("/v1/fetch"))
                .header("content-type", contentType)
                .header("accept", accept)
                .POST(BodyPublishers.ofString(body)));
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path)).GET());
    }

    private String send(HttpRequest.Builder call) throws IOException, InterruptedException {
        HttpRequest request = call.timeout(TIMEOUT).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(request.method() + " " + request.uri().getPath() + ": " + answer.statusCode() + " "
                    + answer.body());
        }
        return answer.body();
    }
}
