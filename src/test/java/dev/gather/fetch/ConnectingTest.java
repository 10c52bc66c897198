package dev.gather.fetch;

import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.net.Resolver;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.Hole;
import dev.gather.testing.TestDns;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Diallings that were given up go on in the background: what they may hold on to meanwhile. */
@EnabledOnOs(OS.LINUX)
class ConnectingTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** For all sixteen addresses; the first has a share of a sixteenth. */
    private static final int CONNECT_MS = 20_000;

    private Vertx vertx;
    private TestDns dns;
    private Resolver resolver;
    private Bench bench;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        dns = TestDns.start();
        resolver = new Resolver(List.of(dns.address()));
        bench = new Bench(vertx, Bench.LIMITS, FetchSettings.DEFAULT, Bench.gate(resolver, false, "127.0.0.0/8"));
    }

    @AfterEach
    void stop() {
        bench.end();
        resolver.close();
        dns.close();
    }

    /** A small body of known length is one array from its first byte to the outcome. */
    @Test
    void aDiallingThatWasGivenUpKeepsNoBody() throws Exception {
        dns.addresses("many.test", 60, sixteenFrom2());
        try (GoodOrigin good = GoodOrigin.startAt(
                        vertx, "127.0.0.3", request -> request.response().end("x".repeat(1_000)));
                Hole hole = Hole.at("127.0.0.2", good.port())) {
            WeakReference<byte[]> body = bodyOf(good.url("many.test", "/"));
            eventually("the body is forgotten", SOON, () -> collected(body));
            // The kernel's table can leave out a row while others come and go.
            eventually("the first dialling goes on", SOON, () -> knocking(hole) == 1);
        }
    }

    private WeakReference<byte[]> bodyOf(String url) {
        Outcome.Answered answer =
                bench.run(Bench.get(0, url, Bench.connectingWithin(CONNECT_MS))).answered(0);
        assertThat(answer.content().length()).isEqualTo(1_000);
        return new WeakReference<>(answer.content().bytes());
    }

    private static boolean collected(WeakReference<?> what) {
        System.gc();
        return what.get() == null;
    }

    private static int knocking(Hole hole) {
        try {
            return hole.knocking();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] sixteenFrom2() {
        return IntStream.range(2, 18).mapToObj(n -> "127.0.0." + n).toArray(String[]::new);
    }
}
