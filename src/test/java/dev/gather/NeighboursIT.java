package dev.gather;

import static dev.gather.testing.Caller.urls;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Awaited;
import dev.gather.testing.Caller;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.Promised;
import dev.gather.testing.RawClient;
import dev.gather.testing.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One caller takes all it can; the other notices nothing. */
class NeighboursIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String[] GREEDY = {"authorization", "Bearer greedy"};
    private static final String[] MODEST = {"authorization", "Bearer modest"};

    private Vertx vertx;
    private LoggedOrigin origin;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        origin = LoggedOrigin.start();
    }

    @AfterEach
    void stop() {
        origin.close();
        Void unused = Awaited.of(vertx.close());
    }

    @Test
    void aCallerWhoseFetchesHangLeavesAQuarterOfTheProcess() throws Exception {
        List<GoodOrigin> hanging = IntStream.range(0, 24)
                .mapToObj(n -> GoodOrigin.startAt(vertx, "127.0.1." + (1 + n), request -> {}))
                .toList();
        List<RawClient> calls = new ArrayList<>();
        try (RunningService service = keyed("in_flight_total", "64")) {
            for (int n = 0; n < 5; n++) {
                calls.add(begin(service.port(), hanging, n));
            }
            eventually("it has its share", SOON, () -> inFlight(hanging) == 48);
            for (int n = 0; n < 5; n++) {
                List<String> three = threeUrls(n);
                Reply reply = service.caller().fetch(urls(three), MODEST);
                Promised.of(reply, three);
                assertThat(reply.json().getDouble("elapsed_ms")).isLessThan(2_000);
            }
            assertThat(inFlight(hanging)).isEqualTo(48);
            for (RawClient call : calls) {
                call.close();
            }
            eventually("its fetches end with it", SOON, () -> inFlight(hanging) == 0);
        } finally {
            hanging.forEach(GoodOrigin::close);
        }
    }

    private List<String> threeUrls(int call) {
        return IntStream.range(0, 3)
                .mapToObj(n -> origin.url("/delay/10?n=" + call + "-" + n))
                .toList();
    }

    private static int inFlight(List<GoodOrigin> origins) {
        return origins.stream().mapToInt(GoodOrigin::inFlight).sum();
    }

    private static RawClient begin(int port, List<GoodOrigin> hanging, int call) throws IOException {
        List<String> urls = IntStream.range(0, 500)
                .mapToObj(n -> hanging.get(n % hanging.size()).url("/" + call + "/" + n))
                .toList();
        String body = urls(urls).put("concurrency", 512).encode();
        RawClient client = RawClient.connect(port, 10_000);
        client.send("POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer greedy\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        return client;
    }

    @Test
    void anAnswerBehindOneSlowItemHoldsAQuarterOfMemoryAtMost() {
        try (RunningService service = RunningService.open("buffered_bytes_total", "4MiB")) {
            Caller caller = service.caller();
            assertThat(caller.get("/v1").json().getJsonObject("limits").getInteger("response_budget_bytes"))
                    .isEqualTo(1 << 20);
            CompletableFuture<Reply> large = caller.begin(behindOneSlowItem(0));
            eventually("bodies are held", SOON, () -> caller.metric("gather_buffered_bytes") > 800_000);
            assertThat(caller.fetch(urls(origin.url("/ok"))).status()).isEqualTo(200);
            assertThat(caller.metric("gather_buffered_bytes")).isLessThan(3 << 20);

            Reply reply = Caller.await(large);
            assertThat(reply.result(0).getBoolean("ok")).isTrue();
            assertThat(reply.results().stream()
                            .filter(result -> "response_budget".equals(result.getString("body_omitted"))))
                    .hasSize(8);
            eventually("nothing is held", SOON, () -> caller.metric("gather_buffered_bytes") == 0);
        }
    }

    @Test
    void aCallerWhoHoldsHalfOfMemoryKeepsOnlyItselfOut() throws Exception {
        try (RunningService service = keyed("buffered_bytes_total", "4MiB")) {
            Caller caller = service.caller();
            List<CompletableFuture<Reply>> large = IntStream.range(0, 3)
                    .mapToObj(n -> caller.begin(behindOneSlowItem(n), GREEDY))
                    .toList();
            JsonObject small = urls(origin.url("/ok"));
            // Let in too early, what needs a permit would wait behind the large ones until they are over.
            JsonObject probe = urls("not a url");
            eventually("it is refused", SOON, () -> caller.fetch(probe, GREEDY).status() == 503);
            Reply refused = caller.fetch(probe, GREEDY);
            Reply welcome = caller.fetch(small, MODEST);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(refused.json().getString("detail")).contains("for this caller");
            assertThat(welcome.status()).isEqualTo(200);

            large.forEach(call ->
                    assertThat(Caller.await(call).result(0).getBoolean("ok")).isTrue());
            eventually(
                    "it is welcome again",
                    SOON,
                    () -> caller.fetch(small, GREEDY).status() == 200);
        }
    }

    /** Ten bodies of 500 kB that are there at once, and before them one that takes five seconds. */
    private JsonObject behindOneSlowItem(int call) {
        List<String> urls = new ArrayList<>();
        urls.add(origin.url("127.0.0.2", "/delay/5000?call=" + call));
        for (int n = 0; n < 10; n++) {
            urls.add(origin.url("/text/500000?call=" + call + "-" + n));
        }
        return urls(urls);
    }

    private static RunningService keyed(String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("keys");
        all.add("greedy:" + CallersIT.sha256("greedy") + ",modest:" + CallersIT.sha256("modest"));
        return RunningService.open(all.toArray(String[]::new));
    }
}
