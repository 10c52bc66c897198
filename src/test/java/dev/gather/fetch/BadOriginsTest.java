package dev.gather.fetch;

import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.fetch.Bench.Heard;
import dev.gather.limit.LimitSettings;
import dev.gather.origin.Manner;
import dev.gather.origin.Manners;
import dev.gather.testing.BadOrigin;
import dev.gather.testing.Expected;
import dev.gather.testing.GoodOrigin;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What bad origins do, and what becomes of it: a code, a phase, a closed socket, a permit that is back, no memory held.
 */
class BadOriginsTest {
    /** Ten times what the slowest row needs. */
    private static final Duration AT_MOST = Duration.ofSeconds(8);

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int MOST_GROWTH_BYTES = 8 << 20;
    private static final List<Expected> TABLE = Expected.ALL;

    /** Those that are quickly over. */
    private static final List<Expected> QUICK = TABLE.stream()
            .filter(expected -> !expected.timesOut() && expected.attempts() == 1)
            .toList();

    private static Vertx vertx;
    private static Bench bench;
    private static GoodOrigin good;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        bench = new Bench(vertx, new LimitSettings(32, 6, Map.of(), 600, 64 << 20, 60_000));
        good = GoodOrigin.start(vertx, request -> request.response().end("good"));
    }

    @AfterAll
    static void stop() {
        good.close();
        bench.end();
    }

    @Test
    void everyMannerHasItsRow() {
        assertThat(Expected.ALL)
                .extracting(Expected::manner)
                .containsExactlyElementsOf(
                        Manners.all().stream().map(Manner::name).toList());
    }

    /** Three times where it is quick: the first connection may be kept, and what else it brought must reach nobody. */
    @ParameterizedTest
    @FieldSource("TABLE")
    void endsAsItShouldAndLeavesNothingBehind(Expected expected) {
        try (BadOrigin origin = BadOrigin.named(vertx, expected.manner())) {
            for (int i = 0; i < (QUICK.contains(expected) ? 3 : 1); i++) {
                long start = System.nanoTime();
                Heard heard = bench.run(fetch(0, expected, origin));
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_MOST);
                assertEnded(expected, heard.outcome(0));
            }
            if (expected.closes()) {
                eventually("the connection is closed", SOON, () -> origin.connections() == 0);
            }
            assertNothingIsLeft();
            Heard next = bench.run(Bench.get(0, good.url("/"), Bench.options(10_000, 1)));
            assertThat(next.answered(0).bodyBytes()).isEqualTo(4);
        }
    }

    @Test
    void theHeapDoesNotGrow() {
        runTheTable();
        long before = usedHeap();
        runTheTable();
        assertThat(usedHeap() - before).isLessThan(MOST_GROWTH_BYTES);
    }

    /** Every row at once, in one batch. */
    private static void runTheTable() {
        List<BadOrigin> origins = new ArrayList<>();
        List<Fetch> fetches = new ArrayList<>();
        try {
            for (Expected expected : TABLE) {
                BadOrigin origin = BadOrigin.named(vertx, expected.manner());
                origins.add(origin);
                fetches.add(fetch(fetches.size(), expected, origin));
            }
            Heard heard = bench.run(Bench.batch(fetches, Mode.ALL_SETTLED, 30_000));
            for (Expected expected : TABLE) {
                assertEnded(expected, heard.outcome(TABLE.indexOf(expected)));
            }
            assertNothingIsLeft();
        } finally {
            origins.forEach(BadOrigin::close);
        }
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static Fetch fetch(int index, Expected expected, BadOrigin origin) {
        String url = origin.url();
        Buffer body = expected.requestBody().isEmpty() ? null : Buffer.buffer(expected.requestBody());
        FetchOptions options = Bench.options(expected.timeoutMs(), expected.attempts(), Expected.MAX_BODY_BYTES);
        HttpMethod method = HttpMethod.valueOf(expected.method());
        return new Fetch(index, null, url, method, Bench.target(url), null, body, options);
    }

    private static void assertNothingIsLeft() {
        eventually("permits are back", SOON, bench::idle);
        assertThat(bench.buffered.held()).isZero();
        assertThat(bench.bugs).hasValue(0);
    }

    private static void assertEnded(Expected expected, Outcome outcome) {
        assertThat(expected.ended(outcome)).as(expected.manner()).isEqualTo(expected.ended());
    }
}
