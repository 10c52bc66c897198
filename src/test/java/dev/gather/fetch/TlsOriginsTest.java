package dev.gather.fetch;

import static dev.gather.testing.Eventually.eventually;
import static dev.gather.testing.ScriptedOrigin.readHead;
import static dev.gather.testing.ScriptedOrigin.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.fetch.Bench.Heard;
import dev.gather.testing.Awaited;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.ScriptedOrigin;
import dev.gather.testing.ScriptedOrigin.Script;
import dev.gather.testing.TestTls;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with TLS, and what becomes of it: a code, a reason, a closed socket, a permit that is back. */
class TlsOriginsTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
    private static final String WHOLE = OK + "Content-Length: 2\r\n\r\nok";

    /** TLS 1.0, and a cipher that was not offered (RFC 5246, section 7.4.1.3). */
    private static final String SERVER_HELLO_1_0 = serverHello("0301", "002f");

    private static final String SERVER_HELLO_NULL_CIPHER = serverHello("0303", "0002");

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static Bench bench;
    private static GoodOrigin good;

    @BeforeAll
    static void start() throws IOException {
        // The authority of all others that have one is that of the first.
        Path anchors = Files.write(
                directory.resolve("anchors.pem"),
                List.of(TestTls.valid().anchorPem(), TestTls.weak().anchorPem()));
        FetchSettings d = FetchSettings.DEFAULT;
        vertx = Vertx.vertx();
        bench = new Bench(vertx, Bench.LIMITS, new FetchSettings(d.methods(), d.userAgent(), anchors, null, false));
        good = GoodOrigin.startTls(
                vertx, TestTls.valid(), request -> request.response().end("ok"));
    }

    @AfterAll
    static void stop() {
        good.close();
        bench.end();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                certificate("expired", TestTls.expired(), "expired"),
                certificate("not yet valid", TestTls.notYetValid(), "not_yet_valid"),
                certificate("self-signed", TestTls.selfSigned(), "self_signed"),
                certificate("for another name", TestTls.wrongName(), "hostname_mismatch"),
                certificate("by an unknown authority", TestTls.stranger(), "untrusted"),
                certificate("with a gap in its chain", TestTls.incomplete(), "untrusted"),
                certificate("with a weak signature", TestTls.weak(), "untrusted"),
                row("TLS 1.0 only", hello(SERVER_HELLO_1_0), FailureCode.TLS_PROTOCOL_ERROR, "handshake_failed"),
                row(
                        "a cipher that was not offered",
                        hello(SERVER_HELLO_NULL_CIPHER),
                        FailureCode.TLS_PROTOCOL_ERROR,
                        "handshake_failed"),
                row(
                        "an old protocol, said by an alert",
                        hello(alert(70)),
                        FailureCode.TLS_ALERT_RECEIVED,
                        "protocol_version"),
                row("no such name", hello(alert(112)), FailureCode.TLS_ALERT_RECEIVED, "unrecognized_name"),
                row("an unknown alert", hello(alert(211)), FailureCode.TLS_PROTOCOL_ERROR, "handshake_failed"),
                row("no common cipher", hello(alert(40)), FailureCode.TLS_ALERT_RECEIVED, "handshake_failure"),
                row("plain text", hello("HTTP/1.1 400 Bad Request\r\n\r\n"), FailureCode.TLS_PROTOCOL_ERROR, "not_tls"),
                row("garbage", hello(hex("16 0303 0004") + "abcd"), FailureCode.TLS_PROTOCOL_ERROR, "handshake_failed"),
                row("no bytes but a close", Socket::close, FailureCode.TLS_PROTOCOL_ERROR, "closed"),
                row("a close within the handshake", hello(""), FailureCode.TLS_PROTOCOL_ERROR, "closed"),
                row(
                        "a close within a record",
                        hello(SERVER_HELLO_1_0.substring(0, 20)),
                        FailureCode.TLS_PROTOCOL_ERROR,
                        "closed"),
                row("a reset within the handshake", TlsOriginsTest::reset, FailureCode.TLS_PROTOCOL_ERROR, "closed"),
                row("a demand for a certificate, TLS 1.2", demanding("TLSv1.2"), FailureCode.TLS_ALERT_RECEIVED, null),
                row("a demand for a certificate, TLS 1.3", demanding("TLSv1.3"), FailureCode.TLS_ALERT_RECEIVED, null));
    }

    private static Arguments certificate(String name, TestTls tls, String reason) {
        return row("a certificate " + name, handshake(tls), FailureCode.TLS_CERTIFICATE_ERROR, reason);
    }

    private static Arguments row(String name, Script script, FailureCode code, String reason) {
        return Arguments.of(name, script, code, reason);
    }

    @ParameterizedTest(name = "{0}: {2} {3}")
    @MethodSource("failures")
    void endsWithACodeAndItsReason(String name, Script script, FailureCode code, String reason) {
        try (ScriptedOrigin origin = ScriptedOrigin.start(script)) {
            long started = System.nanoTime();
            Heard heard = bench.run(Bench.get(0, origin.tlsUrl("127.0.0.1", "/"), Bench.options(15_000, 3)));
            Failure failure = heard.failure(0);
            assertThat(failure.code()).as(failure.toString()).isEqualTo(code);
            assertThat(failure.phase()).isEqualTo(Phase.TLS);
            assertThat(failure.retryable()).isFalse();
            if (reason != null) {
                assertThat(failure.details()).containsEntry("tls_reason", reason);
            }
            assertThat(failure.message()).contains("127.0.0.1").doesNotContain("Exception");
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
            assertThat(origin.accepted()).isOne();
            eventually("the connection is closed", SOON, () -> origin.connections() == 0);
        }
        assertThatTheNextOneWorks();
    }

    static Stream<Arguments> endlessHandshakes() {
        return Stream.of(
                Arguments.of("silence", (Script) socket -> {}),
                Arguments.of("half a record", (Script) socket -> say(socket, SERVER_HELLO_1_0.substring(0, 20))),
                Arguments.of("a byte now and then", (Script) TlsOriginsTest::drip));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endlessHandshakes")
    void aHandshakeWithoutEndIsBoundedByTheTimeToConnect(String name, Script script) {
        try (ScriptedOrigin origin = ScriptedOrigin.start(script)) {
            long started = System.nanoTime();
            Failure failure = bench.run(Bench.get(0, origin.tlsUrl("127.0.0.1", "/"), Bench.connectingWithin(300)))
                    .failure(0);
            assertThat(failure.code()).as(failure.toString()).isEqualTo(FailureCode.CONNECTION_TIMEOUT);
            assertThat(failure.phase()).isEqualTo(Phase.CONNECT);
            assertThat(failure.retryable()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
            eventually("the permit is back", SOON, bench::idle);
            eventually("the connection is closed", SOON, () -> origin.connections() == 0);
        }
        assertThatTheNextOneWorks();
    }

    /** RFC 9112, section 9.8. */
    @ParameterizedTest
    @CsvSource({
        "'', some, false, HTTP_RESPONSE_INCOMPLETE",
        "'', some, true, ",
        "'', '', false, HTTP_RESPONSE_INCOMPLETE",
        "'', '', true, ",
        "Content-Length: 4, some, false, ",
        "Content-Length: 5, some, false, HTTP_RESPONSE_INCOMPLETE",
        "Content-Length: 5, some, true, HTTP_RESPONSE_INCOMPLETE",
        "Transfer-Encoding: chunked, '4|some|0||', false, ",
        "Transfer-Encoding: chunked, '4|some|', false, HTTP_RESPONSE_INCOMPLETE",
        "Transfer-Encoding: chunked, '4|some|', true, HTTP_RESPONSE_INCOMPLETE",
    })
    void aCloseWithoutCloseNotifyEndsNoBody(String framing, String body, boolean goodbye, FailureCode code) {
        String head = OK + "Connection: close\r\n" + (framing.isEmpty() ? "" : framing + "\r\n") + "\r\n";
        try (ScriptedOrigin origin = ScriptedOrigin.start(socket -> {
            SSLSocket tls = TestTls.valid().over(socket);
            String unused = readHead(tls);
            say(tls, head + body.replace("|", "\r\n"));
            if (goodbye) {
                tls.close();
            }
            socket.close();
        })) {
            Heard heard = bench.run(Bench.get(0, origin.tlsUrl("127.0.0.1", "/"), Bench.options(15_000, 1)));
            if (code == null) {
                assertThat(heard.answered(0).bodyBytes()).isEqualTo(body.isEmpty() ? 0 : 4);
            } else {
                assertThat(heard.failure(0).code()).isEqualTo(code);
                assertThat(heard.failure(0).phase()).isEqualTo(Phase.BODY);
                assertThat(heard.failure(0).retryable()).isTrue();
            }
        }
        assertThatTheNextOneWorks();
    }

    /** RFC 8446, section 6.1: after it nothing comes, whether the connection below ends or not. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCloseNotifyIsTheEndThoughTheConnectionBelowStays(String protocol) {
        try (ScriptedOrigin origin = ScriptedOrigin.start(socket -> {
            SSLSocket tls = TestTls.valid().over(socket);
            tls.setEnabledProtocols(new String[] {protocol});
            String unused = readHead(tls);
            say(tls, OK + "\r\nwhole");
            tls.shutdownOutput();
        })) {
            long started = System.nanoTime();
            assertThat(fetch(origin, "127.0.0.1").answered(0).bodyBytes()).isEqualTo(5);
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(9));
            eventually("the connection is closed", SOON, () -> origin.connections() == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', CONNECTION_TERMINATED, WAIT",
        "'Content-Length: 9||some', HTTP_RESPONSE_INCOMPLETE, BODY",
        "'Transfer-Encoding: chunked||4|some|', HTTP_RESPONSE_INCOMPLETE, BODY",
        "'|some', HTTP_RESPONSE_INCOMPLETE, BODY",
    })
    void whatBreaksTlsAfterItsHandshakeEndsTheConnection(String beforehand, FailureCode code, Phase phase) {
        try (ScriptedOrigin origin = ScriptedOrigin.start(socket -> {
            SSLSocket tls = TestTls.valid().over(socket);
            String unused = readHead(tls);
            if (!beforehand.isEmpty()) {
                say(tls, OK + beforehand.replace("|", "\r\n"));
            }
            say(socket, "and now for something in plain text");
        })) {
            Heard heard = fetch(origin, "127.0.0.1");
            Failure failure = heard.failure(0);
            assertThat(failure.code()).as(failure.toString()).isEqualTo(code);
            assertThat(failure.phase()).isEqualTo(phase);
            assertThat(failure.retryable()).isTrue();
            assertThat(failure.details()).isEmpty();
            eventually("the connection is closed", SOON, () -> origin.connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothProtocolsThatAreGoodEnoughWork(String protocol) {
        try (ScriptedOrigin origin = ScriptedOrigin.start(answering(protocol, tls -> {}))) {
            assertThat(fetch(origin, "127.0.0.1").outcome(0).ok()).isTrue();
        }
    }

    @Test
    void aRenegotiationIsNoHarm() {
        try (ScriptedOrigin origin = ScriptedOrigin.start(answering("TLSv1.2", SSLSocket::startHandshake))) {
            assertThat(fetch(origin, "127.0.0.1").outcome(0).ok()).isTrue();
        }
    }

    /** RFC 6066, section 3: literal addresses are not permitted. */
    @Test
    void namesAreIndicatedAndLiteralsAreNot() {
        List<String> indicated = new CopyOnWriteArrayList<>();
        try (ScriptedOrigin origin = ScriptedOrigin.start(socket -> {
            SSLSocket tls = TestTls.valid().over(socket);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setSNIMatchers(List.of(new Noting(indicated)));
            tls.setSSLParameters(parameters);
            String unused = readHead(tls);
            say(tls, WHOLE);
        })) {
            assertThat(fetch(origin, "127.0.0.1").outcome(0).ok()).isTrue();
            assertThat(indicated).isEmpty();
            assertThat(fetch(origin, "a.localhost").failure(0).details())
                    .containsEntry("tls_reason", "hostname_mismatch");
            assertThat(indicated).containsExactly("a.localhost");
        }
    }

    /** The name has two addresses, and nobody listens at ::1. */
    @Test
    void aBadCertificateIsNotHiddenByWhatTheNextAddressSays() {
        try (ScriptedOrigin origin = ScriptedOrigin.start(handshake(TestTls.expired()))) {
            Failure failure = fetch(origin, "localhost").failure(0);
            assertThat(failure.code()).isEqualTo(FailureCode.TLS_CERTIFICATE_ERROR);
            assertThat(failure.details()).containsEntry("tls_reason", "expired");
            assertThat(origin.accepted()).isOne();
        }
    }

    /** The name has two addresses, and the second is dialled while TLS with the first takes its time. */
    @Test
    void anAddressThatIsLateIsTakenIfTheNextOneSaysNothing() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(socket -> {
                    boolean inTime = late.await(SOON.toSeconds(), TimeUnit.SECONDS);
                    assertThat(inTime).isTrue();
                    answering("TLSv1.3", tls -> {}).hold(socket);
                });
                ServerSocket silent = new ServerSocket(origin.port(), 50, InetAddress.getAllByName("::1")[0])) {
            Heard heard = bench.start(Bench.batch(
                    List.of(Bench.get(0, origin.tlsUrl("localhost", "/"), Bench.connectingWithin(4_000))),
                    Mode.ALL_SETTLED,
                    15_000));
            silent.setSoTimeout((int) SOON.toMillis());
            try (Socket dialled = silent.accept()) {
                late.countDown();
                assertThat(Awaited.of(heard.ended.future()).outcome(0).ok()).isTrue();
                assertThat(dialled.isClosed()).isFalse();
            }
        }
    }

    /** Keeps the name that a client indicated, and takes it. */
    private static final class Noting extends SNIMatcher {
        private final List<String> names;

        Noting(List<String> names) {
            super(StandardConstants.SNI_HOST_NAME);
            this.names = names;
        }

        @Override
        public boolean matches(SNIServerName name) {
            names.add(new String(name.getEncoded(), StandardCharsets.US_ASCII));
            return true;
        }
    }

    private static Heard fetch(ScriptedOrigin origin, String name) {
        return bench.run(Bench.get(0, origin.tlsUrl(name, "/"), Bench.options(15_000, 1)));
    }

    private static void assertThatTheNextOneWorks() {
        eventually("permits are back", SOON, bench::idle);
        Heard next = bench.run(Bench.get(0, good.url("/"), Bench.options(15_000, 1)));
        assertThat(next.outcome(0).ok()).isTrue();
    }

    private interface Turn {
        void take(SSLSocket tls) throws IOException;
    }

    /** Answers one request, after one more turn of its own. */
    private static Script answering(String protocol, Turn beforehand) {
        return socket -> {
            SSLSocket tls = TestTls.valid().over(socket);
            tls.setEnabledProtocols(new String[] {protocol});
            String unused = readHead(tls);
            beforehand.take(tls);
            say(tls, WHOLE);
        };
    }

    private static Script handshake(TestTls tls) {
        return socket -> tls.over(socket).startHandshake();
    }

    private static Script demanding(String protocol) {
        return socket -> {
            SSLSocket tls = TestTls.valid().over(socket);
            tls.setEnabledProtocols(new String[] {protocol});
            tls.setNeedClientAuth(true);
            tls.startHandshake();
        };
    }

    /** Takes the client's hello, says this and closes. */
    private static Script hello(String bytes) {
        return socket -> {
            readHello(socket);
            say(socket, bytes);
            socket.shutdownOutput();
        };
    }

    private static void readHello(Socket socket) throws IOException {
        byte[] header = socket.getInputStream().readNBytes(5);
        byte[] hello = socket.getInputStream().readNBytes(((header[3] & 0xff) << 8) | (header[4] & 0xff));
        assertThat(hello).isNotEmpty();
    }

    private static void reset(Socket socket) throws IOException {
        readHello(socket);
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void drip(Socket socket) throws IOException {
        for (int i = 0; i < SERVER_HELLO_1_0.length(); i++) {
            say(socket, SERVER_HELLO_1_0.substring(i, i + 1));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /** A record with a fatal alert (RFC 8446, section 6). */
    private static String alert(int description) {
        return hex("15 0303 0002 02") + (char) description;
    }

    /** A record with a server's hello: version, 32 random bytes, no session, cipher, no compression. */
    private static String serverHello(String version, String cipher) {
        return hex("16 " + version + " 002a 02 000026" + version) + "r".repeat(32) + hex("00" + cipher + "00");
    }

    private static String hex(String digits) {
        return new String(HexFormat.of().parseHex(digits.replace(" ", "")), StandardCharsets.ISO_8859_1);
    }
}
