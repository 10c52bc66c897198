package dev.gather.fetch;

import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.content.BodyForm;
import dev.gather.fetch.Bench.Heard;
import dev.gather.limit.LimitSettings;
import dev.gather.testing.Awaited;
import dev.gather.testing.Options;
import dev.gather.testing.ScriptedOrigin;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of some KiB that take many turns to inflate: nothing of them is lost, and nothing is left. */
class LongInflationTest {
    private static final int MIB = 1 << 20;
    private static final String ZIPPED = zeros(40 * MIB);

    private Vertx vertx;
    private Bench bench;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bench = new Bench(vertx, new LimitSettings(32, 32, Map.of(), 600, 64 << 20, 60_000));
    }

    @AfterEach
    void stop() {
        bench.end();
    }

    private static String zeros(int length) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(new byte[length]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static String head(String framing) {
        return "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n" + framing + "\r\n\r\n";
    }

    private static ScriptedOrigin saying() {
        String answer = head("Content-Length: " + ZIPPED.length()) + ZIPPED;
        return ScriptedOrigin.start(socket -> {
            while (!ScriptedOrigin.readHead(socket).isEmpty()) {
                ScriptedOrigin.say(socket, answer);
            }
        });
    }

    private static FetchOptions options(int timeoutMs, int maxBodyBytes, boolean truncate) {
        return Options.options()
                .timeoutMs(timeoutMs)
                .maxAttempts(1)
                .maxBodyBytes(maxBodyBytes)
                .truncate(truncate)
                .as(BodyForm.NONE)
                .include(Set.of())
                .build();
    }

    @Test
    void theBodyIsWholeAndItsConnectionIsUsedAgain() {
        try (ScriptedOrigin origin = saying()) {
            for (int i = 0; i < 2; i++) {
                assertWhole(bench.run(Bench.get(0, origin.url("/"), options(30_000, 50 * MIB, false))));
            }
            assertThat(origin.accepted()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: close", "Transfer-Encoding: chunked"})
    void theBodyIsWholeThoughItsOriginHasGone(String framing) {
        boolean chunked = framing.contains("chunked");
        String body = chunked ? Integer.toHexString(ZIPPED.length()) + "\r\n" + ZIPPED + "\r\n0\r\n\r\n" : ZIPPED;
        try (ScriptedOrigin origin = ScriptedOrigin.start(socket -> {
            if (!ScriptedOrigin.readHead(socket).isEmpty()) {
                ScriptedOrigin.say(socket, head(framing) + body);
                socket.close();
            }
        })) {
            assertWhole(bench.run(Bench.get(0, origin.url("/"), options(30_000, 50 * MIB, false))));
        }
    }

    private void assertWhole(Heard heard) {
        assertThat(heard.answered(0).head().status()).isEqualTo(200);
        assertThat(heard.answered(0).bodyBytes()).isEqualTo(40L * MIB);
        assertThat(heard.answered(0).wireBytes()).isEqualTo(ZIPPED.length());
    }

    @Test
    void theLimitHoldsInALaterTurnToo() {
        try (ScriptedOrigin origin = saying()) {
            Heard heard = bench.run(
                    Bench.get(0, origin.url("/0"), options(30_000, 30 * MIB, false)),
                    Bench.get(1, origin.url("/1"), options(30_000, 30 * MIB, true)));
            assertThat(heard.failure(0).code()).isEqualTo(FailureCode.HTTP_RESPONSE_BODY_SIZE);
            assertThat(heard.answered(1).truncated()).isTrue();
            assertThat(heard.answered(1).bodyBytes()).isEqualTo(30L * MIB);
            eventually("the connections are closed", Duration.ofSeconds(5), () -> origin.connections() == 0);
        }
    }

    @Test
    void whatIsCancelledWhileItWaitsForATurnLeavesNothing() {
        try (ScriptedOrigin origin = saying()) {
            Fetch[] fetches = IntStream.range(0, 12)
                    .mapToObj(i -> Bench.get(i, origin.url("/" + i), options(30_000, 50 * MIB, false)))
                    .toArray(Fetch[]::new);
            Heard heard = bench.start(Bench.batch(List.of(fetches), Mode.ANY, 30_000));
            Heard ended = Awaited.of(heard.ended.future());
            assertThat(ended.settled).hasSize(12);
            assertThat(ended.summary.satisfied()).isTrue();
            eventually("nothing is held", Duration.ofSeconds(5), () -> bench.buffered.held() == 0);
            eventually("at most the first one's is open", Duration.ofSeconds(5), () -> origin.connections() <= 1);
        }
    }
}
