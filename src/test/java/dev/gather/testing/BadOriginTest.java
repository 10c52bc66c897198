package dev.gather.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.RawClient.End;
import dev.gather.testing.RawClient.Said;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(VertxExtension.class)
final class BadOriginTest {
    private static final int QUIET_MS = 150;
    private static final Duration SOON = Duration.ofSeconds(5);

    static Stream<Arguments> manners() {
        return Stream.of(
                row("silent", BadOrigin::silent, "", End.OPEN),
                row("stallingBody", BadOrigin::stallingBody, "first bytes", End.OPEN),
                row("truncating", BadOrigin::truncating, "Content-Length: 1000", End.CLOSED),
                row("truncatingChunks", BadOrigin::truncatingChunks, "5\r\nhello\r\n", End.CLOSED),
                row("closing", BadOrigin::closing, "", End.CLOSED),
                row("resetting", BadOrigin::resetting, "", End.RESET),
                row("resettingInHead", BadOrigin::resettingInHead, "X-Half: ", End.RESET),
                row("resettingInBody", BadOrigin::resettingInBody, "....", End.RESET),
                row("endless", BadOrigin::endless, "4000\r\n0123456789", End.STILL_TALKING),
                row("hugeLength", vertx -> BadOrigin.hugeLength(vertx, 1L << 40), "1099511627776", End.STILL_TALKING),
                row("endlessHeaders", BadOrigin::endlessHeaders, "X-More: mmm", End.STILL_TALKING),
                row("hugeHeader", vertx -> BadOrigin.hugeHeader(vertx, 100_000), "h".repeat(100_000), End.OPEN),
                row("hugeStatusLine", vertx -> BadOrigin.hugeStatusLine(vertx, 9_000), "O".repeat(9_000), End.OPEN),
                row(
                        "decompressionBomb",
                        vertx -> BadOrigin.decompressionBomb(vertx, 4),
                        "encoding: gzip\r\n",
                        End.OPEN),
                row("nestedGzip", BadOrigin::nestedGzip, "encoding: gzip, gzip\r\n", End.OPEN),
                row("gzipTruncated", BadOrigin::gzipTruncated, "encoding: gzip\r\n", End.OPEN),
                row("gzipCorrupt", BadOrigin::gzipCorrupt, "encoding: gzip\r\n", End.OPEN),
                row("lyingLength", BadOrigin::lyingLength, "Length: 5\r\nContent-Length: 3", End.OPEN),
                row("lengthAndChunked", BadOrigin::lengthAndChunked, "Length: 5\r\nTransfer-Encoding", End.OPEN),
                row("badChunks", BadOrigin::badChunks, "\r\n\r\nfive\r\n", End.OPEN),
                row("garbage", BadOrigin::garbage, "not HTTP", End.CLOSED),
                row("http09", BadOrigin::http09, "<html>", End.CLOSED),
                row("unsolicited101", BadOrigin::unsolicited101, "HTTP/1.1 101 ", End.OPEN),
                row("status", vertx -> BadOrigin.status(vertx, 20_000), "HTTP/1.1 20000 ", End.OPEN),
                row("redirectLoop", BadOrigin::redirectLoop, "Location: /again", End.OPEN),
                row("redirectTo", vertx -> BadOrigin.redirectTo(vertx, "ftp://x/"), "Location: ftp://x/", End.OPEN),
                row("answerThenGarbage", BadOrigin::answerThenGarbage, "okHTTP/1.1", End.OPEN),
                row("bodyAfter304", BadOrigin::bodyAfter304, "304 Not Modified", End.OPEN),
                row("bodyAfterHead", BadOrigin::bodyAfterHead, "poison", End.OPEN),
                row("closesIdle", BadOrigin::closesIdle, "\r\n\r\nok", End.CLOSED));
    }

    private static Arguments row(String name, Function<Vertx, BadOrigin> factory, String says, End end) {
        return Arguments.of(name, factory, says, end);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("manners")
    void misbehavesAsNamed(String name, Function<Vertx, BadOrigin> factory, String says, End end, Vertx vertx)
            throws Exception {
        try (BadOrigin origin = factory.apply(vertx)) {
            Said said = RawClient.get(origin.port(), "/", QUIET_MS);
            assertThat(said.text()).containsIgnoringCase(says);
            assertThat(said.end()).isEqualTo(end);
            assertThat(origin.requests()).isOne();
            assertThat(origin.accepted()).isOne();
            assertThat(origin.awaitAllClosed(SOON)).isTrue();
        }
    }

    static Stream<Arguments> drips() {
        return Stream.of(
                drip(vertx -> BadOrigin.drippingHead(vertx, 1), "X-Slow: ..."),
                drip(vertx -> BadOrigin.drippingBody(vertx, 1), "1\r\n.\r\n1\r\n.\r\n"),
                drip(vertx -> BadOrigin.drippingInterim(vertx, 1), "\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"));
    }

    private static Arguments drip(Function<Vertx, BadOrigin> factory, String says) {
        return Arguments.of(factory, says);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("drips")
    void dripsUntilThePeerLeaves(Function<Vertx, BadOrigin> factory, String says, Vertx vertx) throws Exception {
        try (BadOrigin origin = factory.apply(vertx)) {
            try (RawClient client = RawClient.connect(origin.port(), 5_000)) {
                client.send("GET / HTTP/1.1\r\n\r\n");
                assertThat(client.readUntil(says).text()).contains(says);
                assertThat(origin.connections()).isOne();
            }
            assertThat(origin.awaitAllClosed(SOON)).isTrue();
        }
    }

    @Test
    void closesOnReuseAnswersOnceOnAConnection(Vertx vertx) throws Exception {
        try (BadOrigin origin = BadOrigin.closesOnReuse(vertx);
                RawClient client = RawClient.connect(origin.port(), 5_000)) {
            client.send("GET / HTTP/1.1\r\n\r\n");
            assertThat(client.readUntil("ok").end()).isEqualTo(End.OPEN);
            client.send("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi");
            Said second = client.readAll();
            assertThat(second).isEqualTo(new Said("", End.CLOSED));
            assertThat(origin.requests()).isEqualTo(2);
        }
    }
}
