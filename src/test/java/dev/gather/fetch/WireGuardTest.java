package dev.gather.fetch;

import static dev.gather.testing.Eventually.eventually;
import static dev.gather.testing.ScriptedOrigin.flood;
import static dev.gather.testing.ScriptedOrigin.readHead;
import static dev.gather.testing.ScriptedOrigin.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.fetch.Bench.Heard;
import dev.gather.testing.BadOrigin;
import dev.gather.testing.ScriptedOrigin;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer may send beside content, and how much of it. */
class WireGuardTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final FetchOptions PATIENT = Bench.options(20_000, 1);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";

    private Vertx vertx;
    private Bench bench;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bench = Bench.start(vertx);
    }

    @AfterEach
    void stop() {
        bench.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103, 104, 110, 199})
    void interimAnswersAreSkippedAndTheConnectionStaysInStep(int status) {
        String interim = "HTTP/1.1 " + status + " Whatever\r\nX-Not-For: the caller\r\n\r\n";
        try (ScriptedOrigin origin = ScriptedOrigin.start(socket -> {
            for (String head = readHead(socket); !head.isEmpty(); head = readHead(socket)) {
                say(socket, interim + interim);
                say(socket, head.startsWith("HEAD") ? OK.substring(0, OK.length() - 2) : OK);
            }
        })) {
            for (HttpMethod method : new HttpMethod[] {HttpMethod.HEAD, HttpMethod.GET, HttpMethod.HEAD}) {
                Outcome.Answered answer =
                        bench.run(Bench.of(0, method, origin.url("/"), PATIENT)).answered(0);
                assertThat(answer.head().status()).isEqualTo(200);
                assertThat(answer.head().headers().get("x-not-for")).isNull();
                assertThat(answer.bodyBytes()).isEqualTo(method.equals(HttpMethod.GET) ? 2 : 0);
            }
            assertThat(origin.accepted()).isOne();
        }
    }

    @Test
    void twentyInterimAnswersAreLetPassForEachRequest() {
        try (BadOrigin origin = BadOrigin.saying(vertx, "HTTP/1.1 102 Processing\r\n\r\n".repeat(20) + OK)) {
            for (int i = 0; i < 3; i++) {
                assertThat(fetch(origin).outcome(0).ok()).isTrue();
            }
            assertThat(origin.accepted()).isOne();
        }
    }

    @Test
    void oneMoreThanTwentyIsTooMany() {
        try (BadOrigin origin = BadOrigin.saying(vertx, "HTTP/1.1 199 Wait\r\n\r\n".repeat(21))) {
            Failure failure = fetch(origin).failure(0);
            assertThat(failure.code()).isEqualTo(FailureCode.HTTP_PROTOCOL_ERROR);
            assertThat(failure.message()).isEqualTo("127.0.0.1 sent more than 20 interim answers.");
            eventually("the connection is closed", SOON, () -> origin.connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 103 Early Hints\r\n\r\n", "HTTP/1.1 102 Processing\r\n\r\n"})
    void anInterimAnswerToNothingClosesTheConnection(String interim) {
        try (BadOrigin origin = BadOrigin.saying(vertx, OK + interim)) {
            assertThat(fetch(origin).outcome(0).ok()).isTrue();
            eventually("the connection is closed", SOON, () -> origin.connections() == 0);
            assertThat(fetch(origin).outcome(0).ok()).isTrue();
        }
    }

    static Stream<Arguments> honest() {
        String signed = ";chunk-signature=" + "0".repeat(64) + "\r\n";
        return Stream.of(
                Arguments.of("chunks of one byte", "1\r\n.\r\n", 50_000),
                Arguments.of("chunks of one byte, their size in 8 digits", "00000001\r\n.\r\n", 20_000),
                Arguments.of("chunks of five bytes", "5\r\n.....\r\n", 100_000),
                Arguments.of("signed chunks", "1000" + signed + ".".repeat(4_096) + "\r\n", 200),
                Arguments.of("an extension now and then", "1" + signed + ".\r\n", 1_000));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("honest")
    void framingOfHonestServersPasses(String name, String chunk, int count) {
        try (BadOrigin origin = BadOrigin.saying(vertx, CHUNKED + chunk.repeat(count) + "0\r\nX-Sum: 1\r\n\r\n")) {
            for (int i = 0; i < 2; i++) {
                Outcome.Answered answer = fetch(origin).answered(0);
                assertThat(answer.bodyBytes())
                        .isEqualTo(count * chunk.chars().filter(c -> c == '.').count());
            }
            assertThat(origin.accepted()).isOne();
        }
    }

    @Test
    void blankLinesBetweenTwoAnswersEndTheConnectionOnly() {
        try (ScriptedOrigin origin = ScriptedOrigin.start(socket -> {
            String unused = readHead(socket);
            say(socket, OK);
            flood(socket, "\r\n".repeat(10_000));
        })) {
            assertThat(fetch(origin.url("/")).outcome(0).ok()).isTrue();
            eventually("the connection is closed", SOON, () -> origin.connections() == 0);
        }
    }

    @Test
    void blankLinesForAnAnswerEndEarly() {
        try (ScriptedOrigin origin = ScriptedOrigin.start(socket -> {
            String unused = readHead(socket);
            flood(socket, "\r\n".repeat(1_000));
        })) {
            // The codec calls many in one read a line that is too long.
            assertThat(fetch(origin.url("/")).failure(0).code())
                    .isIn(FailureCode.HTTP_PROTOCOL_ERROR, FailureCode.HTTP_RESPONSE_HEADER_SECTION_SIZE);
            eventually("the connection is closed", SOON, () -> origin.connections() == 0);
        }
    }

    private Heard fetch(BadOrigin origin) {
        return fetch(origin.url("/"));
    }

    private Heard fetch(String url) {
        return bench.run(Bench.get(0, url, PATIENT));
    }
}
