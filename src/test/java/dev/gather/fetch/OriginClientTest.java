package dev.gather.fetch;

import static dev.gather.fetch.Bench.batch;
import static dev.gather.fetch.Bench.get;
import static dev.gather.fetch.Bench.options;
import static dev.gather.fetch.Bench.target;
import static dev.gather.testing.Eventually.eventually;
import static dev.gather.testing.ScriptedOrigin.readHead;
import static dev.gather.testing.ScriptedOrigin.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.fetch.Bench.Heard;
import dev.gather.limit.LimitSettings;
import dev.gather.testing.Awaited;
import dev.gather.testing.BadOrigin;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.ManualClock;
import dev.gather.testing.ScriptedOrigin;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to origins: how many there are, and how long each is kept. */
class OriginClientTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int PER_HOST = 6;

    /** More than kernels hold for a peer that does not read. */
    private static final int UNSENDABLE_BYTES = 32 << 20;

    private static final String STAYS = "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=100000\r\nContent-Length: 2\r\n\r\nok";

    private final ManualClock idleClock = new ManualClock();
    private Vertx vertx;
    private Bench bench;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bench = new Bench(vertx, new LimitSettings(100, PER_HOST, Map.of(), 600, 64 << 20, 60_000), idleClock);
    }

    @AfterEach
    void stop() {
        bench.end();
    }

    @Test
    void anIdleConnectionIsClosedAfterAMinuteWhateverTheOriginWishes() {
        try (BadOrigin origin = BadOrigin.saying(vertx, STAYS)) {
            assertOk(get(0, origin.url("/"), options(2_000, 1)));
            pass(59_500);
            assertOk(get(0, origin.url("/"), options(2_000, 1)));
            pass(59_500);
            assertThat(connections()).isEqualTo(1);
            assertThat(origin.accepted()).isEqualTo(1);
            pass(2_000);
            eventually("the origin sees it closed", SOON, () -> origin.connections() == 0);
            eventually("it is forgotten", SOON, () -> connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nUpgrade: h2c\r\nConnection: Upgrade, close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nConnection: Close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 204 No Content\r\n\r\n"
            })
    void whatMayNotBeUsedAgainIsClosedThoughTheOriginLeavesItOpen(String answer) {
        try (BadOrigin origin = BadOrigin.saying(vertx, answer)) {
            for (int i = 1; i <= 2; i++) {
                assertOk(get(0, origin.url("/"), options(2_000, 1)));
                assertThat(origin.accepted()).isEqualTo(i);
            }
            eventually("the origin sees them closed", SOON, () -> origin.connections() == 0);
            eventually("they are forgotten", SOON, () -> connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 204 No Content\r\n\r\n"
            })
    void whatWasAnsweredBeforeItWasSentEndsWithItsConnectionThoughTheOriginReadsNoMore(String answer) {
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.start(socket -> {
            String unused = readHead(socket);
            say(socket, answer);
            boolean unusedToo = seen.await(SOON.toSeconds(), TimeUnit.SECONDS);
        })) {
            assertOk(post(origin.url("/"), Buffer.buffer(new byte[UNSENDABLE_BYTES])));
            eventually("it is forgotten", SOON, () -> connections() == 0);
        } finally {
            seen.countDown();
        }
    }

    private static Fetch post(String url, Buffer body) {
        return new Fetch(0, null, url, HttpMethod.POST, target(url), null, body, options(2_000, 1));
    }

    @Test
    void whatMustNotBeSentTwiceTakesNoConnectionThatHasLongBeenFree() {
        try (BadOrigin origin = BadOrigin.saying(vertx, STAYS)) {
            Fetch posted = post(origin.url("/"), Buffer.buffer());
            assertOk(posted);
            pass(1_900);
            assertOk(posted);
            assertThat(origin.accepted()).isEqualTo(1);
            pass(2_000);
            assertOk(get(0, origin.url("/"), options(2_000, 1)));
            assertThat(origin.accepted()).isEqualTo(1);
            pass(2_000);
            assertOk(posted);
            assertThat(origin.accepted()).isEqualTo(2);
        }
    }

    @Test
    void theOneThatWasUsedLastIsUsedFirstSoThatTheOthersGo() {
        try (BadOrigin origin = BadOrigin.saying(vertx, STAYS)) {
            List<Fetch> all = IntStream.range(0, 40)
                    .mapToObj(i -> get(i, origin.url("/" + i), options(2_000, 1)))
                    .toList();
            assertThat(bench.run(batch(all, Mode.ALL_SETTLED, 15_000)).summary.ok())
                    .isEqualTo(40);
            assertThat(connections()).isEqualTo(PER_HOST);
            for (int i = 0; i < 2; i++) {
                pass(40_000);
                assertOk(get(0, origin.url("/"), options(2_000, 1)));
            }
            eventually("one is left", SOON, () -> connections() == 1);
            assertThat(origin.accepted()).isEqualTo(PER_HOST);
        }
    }

    @Test
    void aConnectionInUseIsNotIdleHoweverLong() {
        Promise<Void> time = Promise.promise();
        try (GoodOrigin origin = GoodOrigin.start(
                vertx,
                request -> time.future().onSuccess(now -> request.response().end("ok")))) {
            Heard heard =
                    bench.start(batch(List.of(get(0, origin.url("/"), options(10_000, 1))), Mode.ALL_SETTLED, 15_000));
            eventually("it is under way", SOON, () -> origin.inFlight() == 1);
            pass(300_000);
            time.complete();
            assertThat(Awaited.of(heard.ended.future()).outcome(0).ok()).isTrue();
        }
    }

    @Test
    void aConnectionThatCameTooLateIsKeptNoLongerThanOthers() {
        try (BadOrigin origin = BadOrigin.saying(vertx, STAYS)) {
            for (int i = 0; i < 20; i++) {
                // Cut by the turn of the loop that follows the one that dials.
                Heard heard = bench.start(
                        batch(List.of(get(0, origin.url("/" + i), options(2_000, 1))), Mode.ALL_SETTLED, 15_000));
                heard.cancel("too late");
                // A quick origin may have answered even so.
                Heard unused = Awaited.of(heard.ended.future());
            }
            eventually("permits are back", SOON, bench::idle);
            eventually("all are connected", SOON, () -> connections() == origin.connections());
            pass(61_500);
            eventually("the origin sees them closed", SOON, () -> origin.connections() == 0);
        }
    }

    @Test
    void thereAreNoMoreConnectionsThanTheHostsLimitAllows() {
        try (GoodOrigin origin = GoodOrigin.start(
                vertx, request -> vertx.setTimer(5, due -> request.response().end("ok")))) {
            for (int round = 0; round < 3; round++) {
                Heard heard = bench.run(batch(
                        IntStream.range(0, 60)
                                .mapToObj(i -> get(i, origin.url("/" + i), options(5_000, 1)))
                                .toList(),
                        Mode.ALL_SETTLED,
                        15_000));
                assertThat(heard.summary.ok()).isEqualTo(60);
                assertThat(connections()).isLessThanOrEqualTo(PER_HOST);
            }
            assertThat(origin.accepted()).isEqualTo(PER_HOST);
        }
    }

    private void assertOk(Fetch fetch) {
        assertThat(bench.run(fetch).outcome(0).ok()).isTrue();
    }

    /** Has so much time pass for connections, on the loop that they belong to. */
    private void pass(long millis) {
        Integer unused = onLoop(() -> {
            idleClock.advance(TimeUnit.MILLISECONDS.toNanos(millis));
            return 0;
        });
    }

    private int connections() {
        return onLoop(bench.engine::connections);
    }

    private <T> T onLoop(Supplier<T> task) {
        Promise<T> done = Promise.promise();
        bench.context.runOnContext(turn -> done.complete(task.get()));
        return Awaited.of(done.future());
    }
}
