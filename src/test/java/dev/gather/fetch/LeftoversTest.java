package dev.gather.fetch;

import static dev.gather.testing.Eventually.eventually;
import static dev.gather.testing.ScriptedOrigin.readHead;
import static dev.gather.testing.ScriptedOrigin.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.BadOrigin;
import dev.gather.testing.ScriptedOrigin;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an origin says after an answer reaches no other caller: its connection is not used again. */
class LeftoversTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

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

    static Stream<Arguments> leftovers() {
        return Stream.of(
                        "H",
                        "EXTRA",
                        " ",
                        "HTTP/1.1 200 OK",
                        "HTTP/1.1 200 OK\r",
                        "HTTP/1.1 200 OK\r\n",
                        "HTTP/1.1 200 OK\r\nX-Swallowed: ",
                        "HTTP/1.1 200 OK\r\nX-Swallowed: a\r",
                        "HTTP/1.1 200 OK\r\nX-Swallowed: a\r\n\r",
                        "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\npoison",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff",
                        "HTTP/1.1 103 Early Hints\r\nX-Swallowed: ",
                        "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
                        "\u00ff",
                        "\r\n\r\nH")
                .flatMap(leftover -> Stream.of(
                                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
                        .map(answer -> Arguments.of(answer, leftover)));
    }

    @ParameterizedTest
    @MethodSource("leftovers")
    void nothingOfThemReachesTheNextFetch(String answer, String leftover) {
        try (ScriptedOrigin origin = ScriptedOrigin.start(socket -> {
            String first = readHead(socket);
            say(socket, first.startsWith("GET /first") ? answer + leftover : GOOD);
            String second = readHead(socket);
            say(socket, second.isEmpty() ? "" : GOOD);
        })) {
            assertThat(fetch(HttpMethod.GET, origin.url("/first")).outcome(0).ok())
                    .isTrue();
            assertGood(fetch(HttpMethod.POST, origin.url("/next")).answered(0));
            assertThat(origin.accepted()).isEqualTo(2);
            eventually("the first connection is closed", SOON, () -> origin.connections() == 1);
        }
    }

    /** The next hop wants the connection at once. */
    @Test
    void nothingOfThemReachesTheNextHop() {
        String redirect = "HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n";
        try (ScriptedOrigin origin = ScriptedOrigin.start(socket -> {
            String head = readHead(socket);
            say(socket, head.startsWith("GET /first") ? redirect + "HTTP/1.1 200 OK\r\nX-Swallowed: " : GOOD);
            String unused = readHead(socket);
            say(socket, unused.isEmpty() ? "" : GOOD);
        })) {
            assertGood(fetch(HttpMethod.GET, origin.url("/first")).answered(0));
            assertThat(origin.accepted()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"H", "\r\n", "EXTRA", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"})
    void oneByteWhileNothingIsAwaitedClosesTheConnection(String leftover) {
        CountDownLatch idle = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(socket -> {
            String unused = readHead(socket);
            say(socket, GOOD);
            if (idle.await(SOON.toMillis(), TimeUnit.MILLISECONDS)) {
                say(socket, leftover);
            }
        })) {
            assertGood(fetch(HttpMethod.GET, origin.url("/")).answered(0));
            assertThat(origin.connections()).isOne();
            idle.countDown();
            eventually("the connection is closed", SOON, () -> origin.connections() == 0);
            assertGood(fetch(HttpMethod.POST, origin.url("/")).answered(0));
        }
    }

    /** Old servers end a body with a line break that its length leaves out. */
    @Test
    void aLineBreakAfterAnAnswerDoesNoHarm() {
        try (BadOrigin origin = BadOrigin.saying(vertx, GOOD + "\r\n")) {
            for (int i = 0; i < 3; i++) {
                assertGood(fetch(HttpMethod.POST, origin.url("/")).answered(0));
            }
            assertThat(origin.accepted()).isOne();
        }
    }

    private static void assertGood(Outcome.Answered answer) {
        assertThat(answer.head().status()).isEqualTo(200);
        assertThat(answer.head().headers().get("x-swallowed")).isNull();
        assertThat(new String(answer.content().bytes(), 0, answer.content().length(), StandardCharsets.ISO_8859_1))
                .isEqualTo("good");
    }

    private Bench.Heard fetch(HttpMethod method, String url) {
        return bench.run(Bench.of(0, method, url, Bench.options(10_000, 1)));
    }
}
