package dev.gather.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.api.ConnectionGuard.Patience;
import dev.gather.api.TestApi.Options;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request heads that are wrong, odd, slow, or a browser's for somebody else. */
class HostileHeadsTest {
    private static final String CALL = "{\"urls\":[\"http://a.example/\"]}";
    private static final String HOST = "Host: localhost\r\n";
    private static final String SECOND = "GET /livez HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";

    private static TestApi api;

    @BeforeAll
    static void start() throws Exception {
        api = TestApi.start(Options.DEFAULT);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    /** A request as its bytes in ISO 8859-1, and the status of its only answer. */
    private record Row(String text, int status) {
        @Override
        public String toString() {
            return status + " " + text.substring(0, Math.min(text.length(), 90)).replaceAll("\\p{Cntrl}", ".");
        }
    }

    private static Row line(String requestLine, int status) {
        return new Row(requestLine + "\r\n" + HOST + "\r\n", status);
    }

    private static Row header(String header, int status) {
        return new Row("GET /livez HTTP/1.1\r\n" + HOST + header + "\r\n\r\n", status);
    }

    private static Row framed(String header, int status) {
        return new Row("POST /v1/fetch HTTP/1.1\r\n" + HOST + header + "\r\n\r\n" + CALL, status);
    }

    static Stream<Row> unreadable() {
        return Stream.of(versions(), targets(), headers(), framings()).flatMap(rows -> rows);
    }

    private static Stream<Row> versions() {
        return Stream.of(
                new Row("GET /livez\r\n\r\n", 400),
                line("GET /livez HTTP/0.9", 505),
                line("GET /livez HTTP/2.0", 505),
                line("GET /livez HTTP/3.0", 505),
                line("GET /livez HTTP/1.10", 400),
                line("GET /livez HTTP/1.1x", 400),
                line("GET /livez HTCPCP/1.0", 400),
                line("GET /livez ICY", 400),
                new Row("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 505),
                new Row("\u0016\3\1\2\0\1\0\1\u00fc\3\3" + "\7".repeat(64) + "\r\n\r\n", 400),
                new Row("SSH-2.0-OpenSSH_9.9\r\n", 400));
    }

    private static Stream<Row> targets() {
        return Stream.of(
                line("GET  HTTP/1.1", 400),
                line("GET /li vez HTTP/1.1", 400),
                line("GET /livez\0 HTTP/1.1", 400),
                line("GET /livez\u007f HTTP/1.1", 400),
                line("GET /livez\u0001 HTTP/1.1", 400),
                line("GET /v1/fetch?url=http://a.example/\u00e9 HTTP/1.1", 400),
                line("GET /v1/fetch?url=http://a.example/\u00c3\u00a9 HTTP/1.1", 400),
                line("GET /" + "x".repeat(70_000) + " HTTP/1.1", 414));
    }

    private static Stream<Row> headers() {
        String many = IntStream.range(0, 10_000).mapToObj(i -> "X" + i + ": y").collect(Collectors.joining("\r\n"));
        return Stream.of(
                header(": x", 400),
                header("nonsense", 400),
                header("X : a", 400),
                header("X\0: a", 400),
                header("X\u00e9: a", 400),
                header("X: a\0b", 400),
                header("X: a\rb", 400),
                new Row("GET /livez HTTP/1.1\r\n " + HOST + "\r\n", 400),
                new Row("GET /livez HTTP/1.1\nHost: localhost\n\n", 400),
                header("X: " + "x".repeat(100 << 10), 431),
                header(many, 431));
    }

    private static Stream<Row> framings() {
        String length = "Content-Length: " + CALL.length();
        return Stream.of(
                framed(length + "\r\n" + length, 400),
                framed(length + "\r\nContent-Length: 1", 400),
                framed(length + ", " + CALL.length(), 400),
                framed("Content-Length : " + CALL.length(), 400),
                framed("Content-Length: +" + CALL.length(), 400),
                framed("Content-Length: -1", 400),
                framed("Content-Length: 0x1e", 400),
                framed("Content-Length: 99999999999999999999", 400),
                framed(length + "\r\nTransfer-Encoding: chunked", 400),
                framed("Transfer-Encoding: gzip, chunked", 501),
                framed("Transfer-Encoding: chunked, gzip", 400),
                framed("Transfer-Encoding: identity", 400),
                framed("Transfer-Encoding: xchunked", 400),
                framed("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", 501),
                framed("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400),
                new Row("POST /v1/fetch HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void whatIsNotHttp11IsAProblemAndTheLastWordOnItsConnection(Row row) throws IOException {
        String answer = rawLatin1(row.text() + SECOND);
        assertThat(answer)
                .containsPattern("^HTTP/1\\.[01] " + row.status() + " ")
                .containsIgnoringCase("content-type: application/problem+json")
                .containsIgnoringCase("connection: close\r\n")
                .contains("\"status\":" + row.status());
        assertThat(answer.split("HTTP/1\\.[01] \\d", -1)).as(answer).hasSize(2);
    }

    static Stream<Row> readable() {
        String upgrade =
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA";
        String socket = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + "dGhlIHNhbXBsZSBub25jZQ==";
        return Stream.of(
                line("GET /livez HTTP/1.1", 200),
                line("GET /livez HTTP/1.2", 200),
                line("GET /livez HTTP/1.9", 200),
                line("GET /livez http/1.1", 200),
                line("GET http://localhost/livez HTTP/1.1", 200),
                line("HEAD /livez HTTP/1.1", 200),
                line("CONNECT localhost:80 HTTP/1.1", 400),
                line("CONNECT /v1/fetch HTTP/1.1", 405),
                line("TRACE /v1/fetch HTTP/1.1", 405),
                line("OPTIONS * HTTP/1.1", 400),
                line("GET * HTTP/1.1", 400),
                line("GET livez HTTP/1.1", 400),
                header("X: a\r\n b", 200),
                header(upgrade, 200),
                header(socket, 200),
                header("Expect: 100-continue", 200),
                new Row("\r\n\r\nGET /livez HTTP/1.1\r\n" + HOST + "\r\n", 200),
                new Row("GET /livez HTTP/1.1\r\n\r\n", 400),
                new Row("GET /livez HTTP/1.1\r\nHost:\r\n\r\n", 403),
                new Row("GET /livez HTTP/1.1\r\n" + HOST + HOST + "\r\n", 400),
                new Row("GET /livez HTTP/1.1\r\nHost: local\r\n host\r\n\r\n", 400));
    }

    @ParameterizedTest
    @MethodSource("readable")
    void whatIsOddButCanBeReadIsAnsweredAndTheConnectionGoesOn(Row row) throws IOException {
        String answer = rawLatin1(row.text() + SECOND);
        assertThat(answer).startsWith("HTTP/1.1 " + row.status() + " ").contains("HTTP/1.1 200 OK");
        assertThat(answer.split("HTTP/1\\.[01] \\d", -1)).as(answer).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"'', false", "'Connection: close\r\n', false", "'Connection: keep-alive\r\n', true"})
    void http10WorksAndClosesUnlessAskedNotTo(String connection, boolean stays) throws IOException {
        String first = "GET /livez HTTP/1.0\r\n" + HOST + connection + "\r\n";
        String answer = rawLatin1(first + SECOND);
        assertThat(answer).startsWith("HTTP/1.0 200 OK\r\n").contains("\r\n\r\n{\"status\":\"ok\"}");
        assertThat(answer.contains("HTTP/1.1 200 OK")).isEqualTo(stays);
        String call = "POST /v1/fetch HTTP/1.0\r\n" + HOST + "Content-Length: " + CALL.length() + "\r\n\r\n" + CALL;
        assertThat(rawLatin1(call))
                .startsWith("HTTP/1.0 200 OK\r\n")
                .contains("\"counts\":{\"total\":1,")
                .doesNotContainIgnoringCase("transfer-encoding");
    }

    @Test
    void http10NeedsNoHostWhereKeysGuardTheDoor() throws Exception {
        assertThat(rawLatin1("GET /livez HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 403 ");
        var key = new ApiKey("ann", "d0c04f4b1951e4aeaaec8223ed2039e542f3aae805a6fa7f6d794e5afff5d272", 2);
        try (TestApi keyed = TestApi.start(Options.DEFAULT.keys(key))) {
            assertThat(keyed.raw("GET /livez HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 200 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, 100-continue, HTTP/1.1 100 ",
        "HTTP/1.1, 100-CONTINUE, HTTP/1.1 100 ",
        "HTTP/1.0, 100-continue, HTTP/1.0 200 ",
        "HTTP/1.1, 200-ok, HTTP/1.1 417 ",
        "HTTP/1.1, '100-continue, x', HTTP/1.1 417 ",
        "HTTP/1.1, 'x\r\nExpect: 100-continue', HTTP/1.1 417 ",
    })
    void oneExpectationCanBeMet(String version, String expectation, String first) throws IOException {
        String head = "POST /v1/fetch " + version + "\r\n" + HOST + "Connection: close\r\nExpect: " + expectation
                + "\r\nContent-Length: " + CALL.length() + "\r\n\r\n";
        assertThat(rawLatin1(head + CALL)).startsWith(first);
    }

    @Test
    void whoeverAsksBeforeSendingTooMuchIsToldAtOnce() throws IOException {
        String head =
                "POST /v1/fetch HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 2000000000\r\n\r\n";
        assertThat(rawLatin1(head)).startsWith("HTTP/1.1 413 ").doesNotContain("HTTP/1.1 100");
    }

    @Test
    void aHeadThatDripsOnAUsedConnectionIsCutOffAndAnIdleOneIsNot() throws Exception {
        Duration soon = Duration.ofMillis(300);
        var patience = new Patience(soon, TestApi.LONG, TestApi.LONG, TestApi.LONG);
        try (TestApi impatient = TestApi.start(Options.DEFAULT.patience(patience));
                Socket dripping = impatient.connect();
                Socket blank = impatient.connect();
                Socket idle = impatient.connect()) {
            for (Socket socket : new Socket[] {dripping, blank, idle}) {
                ask(socket);
            }
            write(dripping, "GET /livez HTTP/1.1\r\nHos");
            write(blank, "\r\n");
            assertThat(dripping.getInputStream().read()).isNegative();
            assertThat(blank.getInputStream().read()).isNegative();
            ask(idle);
        }
    }

    @Test
    void aHeadInPiecesIsReadAsOne() throws Exception {
        try (Socket socket = api.connect()) {
            for (String piece : "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".split("(?<=[\\r/:])", -1)) {
                write(socket, piece);
            }
            assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 200 OK");
            ask(socket);
        }
    }

    private static void ask(Socket socket) throws IOException {
        write(socket, "GET /livez HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 200 OK");
    }

    private static String answer(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("{\"status\":\"ok\"}") < 0) {
            int read = in.read();
            assertThat(read).as(text.toString()).isNotNegative();
            text.append((char) read);
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1, LOCALHOST, 200",
        "/v1, localhost:8080, 200",
        "/v1, 127.0.0.1, 200",
        "/v1, [::1], 200",
        "/v1, [::1]:8080, 200",
        "/v1, localhost., 403",
        "/v1, evil.example, 403",
        "/v1, 127.0.0.1.evil.example, 403",
        "/v1, localhost.evil.example, 403",
        "/v1, 127.0.0.1.nip.io, 403",
        "/v1, evil.example:127, 403",
        "/v1, 2130706433, 403",
        "/v1, 0x7f000001, 403",
        "/v1, 127.1, 403",
        "/v1, [::ffff:127.0.0.1], 400",
        "/v1, [0:0:0:0:0:0:0:1], 403",
        "/v1, localhost@evil.example, 400",
        "/v1, 'localhost evil.example', 400",
        "/v1, 'localhost,evil.example', 403",
        "http://localhost/v1, localhost, 200",
        "http://LOCALHOST:80/v1, localhost, 200",
        "http://evil.example/v1, localhost, 403",
        "http://localhost@evil.example/v1, localhost, 403",
        "http://127.0.0.1.evil.example:80/v1, localhost, 403",
        "http://localhost/v1, evil.example, 403",
    })
    void withoutKeysNobodyGetsInByARebindableName(String target, String host, int status) throws IOException {
        assertThat(rawLatin1("GET " + target + " HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ")
                .doesNotContain(status == 200 ? "\"code\"" : "\"limits\"");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 200",
        "same-origin, '', 200",
        "none, '', 200",
        "same-origin, http://localhost:1, 200",
        "'', HTTP://LOCALHOST:1, 200",
        "cross-site, '', 403",
        "same-site, '', 403",
        "CROSS-SITE, '', 403",
        "garbage, '', 403",
        "'', null, 403",
        "'', https://evil.example, 403",
        "'', http://localhost:3000, 403",
        "'', http://localhost:1.evil.example, 403",
        "'', http://localhost, 403",
        "same-origin, https://evil.example, 403",
        "cross-site, http://localhost:1, 403",
    })
    void withoutKeysAPageOfAnotherSiteGetsNothingFetched(String site, String origin, int status) throws IOException {
        String headers = (site.isEmpty() ? "" : "Sec-Fetch-Site: " + site + "\r\n")
                + (origin.isEmpty() ? "" : "Origin: " + origin + "\r\n");
        String form =
                "POST /v1/fetch HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\nContent-Type: text/plain\r\n"
                        + headers + "Content-Length: 17\r\n\r\nhttp://a.example/";
        String answer = rawLatin1(form);
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").doesNotContainIgnoringCase("access-control-");
        assertThat(answer.contains("\"counts\"")).isEqualTo(status == 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/fetch", "/v1", "/hello", "/metrics"})
    void nobodyIsPermittedToAskFromAnotherSite(String path) throws IOException {
        String preflight =
                "OPTIONS " + path + " HTTP/1.1\r\n" + HOST + "Connection: close\r\nOrigin: https://evil.example\r\n"
                        + "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n\r\n";
        assertThat(rawLatin1(preflight)).startsWith("HTTP/1.1 405 ").doesNotContainIgnoringCase("access-control-");
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, 415",
        "GZIP, 415",
        "x-gzip, 415",
        "deflate, 415",
        "br, 415",
        "zstd, 415",
        "'gzip, gzip', 415",
        "'identity, gzip', 415",
        "unheard-of, 415",
        "identity, 200",
        "'', 200",
    })
    void aBodyIsReadWithoutACodingOrNotAtAll(String coding, int status) throws IOException {
        String head =
                "POST /v1/fetch HTTP/1.1\r\n" + HOST + "Connection: close\r\nContent-Encoding: " + coding + "\r\n";
        String answer = rawLatin1(head + "Content-Length: " + CALL.length() + "\r\n\r\n" + CALL);
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer.contains("\r\nAccept-Encoding: identity\r\n")).isEqualTo(status == 415); // RFC 9110, 12.5.3
    }

    @ParameterizedTest
    @CsvSource({"'#', 4000, 200", "'#', 5000, 400", "'# line\n', 5000, 400", "'# a line\n', 20000, 200"})
    void aBodyMayComeInSmallChunksButNotInCrumbs(String chunk, int count, int status) throws IOException {
        String head = "POST /v1/fetch HTTP/1.1\r\n" + HOST
                + "Connection: close\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
        String chunks = (Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n").repeat(count);
        String answer = rawLatin1(head + chunks + "12\r\n\nhttp://a.example/\r\n0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer.contains("too many chunks that are too small")).isEqualTo(status == 400);
    }

    private static String rawLatin1(String text) throws IOException {
        try (Socket socket = api.connect()) {
            write(socket, text);
            return TestApi.readAll(socket.getInputStream());
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
