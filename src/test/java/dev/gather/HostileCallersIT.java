package dev.gather;

import static dev.gather.testing.Caller.item;
import static dev.gather.testing.Caller.requests;
import static dev.gather.testing.Caller.urls;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gather.testing.Awaited;
import dev.gather.testing.Caller;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.JarProcess;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.RawClient;
import dev.gather.testing.RawClient.End;
import dev.gather.testing.RawClient.Said;
import dev.gather.testing.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Callers who mean harm, on one event loop with a caller who does not: they get a problem, an item's outcome or the end
 * of their connection, and he notices nothing.
 */
class HostileCallersIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int JUNK_BYTES = 16 << 20;
    private static final int CANARIES = 9;

    /** Much more than a canary takes, because the machine has other work, and less than a loop that is kept takes. */
    private static final long QUICK_MS = 2_000;

    /** What the service thinks went wrong with itself. */
    private static final ListAppender<ILoggingEvent> ERRORS = new ListAppender<>();

    private static Vertx vertx;
    private static LoggedOrigin origin;
    private static RunningService service;
    private static Caller caller;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        origin = LoggedOrigin.start();
        service = RunningService.open("instances", "1");
        ERRORS.start();
        ((Logger) LoggerFactory.getLogger("dev.gather")).addAppender(ERRORS);
        caller = service.caller();
        long unused = slowest(CANARIES); // the first ones wait for classes to be loaded
    }

    @AfterAll
    static void stop() {
        ((Logger) LoggerFactory.getLogger("dev.gather")).detachAppender(ERRORS);
        service.close();
        origin.close();
        Void unused = Awaited.of(vertx.close());
    }

    @AfterEach
    void nothingIsLeftBehind() {
        eventually(
                "nothing runs, waits or is held",
                SOON,
                () -> caller.metric("gather_fetches_in_flight") == 0
                        && caller.metric("gather_fetches_queued") == 0
                        && caller.metric("gather_buffered_bytes") == 0);
        assertThat(caller.metric("gather_unexpected_errors_total")).isZero();
        assertThat(List.copyOf(ERRORS.list))
                .as("what callers do is no error of ours")
                .isEmpty();
    }

    /** Time of the slowest of some canaries in ms, one after the other. */
    private static long slowest(int count) {
        return IntStream.range(0, count).mapToLong(n -> canary()).max().orElseThrow();
    }

    /** Time of one good fetch in ms, on a connection of its own. */
    private static long canary() {
        long began = System.nanoTime();
        Said said = said(get(Caller.fetchPath(List.of(origin.url("/ok"))), "Connection: close\r\n"));
        assertThat(said.text()).startsWith("HTTP/1.1 200 ").contains("\"outcome\":\"ok\"");
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private static void assertCanariesAreQuick() {
        assertThat(slowest(CANARIES)).as("slowest canary in ms").isLessThanOrEqualTo(QUICK_MS);
    }

    /** There is a canary at every moment until the others are through, and not one of them waits. */
    private static void assertCanariesAreQuickBeside(CompletableFuture<?> others) {
        long slowest = 0;
        do {
            slowest = Math.max(slowest, canary());
        } while (!others.isDone());
        assertThat(slowest).as("slowest canary in ms").isLessThanOrEqualTo(QUICK_MS);
    }

    private static Said said(String bytes) {
        try (RawClient client = RawClient.connect(service.port(), 10_000)) {
            send(client, bytes);
            return client.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends as much as the service takes; it may have answered and gone before that is all. */
    private static void send(RawClient client, String bytes) {
        try {
            client.send(bytes);
        } catch (IOException answeredEarly) {
            assertThat(answeredEarly).hasMessageMatching("(?i).*(broken pipe|connection reset|aborted).*");
        }
    }

    private static String get(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    }

    private static String post(String type, String headers, String body) {
        return "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n" + headers
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** A body of 16 MiB, how it begins and goes on, and the status of its answer. */
    private record Junk(String type, String start, String unit, int status) {
        String request() {
            return post(type, "", (start + unit.repeat(JUNK_BYTES / unit.length() + 1)).substring(0, JUNK_BYTES));
        }
    }

    static Stream<Junk> junk() {
        return Stream.of(
                new Junk(Caller.JSON, "", "[", 400),
                new Junk(Caller.JSON, "", "{\"a\":", 400),
                new Junk(Caller.JSON, "", "\"", 400),
                new Junk(Caller.JSON, "", " ", 400),
                new Junk(Caller.JSON, "", "1", 400),
                new Junk(Caller.JSON, "", "0", 400),
                new Junk(Caller.JSON, "", "-", 400),
                new Junk(Caller.JSON, "{\"urls\":[\"", "a", 413),
                new Junk(Caller.JSON, "{\"urls\":[\"", "\\\\", 413),
                new Junk(Caller.JSON, "{\"urls\":[\"", "\\u0041", 413),
                new Junk(Caller.JSON, "{\"urls\":[", "\"http://a/\",", 400),
                new Junk(Caller.JSON, "{\"urls\":[\"x\",", " ", 400),
                new Junk(Caller.JSON, "{\"deadline_ms\":1e", "9", 400),
                new Junk(Caller.JSON, "{\"requests\":[{\"json\":", "[", 400),
                new Junk(Caller.JSON, "{\"requests\":[{\"json\":[", "{},", 400),
                new Junk(Caller.JSON, "{\"requests\":[{\"json\":{\"a\":\"", "x", 413),
                new Junk(Caller.JSON, "{\"requests\":[", "{},", 400),
                new Junk(Caller.JSON, "{\"requests\":[", "5,", 400),
                new Junk(Caller.JSON, "{", "\"a\":1,", 400),
                new Junk(Caller.JSON, "", "\0", 400),
                new Junk(Caller.JSON, "", "\u00ff", 400),
                new Junk(Caller.NDJSON, "", "[", 413),
                new Junk(Caller.NDJSON, "", " ", 400),
                new Junk(Caller.NDJSON, "", "\n", 400),
                new Junk(Caller.NDJSON, "", "{}\n", 400),
                new Junk(Caller.NDJSON, "", "\"x\"\n", 413),
                new Junk(Caller.NDJSON, "", "{\"json\":", 413),
                new Junk(Caller.TEXT, "", "\n", 400),
                new Junk(Caller.TEXT, "", "#\n", 400),
                new Junk(Caller.TEXT, "", "x\n", 413),
                new Junk(Caller.TEXT, "", "x", 200),
                new Junk(Caller.TEXT, "", " ", 400),
                new Junk(Caller.TEXT, "", "\u00ff", 400));
    }

    @ParameterizedTest
    @MethodSource("junk")
    void sixteenMebibytesOfJunkCostNobodyElseAnything(Junk junk) {
        String request = junk.request();
        CompletableFuture<Said> answer = begin(() -> answer(request));
        assertCanariesAreQuickBeside(answer);
        assertThat(answer.join().text())
                .startsWith("HTTP/1.1 " + junk.status() + " ")
                .contains(junk.status() == 200 ? "\"outcome\":\"failed\"" : "application/problem+json");
    }

    /** Has somebody else talk to the service, for a while at most. */
    private static CompletableFuture<Said> begin(Supplier<Said> talk) {
        return CompletableFuture.supplyAsync(talk).orTimeout(30, TimeUnit.SECONDS);
    }

    private static Said answer(String request) {
        try (RawClient client = RawClient.connect(service.port(), 20_000)) {
            send(client, request);
            return client.readUntil("}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> chunkFloods() {
        String head = "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                head + "1\r\n \r\n".repeat(500_000) + "0\r\n\r\n",
                head + "1;" + "a=b;".repeat(100_000) + "\r\n \r\n0\r\n\r\n",
                head + ("1;" + "a".repeat(8_000) + "\r\n \r\n").repeat(1_000) + "0\r\n\r\n",
                head + "1\r\n \r\n0\r\n" + "X: y\r\n".repeat(100_000) + "\r\n",
                head + "0".repeat(100_000) + "1\r\n \r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("chunkFloods")
    void floodsOfChunksCostNobodyElseAnything(String request) {
        CompletableFuture<Said> flood = begin(() -> answer(request));
        assertCanariesAreQuickBeside(flood);
        assertThat(flood.join().text()).containsPattern("^HTTP/1\\.1 4(00|31) ").contains("application/problem+json");
    }

    /** Frames of HTTP/2 for a server that takes them: streams opened and reset at once, and a head without end. */
    static Stream<String> http2Floods() {
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, "");
        StringBuilder resets = new StringBuilder(preface);
        for (int stream = 1; stream < 20_000; stream += 2) {
            resets.append(frame(1, 5, stream, "\u0082\u0084\u0086A\tlocalhost"))
                    .append(frame(3, 0, stream, "\0\0\0\u0008"));
        }
        String continuations = preface
                + frame(1, 0, 1, "\u0082\u0084\u0086")
                + frame(9, 0, 1, "\0\1a\1b").repeat(20_000);
        return Stream.of(
                resets.toString(),
                continuations,
                preface + frame(6, 0, 0, "12345678").repeat(20_000));
    }

    private static String frame(int type, int flags, int stream, String payload) {
        return "\0" + (char) (payload.length() >> 8) + (char) (payload.length() & 0xFF) + (char) type + (char) flags
                + "\0" + (char) (stream >> 16 & 0xFF) + (char) (stream >> 8 & 0xFF) + (char) (stream & 0xFF) + payload;
    }

    @ParameterizedTest
    @MethodSource("http2Floods")
    void floodsOfHttp2MeetAClosedConnection(String frames) {
        for (int i = 0; i < 5; i++) {
            CompletableFuture<Said> flood = begin(() -> said(frames));
            assertCanariesAreQuickBeside(flood);
            Said said = flood.join();
            assertThat(said.end()).isIn(End.CLOSED, End.RESET);
            assertThat(said.text())
                    .doesNotContain("HTTP/1.1 200", "HTTP/1.1 101")
                    .hasSizeLessThan(2_000);
        }
        assertThat(said("PRI * HTTP/2.0\r\n\r\n").text())
                .startsWith("HTTP/1.1 505 ")
                .contains("application/problem+json");
    }

    @Test
    void fiveHundredWhoHaveNothingToSayCostNobodyElseAnything() throws IOException {
        List<RawClient> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                RawClient client = RawClient.connect(service.port(), 5_000);
                idle.add(client);
                client.send(List.of(
                                "",
                                "GET",
                                "GET /livez HTTP/1.1\r\nHost: local",
                                "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\n" + "Content-Length: 99\r\n\r\n{")
                        .get(i % 4));
            }
            assertCanariesAreQuick();
        } finally {
            for (RawClient client : idle) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Caller.JSON, Caller.NDJSON, Caller.EVENTS})
    void thoseWhoReadNothingCostNobodyElseAnything(String form) throws Exception {
        Buffer body = Buffer.buffer("a line of text that is long enough\n".repeat(7_500)); // 256 KiB
        List<RawClient> deaf = new ArrayList<>();
        try (GoodOrigin big = GoodOrigin.start(
                vertx,
                request -> request.response()
                        .putHeader("content-type", "text/plain")
                        .end(body))) {
            List<String> urls =
                    IntStream.range(0, 40).mapToObj(n -> big.url("/" + n)).toList();
            for (int i = 0; i < 10; i++) {
                RawClient client = RawClient.connect(service.port(), 5_000);
                deaf.add(client);
                client.send(CallersIT.post(urls(urls), form));
            }
            eventually("answers are on their way", SOON, () -> big.requests() > 20);
            assertCanariesAreQuick();
        } finally {
            for (RawClient client : deaf) {
                client.reset();
            }
        }
    }

    /** What a caller has said when he leaves. */
    static Stream<String> stages() {
        String call = CallersIT.post(urls(origin.url("/silent"), origin.url("/ok")), Caller.NDJSON);
        String gathered = CallersIT.post(urls(origin.url("/silent"), origin.url("/ok")), Caller.JSON);
        int body = call.indexOf("\r\n\r\n") + 4;
        return Stream.of(
                "",
                "\r\n",
                "P",
                call.substring(0, 30),
                call.substring(0, body - 2),
                call.substring(0, body),
                call.substring(0, body + 5),
                call.substring(0, call.length() - 1),
                call,
                gathered,
                call + call.substring(0, 30),
                gathered + gathered + call + call,
                get("/hello?delay_ms=60000", ""),
                get("/hello?delay_ms=60000", "").repeat(100),
                "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"url",
                "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 40\r\n\r\n",
                post("image/png", "", "x".repeat(1_000)) + "GET /");
    }

    @ParameterizedTest
    @MethodSource("stages")
    void whoeverLeavesLeavesNothingBehind(String stage) throws IOException {
        for (int i = 0; i < 5; i++) {
            try (RawClient leaving = RawClient.connect(service.port(), 50)) {
                leaving.send(stage);
                if (i > 2) {
                    Said unused = leaving.readUntil("\n"); // by then he is in what follows
                }
                if (i % 2 == 0) {
                    leaving.reset();
                }
            }
        }
        eventually("origins see them go", SOON, () -> origin.all().inFlight() <= 1); // the one that asks
        assertCanariesAreQuick();
    }

    @ParameterizedTest
    @ValueSource(strings = {Caller.JSON, Caller.NDJSON, Caller.EVENTS})
    void whoeverEndsHisSideCountsAsGone(String form) throws Exception {
        try (GoodOrigin silent = GoodOrigin.start(vertx, request -> {});
                RawClient half = RawClient.connect(service.port(), 10_000)) {
            half.send(CallersIT.post(urls(silent.url("/")), form));
            eventually("it is under way", SOON, () -> silent.inFlight() == 1);
            half.endOutput();
            Said said = half.readAll();
            assertThat(said.end()).isIn(End.CLOSED, End.RESET);
            assertThat(said.text()).doesNotContain("\"summary\"", "\"counts\"");
            assertThat(silent.awaitAllClosed(SOON)).isTrue();
        }
    }

    /** An origin that keeps every byte it is sent, and answers each request. */
    private static NetServer keeping(Queue<String> bytes) {
        NetServer server = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(sent -> {
                    String text = sent.toString(StandardCharsets.ISO_8859_1);
                    bytes.add(text);
                    if (text.endsWith("\r\n\r\n")) {
                        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                                .onComplete(written -> {});
                    }
                }));
        return Awaited.of(server.listen(0, "127.0.0.1"));
    }

    private static final String SMUGGLED = "x-injected: 1\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: x";

    static Stream<String> injections() {
        return Stream.of(
                        "\r\n",
                        "\n",
                        "\r",
                        "\r\n ",
                        "\0",
                        "\u007f",
                        "\u0085",
                        "\u2028",
                        "\u2029",
                        "\u202e",
                        "\u010d\u010a",
                        "\u560d\u560a")
                .map(breaking -> "a" + breaking + SMUGGLED);
    }

    @ParameterizedTest
    @MethodSource("injections")
    void nothingThatBreaksALineReachesAnOrigin(String text) {
        Queue<String> kept = new ConcurrentLinkedQueue<>();
        NetServer server = keeping(kept);
        String url = "http://127.0.0.1:" + server.actualPort() + "/";
        List<UnaryOperator<JsonObject>> places = List.of(
                item -> item.put("url", url + text),
                item -> item.put("url", url + "?" + text),
                item -> item.put("url", "http://" + text + "@127.0.0.1:" + server.actualPort() + "/"),
                item -> item.put("method", "GET " + text),
                item -> item.put("headers", new JsonObject().put("x", text)),
                item -> item.put("headers", new JsonObject().put(text, "x")),
                item -> item.put("id", text));
        for (UnaryOperator<JsonObject> place : places) {
            JsonObject item = place.apply(item(url));
            Reply reply = caller.fetch(requests(item));
            assertThat(reply.status()).isIn(200, 400);
            assertThat(caller.post("/v1/fetch", Caller.NDJSON, item.encode()).status())
                    .isIn(200, 400);
            assertThat(caller.post("/v1/fetch", Caller.TEXT, item.getString("url"))
                            .status())
                    .isIn(200, 400);
            assertThat(caller.get(Caller.fetchPath(List.of(item.getString("url"))))
                            .status())
                    .isIn(200, 400);
            String header = item.getJsonObject("headers", new JsonObject()).encode();
            assertThat(caller.get(Caller.fetchPath(List.of(url, "&header=" + header)))
                            .status())
                    .isEqualTo(200);
        }
        Void unused = Awaited.of(server.close());
        String wire = String.join("", kept);
        assertThat(wire).startsWith("GET /").matches("[\\x20-\\x7E\r\n]*");
        assertThat(wire.split("\r\n", -1))
                .allMatch(line -> line.isEmpty()
                        || line.matches("(GET|HEAD|OPTIONS|POST) /[!-~]* HTTP/1\\.1")
                        || line.matches("(?i)(host|user-agent|accept|accept-encoding|x): [ -~]*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void nothingThatBreaksALineReachesTheLog(String form) throws IOException {
        String turned =
                "\u202e\u2028\u2029\u0085\u009b31m\u001b[31m\r\n2026-01-01T00:00:00.000Z INFO gather.call: forged";
        try (JarProcess jar = JarProcess.run(directory, "--listen", "127.0.0.1:0", "--log", form)) {
            int port = jar.awaitReady().getPort();
            Caller stranger = new Caller(jar.awaitReady());
            Reply one =
                    stranger.fetch(requests(item("http://10.0.0.1/" + turned).put("id", "a\u202eb")));
            assertThat(one.status()).isEqualTo(200);
            assertThat(stranger.fetch(requests(item("http://10.0.0.1/\u202e\u2028"), item(turned)))
                            .status())
                    .isEqualTo(200);
            for (String head : List.of(
                    get("/v1/%0d%0a2026%20INFO%E2%80%A8", "X-Request-Id: a\tb\u009b\u0085\r\n"),
                    get("/v1/\u0085", "X-Request-Id: forged\u001b[31m\r\n"),
                    get("/v1", "X-Request-Id: \u00e2\u0080\u00ae\r\ntraceparent: 00-\u0085-\u0085-01\r\n"),
                    "GE\u0085T /v1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET\u001b[31m /v1 HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
                try (RawClient client = RawClient.connect(port, 5_000)) {
                    client.send(head);
                    assertThat(client.readUntil("\r\n").text()).startsWith("HTTP/1.");
                }
            }
            eventually(
                    "all is logged",
                    SOON,
                    () -> jar.err().stream()
                                    .filter(line -> line.contains("call answered"))
                                    .count()
                            >= 7);
            String start = form.equals("text")
                    ? "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z (INFO|WARN|ERROR) \\S+: "
                    : "\\{\"@timestamp\":";
            assertThat(jar.err())
                    .allMatch(line -> line.matches(start + ".*"))
                    .allMatch(line -> line.chars()
                            .noneMatch(c -> Character.isISOControl(c)
                                    || Character.getType(c) == Character.FORMAT
                                    || c == 0x2028
                                    || c == 0x2029));
        }
    }
}
