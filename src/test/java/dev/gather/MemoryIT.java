package dev.gather;

import static dev.gather.testing.Caller.item;
import static dev.gather.testing.Caller.requests;
import static dev.gather.testing.Caller.urls;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Awaited;
import dev.gather.testing.BadOrigin;
import dev.gather.testing.Caller;
import dev.gather.testing.JarProcess;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory for bodies that is short makes fetches wait for one another, and none for ever. */
class MemoryIT {
    /** Ten times what it needs when nothing else runs. */
    private static final Duration SLOWEST = Duration.ofSeconds(25);

    /** Five times what it needs; what else runs does not count. */
    private static final Duration MOST_CPU = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(strings = {Caller.JSON, Caller.NDJSON})
    void bodiesThatDoNotFitTogetherAreReadInTurn(String form) {
        try (LoggedOrigin origin = LoggedOrigin.start();
                RunningService service = RunningService.open("buffered_bytes_total", "8MiB")) {
            List<String> urls = IntStream.range(0, 6)
                    .mapToObj(n -> origin.url("/text/4000000?n=" + n))
                    .toList();
            JsonObject batch = urls(urls)
                    .put("defaults", new JsonObject().put("max_attempts", 1).put("timeout_ms", 4_000));
            Reply reply = service.caller().fetch(batch, "accept", form);
            assertThat(reply.results()).extracting(ScenariosIT::code).containsOnlyNulls();
            assertThat(reply.summary().getJsonObject("counts").getInteger("ok")).isEqualTo(6);
            eventually(
                    "nothing is held",
                    Duration.ofSeconds(5),
                    () -> service.caller().metric("gather_buffered_bytes") == 0);
        }
    }

    @Test
    void whatIsCutWhileItWaitsForMemoryLeavesNothingBehind(@TempDir Path directory) throws Exception {
        List<String> jvm =
                List.of("-Xmx128m", "-XX:MaxDirectMemorySize=16m", "-Dio.netty.leakDetection.level=paranoid");
        Vertx vertx = Vertx.vertx();
        // Each sends more than is read without room of its own, and then no more: one gets room, the others wait.
        String begun = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 50000000\r\n\r\n";
        try (BadOrigin stalling = BadOrigin.saying(vertx, begun + ".".repeat(400_000));
                LoggedOrigin origin = LoggedOrigin.start();
                JarProcess jar = JarProcess.run(
                        directory,
                        jvm,
                        "--listen=127.0.0.1:0",
                        "--allow-nets=127.0.0.0/8",
                        "--log-level=warn",
                        "--buffered-bytes-total=1MiB")) {
            Caller caller = new Caller(jar.awaitReady());
            List<String> urls =
                    IntStream.range(0, 6).mapToObj(n -> stalling.url("/" + n)).toList();
            JsonObject batch = urls(urls)
                    .put("deadline_ms", 300)
                    .put("defaults", new JsonObject().put("max_body_bytes", 52_428_800));
            for (int round = 0; round < 12; round++) {
                assertThat(caller.fetch(batch).results())
                        .extracting(ScenariosIT::code)
                        .containsOnly("deadline_exceeded");
            }
            assertThat(caller.fetch(urls(origin.url("/ok"))).result(0).getBoolean("ok"))
                    .isTrue();
            assertThat(caller.metric("gather_unexpected_errors_total")).isZero();
            // No leak told, no memory missed; a leak's record is pages long.
            assertThat(jar.err().stream().map(line -> line.substring(0, Math.min(150, line.length()))))
                    .isEmpty();
        } finally {
            Void unused = Awaited.of(vertx.close());
        }
    }

