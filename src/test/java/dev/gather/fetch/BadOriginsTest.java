package dev.gather.fetch;

import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.content.BodyForm;
import dev.gather.fetch.Bench.Heard;
import dev.gather.limit.LimitSettings;
import dev.gather.testing.BadOrigin;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What bad origins do, and what becomes of it: a code, a phase, a closed socket, a permit that is back. */
class BadOriginsTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private Vertx vertx;
    private Bench bench;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bench = new Bench(vertx, new LimitSettings(100, 6, Map.of(), 600, 64 << 20));
    }

    @AfterEach
    void stop() {
        bench.end();
    }

    static Stream<Arguments> manners() {
        return Stream.of(
                row("silent", BadOrigin::silent, FailureCode.HTTP_RESPONSE_TIMEOUT, Phase.WAIT),
                row("dripping head", v -> BadOrigin.drippingHead(v, 20), FailureCode.HTTP_RESPONSE_TIMEOUT, Phase.WAIT),
                row(
                        "dripping body",
                        v -> BadOrigin.drippingBody(v, 20),
                        FailureCode.CONNECTION_READ_TIMEOUT,
                        Phase.BODY),
                row("stalling body", BadOrigin::stallingBody, FailureCode.CONNECTION_READ_TIMEOUT, Phase.BODY),
                row(
                        "interim answers",
                        v -> BadOrigin.drippingInterim(v, 20),
                        FailureCode.HTTP_RESPONSE_TIMEOUT,
                        Phase.WAIT),
                row("truncating", BadOrigin::truncating, FailureCode.HTTP_RESPONSE_INCOMPLETE, Phase.BODY),
                row("truncating chunks", BadOrigin::truncatingChunks, FailureCode.HTTP_RESPONSE_INCOMPLETE, Phase.BODY),
                row("closing", BadOrigin::closing, FailureCode.CONNECTION_TERMINATED, Phase.WAIT),
                row("resetting", BadOrigin::resetting, FailureCode.CONNECTION_TERMINATED, Phase.WAIT),
                row("resetting in head", BadOrigin::resettingInHead, FailureCode.CONNECTION_TERMINATED, Phase.WAIT),
                row("resetting in body", BadOrigin::resettingInBody, FailureCode.HTTP_RESPONSE_INCOMPLETE, Phase.BODY),
                row("endless", BadOrigin::endless, FailureCode.HTTP_RESPONSE_BODY_SIZE, Phase.BODY),
                row(
                        "huge length",
                        v -> BadOrigin.hugeLength(v, 1L << 60),
                        FailureCode.HTTP_RESPONSE_BODY_SIZE,
                        Phase.BODY),
                row(
                        "endless headers",
                        BadOrigin::endlessHeaders,
                        FailureCode.HTTP_RESPONSE_HEADER_SECTION_SIZE,
                        Phase.HEAD),
                row(
                        "1 MiB header",
                        v -> BadOrigin.hugeHeader(v, 1 << 20),
                        FailureCode.HTTP_RESPONSE_HEADER_SECTION_SIZE,
                        Phase.HEAD),
                row(
                        "1 MiB status line",
                        v -> BadOrigin.hugeStatusLine(v, 1 << 20),
                        FailureCode.HTTP_RESPONSE_HEADER_SECTION_SIZE,
                        Phase.HEAD),
                row("bomb", v -> BadOrigin.decompressionBomb(v, 64), FailureCode.HTTP_RESPONSE_BODY_SIZE, Phase.BODY),
                row("two lengths", BadOrigin::lyingLength, FailureCode.HTTP_PROTOCOL_ERROR, Phase.HEAD),
                row("length and chunks", BadOrigin::lengthAndChunked, FailureCode.HTTP_PROTOCOL_ERROR, Phase.HEAD),
                row("bad chunks", BadOrigin::badChunks, FailureCode.HTTP_PROTOCOL_ERROR, Phase.BODY),
                row("garbage", BadOrigin::garbage, FailureCode.HTTP_PROTOCOL_ERROR, Phase.HEAD),
                row("HTTP/0.9", BadOrigin::http09, FailureCode.HTTP_PROTOCOL_ERROR, Phase.HEAD),
                row("101", BadOrigin::unsolicited101, FailureCode.HTTP_PROTOCOL_ERROR, Phase.HEAD),
                row("status 0", v -> BadOrigin.status(v, 0), FailureCode.HTTP_PROTOCOL_ERROR, Phase.HEAD),
                row("status 99", v -> BadOrigin.status(v, 99), FailureCode.HTTP_PROTOCOL_ERROR, Phase.HEAD),
                row("status 102", v -> BadOrigin.status(v, 102), FailureCode.HTTP_PROTOCOL_ERROR, Phase.HEAD),
                row("status 999", v -> BadOrigin.status(v, 999), FailureCode.HTTP_PROTOCOL_ERROR, Phase.HEAD),
                row("status 20000", v -> BadOrigin.status(v, 20_000), FailureCode.HTTP_PROTOCOL_ERROR, Phase.HEAD),
                row("redirect loop", BadOrigin::redirectLoop, FailureCode.TOO_MANY_REDIRECTS, Phase.REDIRECT),
                row(
                        "redirect to file:",
                        v -> BadOrigin.redirectTo(v, "file:///etc/passwd"),
                        FailureCode.INVALID_URL,
                        Phase.REDIRECT),
                row("truncated gzip", BadOrigin::gzipTruncated, FailureCode.HTTP_RESPONSE_CONTENT_CODING, Phase.BODY),
                row("corrupt gzip", BadOrigin::gzipCorrupt, FailureCode.HTTP_RESPONSE_CONTENT_CODING, Phase.BODY),
                row(
                        "unknown coding",
                        v -> BadOrigin.saying(
                                v, "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nxx"),
                        FailureCode.HTTP_RESPONSE_CONTENT_CODING,
                        Phase.BODY));
    }

    private static Arguments row(String name, Function<Vertx, BadOrigin> manner, FailureCode code, Phase phase) {
        return Arguments.of(name, manner, code, phase);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("manners")
    void endsWithACodeAndClosesTheSocket(
            String name, Function<Vertx, BadOrigin> manner, FailureCode code, Phase phase) {
        try (BadOrigin origin = manner.apply(vertx)) {
            Heard heard = bench.run(Bench.get(0, origin.url("/again"), Bench.options(400, 1)));
            assertThat(heard.failure(0).code()).isEqualTo(code);
            assertThat(heard.failure(0).phase()).isEqualTo(phase);
            assertThat(heard.failure(0).message()).doesNotContain("Exception").doesNotContain("io.netty");
            boolean answerWasWhole = phase == Phase.REDIRECT || (name.endsWith("gzip") && phase == Phase.BODY);
            if (!answerWasWhole) {
                eventually("the connection is closed", SOON, () -> origin.connections() == 0);
            }
        }
    }

    @Test
    void gzipWithinGzipIsRead() {
        try (BadOrigin origin = BadOrigin.nestedGzip(vertx)) {
            Heard heard = bench.run(Bench.get(0, origin.url("/"), Bench.options(2_000, 1)));
            assertThat(heard.answered(0).bodyBytes()).isEqualTo(5);
            assertThat(heard.answered(0).content().form()).isEqualTo(BodyForm.TEXT);
        }
    }

    @Test
    void aBodyAfter304DoesNotReachTheNextFetch() {
        try (BadOrigin origin = BadOrigin.bodyAfter304(vertx)) {
            for (int i = 0; i < 3; i++) {
                Heard heard = bench.run(Bench.get(0, origin.url("/" + i), Bench.options(2_000, 1)));
                assertThat(heard.answered(0).head().status()).isEqualTo(304);
                assertThat(heard.answered(0).bodyBytes()).isZero();
            }
        }
    }

    @Test
    void aBodyAfterHeadDoesNotReachTheNextFetch() {
        try (BadOrigin origin = BadOrigin.bodyAfterHead(vertx)) {
            for (int i = 0; i < 3; i++) {
                Heard heard = bench.run(Bench.of(0, HttpMethod.HEAD, origin.url("/" + i), Bench.options(2_000, 1)));
                assertThat(heard.answered(0).head().status()).isEqualTo(200);
                assertThat(heard.answered(0).bodyBytes()).isZero();
            }
        }
    }

    @Test
    void aConnectionThatClosesBetweenTwoRequestsCostsNothing() {
        try (BadOrigin idle = BadOrigin.closesIdle(vertx);
                BadOrigin onReuse = BadOrigin.closesOnReuse(vertx)) {
            for (int i = 0; i < 5; i++) {
                Heard heard = bench.run(
                        Bench.get(0, idle.url("/" + i), Bench.options(2_000, 1)),
                        Bench.get(1, onReuse.url("/" + i), Bench.options(2_000, 1)));
                assertThat(heard.outcome(0).ok()).isTrue();
                assertThat(heard.outcome(1).ok()).isTrue();
                assertThat(heard.outcome(1).trail().attempts()).hasSize(1);
            }
        }
    }

    @Test
    void whatFollowsAnAnswerUnaskedReachesNobody() {
        try (BadOrigin origin = BadOrigin.answerThenGarbage(vertx)) {
            for (int i = 0; i < 5; i++) {
                Heard heard = bench.run(Bench.get(0, origin.url("/" + i), Bench.options(2_000, 1)));
                assertThat(heard.answered(0).bodyBytes()).isEqualTo(2);
            }
        }
    }
}
