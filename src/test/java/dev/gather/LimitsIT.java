package dev.gather;

import static dev.gather.testing.Caller.urls;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Caller;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.Promised;
import dev.gather.testing.RawClient;
import dev.gather.testing.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits as origins see them: never one more in flight, whoever calls, through however many instances. */
class LimitsIT {
    private static final int PER_HOST = 5;
    private static final int IN_ALL = 14;
    private static final int URLS = 45;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2", "127.0.0.3");

    private LoggedOrigin origin;

    @BeforeEach
    void start() {
        origin = LoggedOrigin.start();
    }

    @AfterEach
    void stop() {
        origin.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void anOriginNeverSeesMoreThanItsLimit(int instances) throws Exception {
        try (RunningService service = limited(instances)) {
            run(service);
            for (String host : HOSTS) {
                assertThat(origin.host(host).peak()).as(host).isBetween(1, PER_HOST);
            }
            // Reached as well as kept: fourteen at once are five, five and four.
            assertThat(origin.all().peak()).isEqualTo(IN_ALL);
            assertQuiet(service.caller());
        }
    }

    private static RunningService limited(int instances) {
        return RunningService.open(
                "instances",
                String.valueOf(instances),
                "per_host.concurrency",
                String.valueOf(PER_HOST),
                "in_flight_total",
                String.valueOf(IN_ALL));
    }

    /** Eight callers at once who want this or that form, more or fewer at once; and three who leave halfway. */
    private void run(RunningService service) throws IOException {
        List<List<String>> asked = new ArrayList<>();
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        List<RawClient> leaving = new ArrayList<>();
        for (int n = 0; n < 8; n++) {
            asked.add(mixed("caller-" + n));
            JsonObject batch = urls(asked.get(n)).put("concurrency", 1 + n * 9);
            replies.add(service.caller().begin(batch, "accept", n % 2 == 0 ? Caller.JSON : Caller.NDJSON));
        }
        for (int n = 0; n < 3; n++) {
            leaving.add(beginStream(service.port(), mixed("leaver-" + n)));
        }
        for (RawClient leaver : leaving) {
            assertThat(leaver.readUntil("\"type\":\"result\"").text()).contains("\"type\":\"result\"");
            leaver.close();
        }
        for (int n = 0; n < replies.size(); n++) {
            Promised.of(Caller.await(replies.get(n)), asked.get(n));
        }
    }

    private List<String> mixed(String caller) {
        return IntStream.range(0, URLS)
                .mapToObj(n -> origin.url(HOSTS.get(n % HOSTS.size()), "/delay/20?who=" + caller + "&n=" + n))
                .toList();
    }

    private static RawClient beginStream(int port, List<String> urls) throws IOException {
        RawClient client = RawClient.connect(port, 10_000);
        byte[] body = urls(urls).encode().getBytes(StandardCharsets.UTF_8);
        client.send("POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n"
                + new String(body, StandardCharsets.ISO_8859_1));
        return client;
    }

    private void assertQuiet(Caller caller) {
        eventually("no fetch in flight", SOON, () -> caller.metric("gather_fetches_in_flight") == 0);
        eventually("no fetch queued", SOON, () -> caller.metric("gather_fetches_queued") == 0);
        eventually("no byte held", SOON, () -> caller.metric("gather_buffered_bytes") == 0);
        eventually("the origin is idle", SOON, () -> origin.all().inFlight() == 0);
        assertThat(caller.metric("gather_unexpected_errors_total")).isZero();
    }
}