    @Test
    void callersWhoDoNotReadFillNoMoreThanTheirPartOfMemory(@TempDir Path directory) throws Exception {
        List<String> jvm = List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
        int limit = 32 << 20;
        List<Socket> deaf = new ArrayList<>();
        try (LoggedOrigin origin = LoggedOrigin.start();
                JarProcess jar = JarProcess.run(
                        directory,
                        jvm,
                        "--listen=127.0.0.1:0",
                        "--allow-nets=127.0.0.0/8",
                        "--log-level=warn",
                        "--buffered-bytes-total=" + limit)) {
            URI service = jar.awaitReady();
            Caller caller = new Caller(service);
            for (int n = 0; n < 40; n++) {
                Socket one = new Socket();
                one.setReceiveBufferSize(16 << 10); // or the kernel would read for them
                one.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.getPort()));
                one.getOutputStream().write(bodies(origin, n).getBytes(StandardCharsets.US_ASCII));
                deaf.add(one);
            }
            eventually("memory is spent", SLOWEST, () -> caller.metric("gather_buffered_bytes") > limit);
            double most = 0;
            for (int scrapes = 0; scrapes < 200; scrapes++) { // without a bound it takes a second to end the process
                most = Math.max(most, caller.metric("gather_buffered_bytes"));
            }
            // Half as much again may be kept, besides what is read at once.
            assertThat(most).isLessThan(2.5 * limit);
            assertThat(caller.fetch(urls(origin.url("/ok"))).status()).isEqualTo(503);
            for (Socket one : deaf) {
                one.close();
            }
            eventually("nothing is held", SLOWEST, () -> caller.metric("gather_buffered_bytes") == 0);
            assertThat(caller.fetch(urls(origin.url("/ok"))).result(0).getBoolean("ok"))
                    .isTrue();
            assertThat(jar.err()).isEmpty();
        }
    }

    /** A call for one small body, so that it is begun, and for many large ones. */
    private static String bodies(LoggedOrigin origin, int number) {
        List<String> urls = IntStream.range(0, 12)
                .mapToObj(n -> origin.url(n == 0 ? "/ok?" + number : "/bytes/4000000?seed=" + (100 * number + n)))
                .toList();
        JsonObject batch = urls(urls).put("stream_order", "request").put("concurrency", 2);
        return CallersIT.post(batch, Caller.NDJSON);
    }

    @Test
    void aHundredCallsForBodiesWithoutEndEndSoonInASmallHeap(@TempDir Path directory) throws Exception {
        List<String> jvm = List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
        try (LoggedOrigin origin = LoggedOrigin.start();
                JarProcess jar = JarProcess.run(
                        directory, jvm, "--listen=127.0.0.1:0", "--allow-nets=127.0.0.0/8", "--log-level=warn")) {
            Caller caller = new Caller(jar.awaitReady());
            JsonObject batch = requests(
                    item(origin.url("/endless")),
                    item(origin.url("/endless")).put("truncate", true).put("max_body_bytes", 1_000),
                    item(origin.url("/gzip-bomb")));
            JsonObject apart = batch.copy().put("dedupe", false);
            Duration unused = volley(caller, apart, 20); // the JVM learns
            Duration before = jar.cpuTime();
            assertThat(volley(caller, apart, 100)).as("slowest").isLessThan(SLOWEST);
            assertThat(jar.cpuTime().minus(before)).as("time on processors").isLessThan(MOST_CPU);
            assertThat(volley(caller, batch, 100))
                    .as("slowest of those that share")
                    .isLessThan(SLOWEST);
            eventually("nothing is held", SLOWEST, () -> caller.metric("gather_buffered_bytes") == 0);
            assertThat(jar.err()).isEmpty();
        }
    }

    /** So many calls at once, and how long they took. */
    private static Duration volley(Caller caller, JsonObject batch, int calls) {
        long start = System.nanoTime();
        List<CompletableFuture<Reply>> replies =
                IntStream.range(0, calls).mapToObj(n -> caller.begin(batch)).toList();
        for (CompletableFuture<Reply> each : replies) {
            Reply reply = Caller.await(each);
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(reply.results())
                    .extracting(ScenariosIT::code)
                    .containsExactly("http_response_body_size", null, "http_response_body_size");
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
