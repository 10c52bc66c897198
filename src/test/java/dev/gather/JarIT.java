package dev.gather;

import static dev.gather.testing.Caller.item;
import static dev.gather.testing.Caller.requests;
import static dev.gather.testing.Caller.urls;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Caller;
import dev.gather.testing.JarProcess;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.Reply;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shaded jar as its users run it: a process with arguments, two streams, signals and an exit code. */
class JarIT {
    private static final int MANY = 10_000;
    private static final int ROWS = 15;

    private static LoggedOrigin origin;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        origin = LoggedOrigin.start();
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @Test
    void theVersionIsOneLine() throws Exception {
        try (JarProcess jar = JarProcess.run(directory, "--version")) {
            assertThat(jar.awaitExit()).isZero();
            assertThat(jar.out()).singleElement().asString().matches("gather \\d+\\.\\d+\\.\\d+\\S*");
            assertThat(jar.err()).isEmpty();
        }
    }

    @Test
    void aBadSettingIsOneLineAndCode2() throws Exception {
        try (JarProcess jar = JarProcess.run(directory, "--per-host-concurrency", "many")) {
            assertThat(jar.awaitExit()).isEqualTo(2);
            assertThat(jar.err())
                    .singleElement()
                    .asString()
                    .contains("per_host.concurrency", "many", "expected 1..10000");
            assertThat(jar.out()).isEmpty();
        }
    }

    @Test
    void otherMachinesNeedAKey() throws Exception {
        try (JarProcess jar = JarProcess.run(directory, "--listen", "0.0.0.0:0")) {
            assertThat(jar.awaitExit()).isEqualTo(2);
            assertThat(jar.err()).singleElement().asString().contains("0.0.0.0:0", "needs a key");
            assertThat(jar.out()).isEmpty();
        }
    }

    @Test
    void aTakenPortIsOneLineAndCode1() throws Exception {
        try (JarProcess jar = JarProcess.run(directory, "--listen", "127.0.0.1:" + origin.port())) {
            assertThat(jar.awaitExit()).isEqualTo(1);
            assertThat(jar.err()).singleElement().asString().contains("listen", "" + origin.port());
            assertThat(jar.out()).isEmpty();
        }
    }

    @Test
    void secretsAreInNoLine() throws Exception {
        String key = "gather_0123456789secret";
        String hash = CallersIT.sha256(key);
        try (JarProcess jar = serve("--log-level", "trace", "--keys", "acme:" + hash)) {
            Caller caller = new Caller(jar.awaitReady());
            JsonObject secretive = item(origin.url("/headers?token=querysecret"))
                    .put(
                            "headers",
                            new JsonObject()
                                    .put("authorization", "headersecret")
                                    .put("cookie", "c=cookiesecret"));
            JsonObject broken = item(origin.url("/truncated?token=querysecret")).put("max_attempts", 1);
            JsonObject refused = item("http://user:usersecret@127.0.0.1/?token=querysecret");
            JsonObject garbage = item("http://[bad?token=querysecret");
            Reply reply = caller.fetch(requests(secretive, broken, refused, garbage), "authorization", "Bearer " + key);
            assertThat(reply.results()).hasSize(4);
            assertThat(caller.get("/v1/fetch?url=x&token=querysecret", "x-api-key", key + "wrong")
                            .status())
                    .isEqualTo(401);
            String batch = reply.json().getString("batch_id");
            jar.terminate();
            assertThat(jar.awaitExit()).isZero();
            assertThat(jar.err().stream().filter(line -> line.contains(batch)))
                    .hasSize(1 + 4 + 1 + 1); // start, every URL, end, call
            assertThat(Stream.concat(jar.out().stream(), jar.err().stream()))
                    .noneMatch(line -> line.contains("secret"))
                    .noneMatch(line -> line.contains(hash));
        }
    }

