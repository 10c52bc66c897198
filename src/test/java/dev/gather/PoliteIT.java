package dev.gather;

import static dev.gather.testing.Caller.urls;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Caller;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a host that asks for a pause, refuses work or cannot be reached sees of the service, and what callers are told.
 */
class PoliteIT {
    private static final String LIMITED = "127.0.0.1";
    private static final String OTHER = "127.0.0.2";

    private LoggedOrigin origin;
    private RunningService service;
    private Caller caller;

    @BeforeEach
    void start() {
        origin = LoggedOrigin.start();
        service = RunningService.open();
        caller = service.caller();
    }

    @AfterEach
    void stop() {
        service.close();
        origin.close();
    }

    private List<String> limitedAndOthers(String query) {
        List<String> all = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            all.add(origin.url(LIMITED, "/limited?" + query + "n=" + n));
            all.add(origin.url(OTHER, "/ok?n=" + n));
        }
        return all;
    }

    private static List<JsonObject> of(Reply reply, String address) {
        return reply.results().stream()
                .filter(result -> result.getString("url").startsWith("http://" + address + ":"))
                .toList();
    }

    private static double timing(JsonObject result, String name) {
        return result.getJsonObject("timings").getDouble(name);
    }

    /** How long nothing came after the requests that were in flight when the pause began. */
    private long longestGapMs() {
        List<Long> visits = origin.visitsMs(LIMITED);
        return IntStream.range(1, visits.size())
                .mapToLong(i -> visits.get(i) - visits.get(i - 1))
                .max()
                .orElse(0);
    }

    @Test
    void aHostThatAsksForAPauseHasItAndCostsOthersNothing() {
        Reply reply = caller.fetch(urls(limitedAndOthers("")));

        assertThat(reply.json().getJsonObject("counts").getInteger("ok")).isEqualTo(40);
        assertThat(of(reply, OTHER))
                .allSatisfy(result -> assertThat(timing(result, "total_ms")).isLessThan(500));
        assertThat(of(reply, LIMITED))
                .allSatisfy(result -> assertThat(timing(result, "backoff_ms")).isBetween(1_500.0, 4_000.0));
        assertThat(longestGapMs()).isGreaterThanOrEqualTo(1_950);
        assertThat(origin.visitsMs(LIMITED).stream().filter(at -> at < 1_900))
                .as("only what was in flight came before the pause was over")
                .hasSizeLessThanOrEqualTo(6);
        assertThat(origin.host(LIMITED).count()).isLessThanOrEqualTo(26);
    }

    @Test
    void aPauseThatDoesNotFitEndsItsItemsAtOnce() {
        Reply reply = caller.fetch(urls(limitedAndOthers("")).put("deadline_ms", 1_000));

        assertThat(reply.json().getDouble("elapsed_ms")).isLessThan(1_100);
        assertThat(of(reply, OTHER))
                .allSatisfy(result -> assertThat(result.getBoolean("ok")).isTrue());
        assertThat(of(reply, LIMITED)).allSatisfy(result -> {
            JsonObject error = result.getJsonObject("error");
            assertThat(error.getString("code")).isEqualTo("host_backoff");
            assertThat(error.getString("phase")).isEqualTo("queue");
            assertThat(error.getBoolean("retryable")).isTrue();
            assertThat(error.getLong("retry_after_ms")).isBetween(1L, 2_500L);
        });
        assertThat(of(reply, LIMITED).stream().filter(result -> result.containsKey("status")))
                .isNotEmpty()
                .allSatisfy(tried -> {
                    assertThat(tried.getInteger("status")).isEqualTo(429);
                    assertThat(tried.getInteger("attempt_count")).isEqualTo(1);
                });
        assertThat(origin.host(LIMITED).count()).isLessThanOrEqualTo(6);
    }

    @Test
    void aRetryAfterOfNothingIsStillAPause() {
        Reply reply = caller.fetch(urls(limitedAndOthers("s=1&retry_after=0&")));

        assertThat(reply.json().getJsonObject("counts").getInteger("ok")).isEqualTo(40);
        assertThat(longestGapMs()).isGreaterThanOrEqualTo(700);
        assertThat(origin.host(LIMITED).count()).isLessThanOrEqualTo(32);
    }

    @Test
    void aPauseHoldsForEverybodyOnEveryInstance() throws Exception {
        String keys = "ann:" + sha256("a") + ",bob:" + sha256("b");
        try (RunningService shared = RunningService.open("instances", "4", "keys", keys)) {
            Caller any = shared.caller();
            Reply first = any.fetch(once(origin.url("/status/429?retry_after=30"), 1_000), "x-api-key", "a");
            assertThat(first.result(0).getInteger("status")).isEqualTo(429);
            origin.reset();

            List<CompletableFuture<Reply>> calls = IntStream.range(0, 16)
                    .mapToObj(
                            n -> any.begin(once(origin.url("/ok?n=" + n), 20_000), "x-api-key", n % 2 == 0 ? "a" : "b"))
                    .toList();
            for (CompletableFuture<Reply> call : calls) {
                JsonObject error = Caller.await(call).result(0).getJsonObject("error");
                assertThat(error.getString("code")).isEqualTo("host_backoff");
                assertThat(error.getLong("retry_after_ms")).isBetween(20_000L, 40_000L);
            }
            assertThat(origin.host(LIMITED).count()).isZero();
            assertThat(any.fetch(once(origin.url(OTHER, "/ok"), 20_000), "x-api-key", "b")
                            .result(0)
                            .getBoolean("ok"))
                    .isTrue();
            JsonObject host = any.get("/v1/hosts/127.0.0.1:" + origin.port(), "x-api-key", "b")
                    .json();
            assertThat(Instant.parse(host.getString("paused_until")))
                    .isBetween(Instant.now().plusSeconds(15), Instant.now().plusSeconds(40));
            assertThat(host.getString("pause_reason")).isEqualTo("asked");
            assertThat(host.getInteger("pause_status")).isEqualTo(429);
            assertThat(host.getInteger("limit_now")).isZero();
        }
    }

    @Test
    void manyRefusalsAtOnceAreOneStep() {
        try (RunningService wide = RunningService.open("per_host.concurrency", "50")) {
            List<String> all = IntStream.range(0, 50)
                    .mapToObj(n -> origin.url("/status/429?n=" + n))
                    .toList();
            JsonObject batch = urls(all).put("defaults", new JsonObject().put("max_attempts", 1));
            Reply reply = wide.caller()
                    .fetch(batch.put("per_host", new JsonObject().put("concurrency", 50))
                            .put("deadline_ms", 900));

            assertThat(reply.results()).hasSize(50);
            JsonObject host =
                    wide.caller().get("/v1/hosts/127.0.0.1:" + origin.port()).json();
            assertThat(host.getString("pause_reason")).isEqualTo("too_many_requests");
            assertThat(Instant.parse(host.getString("paused_until")))
                    .isBefore(Instant.now().plusMillis(1_600));
            assertThat(wide.caller().metric("gather_host_pauses_total")).isEqualTo(1);
            assertThat(wide.caller().metric("gather_hosts_paused")).isEqualTo(1);
        }
    }

    @Test
    void noRetryStorm() {
        List<String> all = IntStream.range(0, 200)
                .mapToObj(n -> origin.url("/status/503?n=" + n))
                .toList();
        Reply reply = caller.fetch(urls(all).put("defaults", new JsonObject().put("max_attempts", 3)));

        assertThat(reply.results()).hasSize(200).allSatisfy(result -> {
            assertThat(result.getString("outcome")).isEqualTo("http_error");
            assertThat(result.getInteger("status")).isEqualTo(503);
        });
        assertThat(origin.path("/status/503").count()).isLessThanOrEqualTo(300);
        assertThat(reply.results().stream().filter(result -> result.getBoolean("retry_suppressed", false)))
                .isNotEmpty()
                .allSatisfy(
                        result -> assertThat(result.getInteger("attempt_count")).isLessThan(3));
        assertThat(caller.metric("gather_retries_suppressed_total")).isPositive();
    }

    @Test
    void whatIsNotSafeIsNeverRepeated() throws IOException {
        JsonObject post = new JsonObject().put("method", "POST").put("max_attempts", 6);
        Reply reply = caller.fetch(Caller.requests(
                post.copy().put("url", origin.url("/status/503")),
                post.copy().put("url", origin.url(OTHER, "/limited")),
                post.copy().put("url", "http://127.0.0.3:" + deafPort() + "/")));

        assertThat(reply.results())
                .extracting(result -> result.getInteger("attempt_count"))
                .containsOnly(1);
        assertThat(origin.path("/status/503").count()).isEqualTo(1);
        assertThat(origin.path("/limited").count()).isEqualTo(1);
        assertThat(reply.result(1).getString("outcome")).isEqualTo("http_error");
    }

    @Test
    void aDeadHostCostsSeconds() throws IOException {
        int deaf = deafPort();
        List<String> all = IntStream.range(0, 1_000)
                .mapToObj(n -> "http://127.0.0.1:" + deaf + "/?n=" + n)
                .toList();
        Reply reply = caller.fetch(urls(all));

        assertThat(reply.json().getDouble("elapsed_ms")).isLessThan(20_000);
        assertThat(reply.results()).hasSize(1_000);
        List<JsonObject> refused = reply.results().stream()
                .filter(result -> code(result).equals("destination_unavailable"))
                .toList();
        assertThat(refused).hasSizeGreaterThan(900).allSatisfy(result -> {
            assertThat(result.getInteger("attempt_count")).isZero();
            assertThat(result.getJsonObject("error").getLong("retry_after_ms")).isBetween(1L, 10_000L);
        });
        assertThat(reply.results().stream().filter(result -> code(result).equals("connection_refused")))
                .as("what was tried keeps its own error")
                .isNotEmpty()
                .anySatisfy(result -> assertThat(result.getJsonObject("error").getBoolean("retry_suppressed"))
                        .isTrue());
        JsonObject host = caller.get("/v1/hosts/127.0.0.1:" + deaf).json();
        assertThat(host.getString("breaker")).isEqualTo("open");
        assertThat(Instant.parse(host.getString("breaker_until")))
                .isAfter(Instant.now().minus(Duration.ofSeconds(20)));
        assertThat(caller.metric("gather_breakers_open")).isEqualTo(1);
    }

    @Test
    void theBusiestHostsAreListedFirst() {
        List<String> slow = IntStream.range(0, 12)
                .mapToObj(n -> origin.url(LIMITED, "/delay/60000?n=" + n))
                .toList();
        List<String> all = new ArrayList<>(slow);
        all.add(origin.url(OTHER, "/delay/60000"));
        CompletableFuture<Reply> call = caller.begin(urls(all).put("deadline_ms", 1_500));
        eventually("all are known", Duration.ofSeconds(5), () -> caller.metric("gather_fetches_in_flight") == 7);
        List<JsonObject> hosts = caller.get("/v1/hosts").json().getJsonArray("hosts").stream()
                .map(JsonObject.class::cast)
                .toList();
        JsonObject listed = caller.get("/v1/hosts?limit=1").json();
        Reply ended = Caller.await(call);

        assertThat(ended.results()).hasSize(13);
        assertThat(hosts).hasSize(2);
        assertThat(hosts.get(0).getString("host")).isEqualTo(LIMITED + ":" + origin.port());
        assertThat(hosts.get(0).getInteger("in_flight")).isEqualTo(6);
        assertThat(hosts.get(0).getInteger("queued")).isEqualTo(6);
        assertThat(hosts.get(1).getInteger("in_flight")).isEqualTo(1);
        assertThat(listed.getJsonArray("hosts")).hasSize(1);
        assertThat(listed.encode()).as("nobody's URLs").doesNotContain("delay");
    }

    private static JsonObject once(String url, int deadlineMs) {
        return urls(url).put("deadline_ms", deadlineMs).put("defaults", new JsonObject().put("max_attempts", 1));
    }

    private static String code(JsonObject result) {
        JsonObject error = result.getJsonObject("error");
        return error == null ? "" : Objects.requireNonNullElse(error.getString("code"), "");
    }

    /** A port of loopback that nobody listens on. */
    private static int deafPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String sha256(String key) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash);
    }
}
