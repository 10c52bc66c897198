package dev.gather.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.api.ConnectionGuard.Patience;
import dev.gather.api.TestApi.Options;
import dev.gather.fetch.Batch;
import dev.gather.observe.AnsweredCall;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
    private static final String CALL = "{\"urls\":[\"http://a.example/\"]}";
    private static final String KEY_HASH = // of the text "sesame"
            "d0c04f4b1951e4aeaaec8223ed2039e542f3aae805a6fa7f6d794e5afff5d272";

    private static TestApi api;

    @BeforeAll
    static void start() throws Exception {
        api = TestApi.start(Options.DEFAULT);
    }

    @AfterAll
    static void stop() throws Exception {
        api.close();
    }

    @Test
    void aCallIsReadAndHandedOver() {
        String answer = api.post(CALL);
        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .contains("\"counts\":{\"total\":1,")
                .containsIgnoringCase("x-request-id: req_")
                .containsIgnoringCase("x-content-type-options: nosniff")
                .containsIgnoringCase("server-timing: read;dur=")
                .containsIgnoringCase("ratelimit: \"default\";r=")
                .containsIgnoringCase("ratelimit-policy: \"default\";q=1000000;w=60");
    }

    @Test
    void urlsMayComeInTheQuery() {
        assertThat(api.get("/v1/fetch?url=http://a.example/&url=http://b.example/"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"counts\":{\"total\":2,");
    }

    @Test
    void theCallersIdsAreKept() throws Exception {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String answer = api.send("POST /v1/fetch", "X-Request-Id: mine-1\r\ntraceparent: " + trace + "\r\n", CALL);
        assertThat(answer).containsIgnoringCase("x-request-id: mine-1\r\n");
        Batch batch = Stream.generate(ApiTest::nextBatch)
                .filter(started -> started.requestId().equals("mine-1"))
                .findFirst()
                .orElseThrow();
        assertThat(batch.traceparent()).startsWith(trace.substring(0, 36)).isNotEqualTo(trace);
    }

    private static Batch nextBatch() {
        try {
            Batch batch = api.started.poll(5, SECONDS);
            assertThat(batch).isNotNull();
            return batch;
        } catch (InterruptedException cause) {
            throw new AssertionError(cause);
        }
    }

    @Test
    void anIdThatIsNotFitToBeRepeatedIsReplaced() {
        assertThat(api.send("GET /livez", "X-Request-Id: a b\r\n", "")).containsIgnoringCase("x-request-id: req_");
    }

    @Test
    void preferencesThatAreMetAreNamed() {
        assertThat(api.send("POST /v1/fetch", "Prefer: respond-async, handling=\"strict\"; x=1\r\n", CALL))
                .containsIgnoringCase("preference-applied: handling=strict\r\n");
        assertThat(api.send("POST /v1/fetch", "Prefer: handling=strict\r\n", "{\"urls\":[\"x\"]}"))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"pointer\":\"/urls/0\"");
    }

    @ParameterizedTest
    @CsvSource({
        "POST /v1/fetch, 400, invalid_json",
        "GET /v1/fetch, 400, invalid_request",
        "GET /nowhere, 404, not_found",
        "GET /v1/fetch/x, 404, not_found",
        "DELETE /v1/fetch, 405, method_not_allowed",
        "OPTIONS /v1/fetch, 405, method_not_allowed",
        "TRACE /v1, 405, method_not_allowed",
        "POST /hello, 405, method_not_allowed",
        "GET /problems/nonsense, 404, not_found",
        "GET /hello?delay_ms=60001, 400, invalid_request",
        "GET /hello?delay_ms=-1, 400, invalid_request",
        "GET /hello?delay_ms=x, 400, invalid_request",
        "GET /%zz, 400, invalid_request",
    })
    void refusalsAreProblems(String requestLine, int status, String code) {
        assertThat(api.send(requestLine, "", ""))
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("content-type: application/problem+json")
                .contains("\"status\":" + status)
                .contains("\"code\":\"" + code + "\"")
                .contains("\"type\":\"/problems/" + code.replace('_', '-') + "\"")
                .contains("\"request_id\":\"req_");
    }

    @Test
    void anotherMethodIsToldWhichOnesAreAllowed() {
        assertThat(api.send("DELETE /v1/fetch", "", "")).containsIgnoringCase("allow: POST, GET\r\n");
        assertThat(api.send("POST /hello", "", "")).containsIgnoringCase("allow: GET, HEAD\r\n");
    }

    static Stream<String> pages() {
        return Stream.of("/", "/docs", "/problems/invalid-request");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pagesLoadNothingFromElsewhere(String path) {
        assertThat(api.get(path))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("content-type: text/html; charset=utf-8")
                .containsIgnoringCase("content-security-policy: default-src 'none'; connect-src 'self'")
                .doesNotContain("src=", "@import", "https://");
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void everyProblemHasAPage(ProblemCode code) {
        assertThat(api.get(code.path())).startsWith("HTTP/1.1 200 ").contains(code.label());
    }

    @ParameterizedTest
    @CsvSource({
        "/livez, '{\"status\":\"ok\"}'",
        "/readyz, '{\"status\":\"ready\"}'",
        "/hello?delay_ms=0, '{\"Hello\":\"World\"}'",
        "/hello?delay_ms=20, '{\"Hello\":\"World\"}'",
        "/metrics, 'gather_up 1\n'",
    })
    void smallDocumentsAreServed(String path, String body) {
        assertThat(api.get(path)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n" + body);
        assertThat(api.send("HEAD " + path, "", "")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    }

    @Test
    void theServiceTellsItsLimits() {
        assertThat(api.get("/v1")).contains("\"limits\":{\"urls_per_call\":1000}");
        assertThat(api.get("/openapi.json")).contains("{\"openapi\":\"3.1.");
        assertThat(api.get("/openapi.yaml")).contains("openapi: 3.1.");
    }

    @Test
    void answersAreCompressedOnRequest() {
        assertThat(api.send("GET /openapi.json", "Accept-Encoding: gzip\r\n", ""))
                .containsIgnoringCase("content-encoding: gzip");
    }

    @Test
    void aFormThatCannotBeMadeIsNotAcceptable() {
        assertThat(api.send("POST /v1/fetch", "Accept: image/png\r\n", CALL))
                .startsWith("HTTP/1.1 406 ")
                .contains("\"code\":\"not_acceptable\"");
    }

    @Test
    void abugTellsNothingOfTheInside() {
        assertThat(api.post("{\"urls\":[\"http://a.example/bug\"]}"))
                .startsWith("HTTP/1.1 500 ")
                .contains("\"code\":\"internal_error\"")
                .doesNotContain("secret", "Exception");
        assertThat(api.admission.underWay()).isZero();
        assertThat(api.bugs).hasAtLeastOneElementOfType(IllegalStateException.class);
    }

    @Test
    void aBodyThatIsTooLargeIsAnsweredAndNotRead() throws IOException {
        try (Socket socket = api.connect()) {
            write(socket, "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000000\r\n\r\n");
            assertThat(TestApi.readAll(socket.getInputStream()))
                    .startsWith("HTTP/1.1 413 ")
                    .containsIgnoringCase("connection: close")
                    .contains("\"limit\":16777216,\"actual\":2000000000");
        }
    }

    @Test
    void aSyntaxErrorIsAnsweredBeforeTheBodyIsOver() throws IOException {
        try (Socket socket = api.connect()) {
            write(socket, "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{\"urls\":x");
            assertThat(TestApi.readAll(socket.getInputStream()))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"code\":\"invalid_json\"");
        }
    }

    @Test
    void aCallerWhoAsksFirstIsToldToGoOn() throws IOException {
        try (Socket socket = api.connect()) {
            write(
                    socket,
                    "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n"
                            + "Content-Length: " + CALL.length() + "\r\n\r\n");
            byte[] first = socket.getInputStream().readNBytes(12);
            assertThat(new String(first, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100");
            write(socket, CALL);
            assertThat(TestApi.readAll(socket.getInputStream())).contains("HTTP/1.1 200 ");
        }
        assertThat(api.send("POST /v1/fetch", "Expect: 100-continue\r\nAccept: image/png\r\n", ""))
                .startsWith("HTTP/1.1 406 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: localhost\r\nHost: localhost\r\n", "Host: localhost\r\nHost: evil.example\r\n"})
    void exactlyOneHostIsWanted(String hosts) {
        assertThat(api.raw("GET /livez HTTP/1.1\r\nConnection: close\r\n" + hosts + "\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"code\":\"invalid_request\"");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:80, 200",
        "app.localhost, 200",
        "127.0.0.1:8080, 200",
        "127.9.9.9, 200",
        "[::1]:8080, 200",
        "evil.example, 403",
        "127.0.0.1.evil.example, 403",
        "localhost.evil.example, 403",
        "127.0.0.256, 403",
        "10.0.0.1, 403",
        "[::2], 403",
        "evillocalhost, 403",
        "0.0.0.0, 403",
    })
    void withoutKeysOnlyLoopbackHostsAreServed(String host, int status) {
        assertThat(api.raw("GET /v1 HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @CsvSource({"cross-site, 403", "same-site, 403", "same-origin, 200", "none, 200"})
    void withoutKeysOtherSitesAreRefused(String site, int status) {
        assertThat(api.send("GET /v1", "Sec-Fetch-Site: " + site + "\r\n", "")).startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /%00, 404",
        "GET /v1/fetch/../../etc/passwd, 404",
        "get /v1, 405",
        "GET http://localhost/livez, 200",
    })
    void oddRequestLinesDoNoHarm(String requestLine, int status) {
        assertThat(api.send(requestLine, "", "")).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void whatIsNotHttpIsAProblemToo() {
        assertThat(api.raw("GARBAGE\r\n\r\n")).contains(" 400 Bad Request").contains("\"code\":\"invalid_request\"");
        assertThat(api.raw("GET /" + "x".repeat(70_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .contains(" 414 Request-URI Too Long\r\n", "\"code\":\"request_too_large\"");
        assertThat(api.raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(40_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        String framedTwice = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n";
        assertThat(api.raw("POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\n" + framedTwice + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void keysOpenTheDoor() throws Exception {
        var key = new ApiKey("ann", KEY_HASH, 2);
        try (TestApi keyed = TestApi.start(Options.DEFAULT.keys(key))) {
            assertThat(keyed.post(CALL))
                    .startsWith("HTTP/1.1 401 ")
                    .containsIgnoringCase("www-authenticate: Bearer")
                    .contains("\"code\":\"unauthorized\"");
            assertThat(keyed.send("POST /v1/fetch", "X-API-Key: wrong\r\n", CALL))
                    .startsWith("HTTP/1.1 401 ");
            assertThat(keyed.get("/metrics")).startsWith("HTTP/1.1 401 ");
            assertThat(keyed.get("/v1")).startsWith("HTTP/1.1 401 ");
            assertThat(keyed.get("/livez")).startsWith("HTTP/1.1 200 ");
            assertThat(keyed.get("/docs")).startsWith("HTTP/1.1 200 ");
            assertThat(keyed.raw("GET /livez HTTP/1.1\r\nConnection: close\r\nHost: gather.example\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(keyed.send("POST /v1/fetch", "Authorization: bearer sesame\r\n", CALL))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(keyed.started.poll(5, SECONDS).caller()).isEqualTo("ann");
            assertThat(keyed.send("POST /v1/fetch", "X-API-Key: sesame\r\n", CALL))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(keyed.send("POST /v1/fetch", "X-API-Key: sesame\r\n", CALL))
                    .startsWith("HTTP/1.1 429 ")
                    .containsIgnoringCase("retry-after: 30")
                    .containsIgnoringCase("ratelimit: \"default\";r=0;t=30")
                    .contains("\"code\":\"rate_limited\"");
        }
    }

    @Test
    void aCallerWhoLeavesCancelsTheBatch() throws Exception {
        try (TestApi slow = TestApi.start(Options.DEFAULT.neverSettles())) {
            try (Socket socket = slow.connect()) {
                write(
                        socket,
                        "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + CALL.length() + "\r\n\r\n"
                                + CALL);
                assertThat(slow.started.poll(5, SECONDS)).isNotNull();
                assertThat(slow.buffered.held()).isPositive();
            }
            assertThat(slow.cancelled.poll(5, SECONDS)).isEqualTo("The client went away.");
            slow.admission.drain().await(5, SECONDS);
            assertThat(slow.buffered.held()).isZero();
        }
    }

    @Test
    void whatIsHeldForABodyIsGivenBackWhenItsCallerLeavesHalfway() throws Exception {
        try (TestApi other = TestApi.start(Options.DEFAULT)) {
            try (Socket socket = other.connect()) {
                write(socket, "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n{\"urls\":[");
                long giveUp = System.nanoTime() + SECONDS.toNanos(5);
                while (other.buffered.held() == 0) {
                    assertThat(System.nanoTime()).isLessThan(giveUp);
                    Thread.onSpinWait();
                }
            }
            other.admission.drain().await(5, SECONDS);
            assertThat(other.buffered.held()).isZero();
        }
    }

    @Test
    void aServiceThatDrainsTakesNoCalls() throws Exception {
        try (TestApi draining = TestApi.start(Options.DEFAULT)) {
            draining.admission.drain().await(5, SECONDS);
            assertThat(draining.post(CALL))
                    .startsWith("HTTP/1.1 503 ")
                    .containsIgnoringCase("retry-after: ")
                    .containsIgnoringCase("connection: close")
                    .contains("\"code\":\"draining\"");
            assertThat(draining.get("/readyz")).startsWith("HTTP/1.1 503 ");
            assertThat(draining.get("/livez")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aServiceWhoseMemoryIsSpentTakesNoCalls() throws Exception {
        try (TestApi busy = TestApi.start(Options.DEFAULT)) {
            busy.buffered.hold(32 << 20);
            assertThat(busy.post(CALL))
                    .startsWith("HTTP/1.1 503 ")
                    .containsIgnoringCase("retry-after: 1")
                    .contains("\"code\":\"overloaded\"");
            assertThat(busy.admission.underWay()).isZero();
        }
    }

    @Test
    void slowCallersAreCutOffAndWaitingOnesAreNot() throws Exception {
        Duration soon = Duration.ofMillis(300);
        try (TestApi impatient = TestApi.start(Options.DEFAULT.patience(new Patience(soon, soon, soon, soon)));
                Socket silent = impatient.connect();
                Socket dripping = impatient.connect();
                Socket idle = impatient.connect();
                Socket waiting = impatient.connect()) {
            write(dripping, "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{");
            write(idle, "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
            write(waiting, "GET /hello?delay_ms=2500 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(TestApi.readAll(silent.getInputStream())).isEmpty();
            assertThat(TestApi.readAll(dripping.getInputStream()))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("\"code\":\"request_timeout\"");
            assertThat(TestApi.readAll(idle.getInputStream())).startsWith("HTTP/1.1 200 ");
            assertThat(TestApi.readAll(waiting.getInputStream())).endsWith("{\"Hello\":\"World\"}");
        }
    }

    @Test
    void callsFollowEachOtherOnOneConnection() throws IOException {
        String call =
                "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + CALL.length() + "\r\n\r\n" + CALL;
        String last = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertThat(api.raw(call + call + last).split("HTTP/1.1 200 OK", -1)).hasSize(4);
    }

    @Test
    void nothingIsReadAfterTheLastAnswerOfAConnection() throws IOException {
        String refused =
                "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 2\r\n\r\n{}";
        String answers = api.raw(refused + "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(3));
        assertThat(answers).startsWith("HTTP/1.1 415 ").containsIgnoringCase("connection: close");
        assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(2);
    }

    @Test
    void aRefusedCallWithALittleBodyCostsNoConnection() throws Exception {
        try (TestApi guarded = TestApi.start(Options.DEFAULT.callsPerMinute(1))) {
            String call = "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nContent-Length: ";
            String little = call + CALL.length() + "\r\n\r\n" + CALL;
            String much = call + 70_000 + "\r\n\r\n" + CALL;
            String answers = guarded.raw(little + little + little + much);
            assertThat(answers.split("HTTP/1.1 429 ", -1)).hasSize(4);
            assertThat(answers.split("(?i)connection: close", -1))
                    .as("the last only")
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zz             | 400 | invalid_request",
                "-1             | 400 | invalid_request",
                "fffffffffffff  | 400 | invalid_request",
                "5;x            | 408 | request_timeout",
            })
    void aBodyThatIsNotFramedRightIsTheCallersMistake(String chunk, int status, String code) throws Exception {
        Duration soon = Duration.ofMillis(300);
        try (TestApi strict =
                TestApi.start(Options.DEFAULT.patience(new Patience(TestApi.LONG, soon, TestApi.LONG, TestApi.LONG)))) {
            assertThat(strict.raw(chunked(chunk + "\r\n")))
                    .startsWith("HTTP/1.1 " + status + " ")
                    .containsIgnoringCase("connection: close")
                    .contains("\"code\":\"" + code + "\"");
        }
    }

    @Test
    void trailersThatAreTooLongAreTheCallersMistake() {
        assertThat(api.raw(chunked("1\r\n{\r\n0\r\nx: " + "x".repeat(40_000) + "\r\n\r\n")))
                .startsWith("HTTP/1.1 431 ")
                .contains("\"code\":\"request_too_large\"");
    }

    private static String chunked(String body) {
        return "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
    }

    @Test
    void anErrorEndsTheCallToo() {
        assertThat(api.send("POST /v1/fetch", "Prefer: handling=strict\r\n", "{\"urls\":[\"http://error.example/\"]}"))
                .startsWith("HTTP/1.1 500 ")
                .contains("\"code\":\"internal_error\"");
    }

    @Test
    void aCallerWhoTakesNothingIsCutOff() throws Exception {
        Duration soon = Duration.ofMillis(300);
        var patience = new Patience(TestApi.LONG, TestApi.LONG, TestApi.LONG, soon);
        try (TestApi impatient = TestApi.start(Options.DEFAULT.patience(patience));
                Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4_096);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), impatient.port()));
            write(deaf, "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100));
            assertThat(Stream.generate(() -> nextAnswered(impatient))
                            .anyMatch(call -> call.path().equals("/openapi.json") && call.status() == 499))
                    .isTrue();
            assertThat(ends(deaf)).isTrue();
        }
    }

    @Test
    void moreRequestsInLineThanAnybodyNeedsEndTheConnection() throws Exception {
        try (Socket eager = api.connect()) {
            write(eager, "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1_000));
            assertThat(ends(eager)).isTrue();
        }
    }

    /** Whether the service ends the connection, one way or the other, before the socket's time is out. */
    private static boolean ends(Socket socket) throws IOException {
        socket.setSoTimeout(8_000);
        try {
            long unused = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static AnsweredCall nextAnswered(TestApi from) {
        try {
            AnsweredCall call = from.observed.poll(8, SECONDS);
            assertThat(call).isNotNull();
            return call;
        } catch (InterruptedException cause) {
            throw new AssertionError(cause);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /v1, 200",
        "GET /hello?delay_ms=0, 200",
        "GET /docs, 200",
        "HEAD /metrics, 200",
        "GET /nowhere, 404",
        "GET /hello?x=1, 400",
        "POST /v1/fetch, 200",
    })
    void everyCallIsObservedOnce(String requestLine, int status) throws Exception {
        try (TestApi quiet = TestApi.start(Options.DEFAULT)) {
            String unused = quiet.get("/livez") + quiet.get("/readyz");
            String answer =
                    quiet.send(requestLine, "X-Request-Id: one\r\n", requestLine.startsWith("POST") ? CALL : "");
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            AnsweredCall call = nextAnswered(quiet);
            assertThat(call.requestId()).isEqualTo("one");
            assertThat(call.status()).isEqualTo(status);
            assertThat(requestLine).startsWith(call.method() + " " + call.path());
            if (!requestLine.startsWith("POST")) {
                assertThat(call.bytes()).isEqualTo(body.getBytes(StandardCharsets.UTF_8).length);
            }
            assertThat(quiet.observed).isEmpty();
        }
    }

    @Test
    void headsThatCannotBeReadAreAnsweredAndObservedLikeOthers() throws Exception {
        try (TestApi quiet = TestApi.start(Options.DEFAULT)) {
            String longLine = "GET /" + "x".repeat(70_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            assertThat(quiet.raw(longLine))
                    .containsIgnoringCase("x-request-id: req_")
                    .containsIgnoringCase("x-content-type-options: nosniff")
                    .containsIgnoringCase("cache-control: no-store")
                    .containsIgnoringCase("connection: close");
            assertThat(nextAnswered(quiet).status()).isEqualTo(414);
        }
    }

    @Test
    void aMissingHostIsNamedLikeASecondOne() {
        String none = api.raw("GET /v1 HTTP/1.1\r\nConnection: close\r\n\r\n");
        assertThat(none).startsWith("HTTP/1.1 400 ").contains("Exactly one Host expected.", "\"header\":\"host\"");
    }

    @Test
    void cachesAreToldWhatTheAnswerDependsOn() {
        assertThat(api.get("/openapi.json")).containsIgnoringCase("vary: accept-encoding\r\n");
        assertThat(api.post(CALL)).containsIgnoringCase("vary: accept, accept-encoding\r\n");
        assertThat(api.send("POST /v1/fetch", "Accept: image/png\r\n", CALL))
                .containsIgnoringCase("vary: accept, accept-encoding\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "delay_ms=1&delay_ms=2, Given 2 times.",
        "delay_m=1, Unknown parameter. Did you mean delay_ms?",
        "delay_ms=, Integer 0..60000 expected.",
    })
    void helloIsAsStrictAsTheRest(String query, String detail) {
        assertThat(api.get("/hello?" + query)).startsWith("HTTP/1.1 400 ").contains(detail);
    }

    @Test
    void aDrainWaitsForThoseWhoWaitForHello() throws Exception {
        try (TestApi draining = TestApi.start(Options.DEFAULT);
                Socket waiting = draining.connect()) {
            Future<Void> drained = drainOnceTwoWait(draining, waiting);
            assertThat(TestApi.readAll(waiting.getInputStream()))
                    .containsIgnoringCase("connection: close")
                    .endsWith("{\"Hello\":\"World\"}");
            drained.await(5, SECONDS);
        }
    }

    /** Drains while one waits and another one does who then leaves. */
    private static Future<Void> drainOnceTwoWait(TestApi draining, Socket waiting) throws IOException {
        try (Socket leaving = draining.connect()) {
            write(waiting, "GET /hello?delay_ms=700 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            write(leaving, "GET /hello?delay_ms=60000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            long giveUp = System.nanoTime() + SECONDS.toNanos(5);
            while (draining.admission.underWay() < 2) {
                assertThat(System.nanoTime()).isLessThan(giveUp);
                Thread.onSpinWait();
            }
            Future<Void> drained = draining.admission.drain();
            assertThat(drained.isComplete()).isFalse();
            assertThat(draining.get("/hello?delay_ms=0"))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("draining");
            return drained;
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