    @Test
    void namesBeyondAsciiAreKnown() throws Exception {
        try (JarProcess jar = serve()) {
            Reply reply = new Caller(jar.awaitReady())
                    .fetch(urls("http://bücher.invalid/", "http://BÜCHER。invalid/", "http://faß.invalid/"));
            for (JsonObject result : reply.results()) {
                assertThat(ScenariosIT.code(result)).as(result.encode()).isIn("dns_error", "dns_timeout");
            }
        }
    }

    @Test
    void theDemoShowsItsTableAndGoesOn() throws Exception {
        try (JarProcess jar = JarProcess.run(directory, "demo", "--listen", "127.0.0.1:0")) {
            eventually(
                    "the demo is over",
                    Duration.ofSeconds(30),
                    () -> jar.out().stream().anyMatch(line -> line.contains("Ctrl-C")));
            List<String> rows = jar.out().stream()
                    .filter(line -> line.matches(" *\\d+  (ok|http_error|failed) .*"))
                    .toList();
            assertThat(rows).hasSize(ROWS);
            assertThat(jar.out()).anyMatch(line -> line.startsWith("15 URLs: 8 ok, 1 http_error, 6 failed"));
            jar.terminate();
            assertThat(jar.awaitExit()).isZero();
        }
    }

    /** What is left of a process without memory is deaf; it ends instead, so that whoever runs it starts another. */
    @Test
    void aProcessWithoutMemoryEnds() throws Exception {
        try (JarProcess jar = JarProcess.run(
                directory, List.of("-Xmx48m"), arguments("--log-level", "error", "--buffered-bytes-total", "1GiB"))) {
            Caller caller = new Caller(jar.awaitReady());
            JsonObject endless = item(origin.url("/endless")).put("max_body_bytes", 52_428_800);
            CompletableFuture<Reply> reply =
                    caller.begin(requests(endless, endless, endless).put("dedupe", false));
            assertThat(jar.awaitExit()).isEqualTo(3);
            assertThat(jar.err()).contains("gather: out of memory, so the process ends");
            assertThat(reply).failsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void tenThousandLongUrlsFitIntoASmallHeap() throws Exception {
        try (JarProcess jar = JarProcess.run(
                directory,
                List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError"),
                arguments(
                        "--log-level",
                        "warn",
                        "--urls-per-call",
                        "100000",
                        "--request-bytes",
                        "64MiB",
                        "--buffered-bytes-total",
                        "64MiB",
                        "--per-host-concurrency",
                        "64"))) {
            HttpRequest request = HttpRequest.newBuilder(manyPath(jar.awaitReady()))
                    .header("content-type", Caller.NDJSON)
                    .header("accept", Caller.NDJSON)
                    .timeout(Duration.ofSeconds(60))
                    .POST(HttpRequest.BodyPublishers.ofString(manyLines(), StandardCharsets.US_ASCII))
                    .build();
            HttpResponse<Stream<String>> answer = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            long[] oks = {0};
            String[] last = {""};
            answer.body().forEach(line -> {
                oks[0] += line.contains("\"outcome\":\"ok\"") ? 1 : 0;
                last[0] = line;
            });
            assertThat(oks[0]).isEqualTo(MANY);
            assertThat(new JsonObject(last[0]).getString("type")).isEqualTo("summary");
            assertThat(jar.err()).isEmpty();
        }
    }

    private static URI manyPath(URI service) {
        return service.resolve("/v1/fetch?concurrency=128&per_host_concurrency=64&deadline_ms=60000&as=none");
    }

    private static String manyLines() {
        String padding = "p".repeat(960);
        StringBuilder lines = new StringBuilder();
        for (int n = 0; n < MANY; n++) {
            lines.append("{\"url\":\"")
                    .append(origin.url("127.0.0." + (1 + n % 3), "/ok?n=" + n + "&" + padding))
                    .append("\"}\n");
        }
        return lines.toString();
    }

    private JarProcess serve(String... more) throws Exception {
        return JarProcess.run(directory, arguments(more));
    }

    private static String[] arguments(String... more) {
        return Stream.concat(Stream.of("--listen", "127.0.0.1:0", "--allow-nets", "127.0.0.0/8"), Stream.of(more))
                .toArray(String[]::new);
    }
}
