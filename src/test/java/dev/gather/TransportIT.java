package dev.gather;

import static dev.gather.testing.Caller.requests;
import static dev.gather.testing.Caller.urls;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gather.config.WantedTransport;
import dev.gather.testing.Awaited;
import dev.gather.testing.Caller;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.JarProcess;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.RawClient;
import dev.gather.testing.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The jar over each transport that this machine has; each in a process, because what was loaded before counts. */
@ParameterizedClass
@EnumSource
class TransportIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int URLS = 300;
    private static final int RESETS = 20;

    /** More than a socket takes at once. */
    private static final int LARGE = 2_000_000;

    private static Vertx vertx;
    private static LoggedOrigin bad;

    @Parameter
    private WantedTransport transport;

    @TempDir
    private Path directory;

    private JarProcess jar;
    private Caller caller;
    private URI service;

    @BeforeAll
    static void startOrigins() {
        vertx = Vertx.vertx();
        bad = LoggedOrigin.start();
    }

    @AfterAll
    static void stopOrigins() {
        bad.close();
        Void unused = Awaited.of(vertx.close());
    }

    /** Where the kernel, the library or the permission is missing, the service says so, and there is nothing to see. */
    @BeforeEach
    void start() throws IOException {
        jar = JarProcess.run(
                directory,
                "--listen",
                "127.0.0.1:0",
                "--allow-nets",
                "127.0.0.0/8",
                "--log-level",
                "debug",
                "--transport",
                transport.word());
        service = jar.awaitReady();
        caller = new Caller(service);
        eventually("the log says which", SOON, () -> log().contains("transport: "));
        assumeThat(log()).doesNotContain("is not available");
        assertThat(log()).containsPattern("transport: (epoll|nio|" + transport.word() + ")");
    }

    @AfterEach
    void stop() {
        jar.close();
    }

    private String log() {
        return String.join("\n", jar.err());
    }

    @Test
    void answersAndClosesWhatItOpened() throws Exception {
        try (GoodOrigin origin = GoodOrigin.start(
                vertx,
                request -> request.response()
                        .putHeader("content-type", "text/plain")
                        .end(body(request.getParam("n"))))) {
            Reply reply = caller.fetch(urls(IntStream.range(0, URLS)
                    .mapToObj(n -> origin.url("/?n=" + n))
                    .toList()));
            assertThat(reply.results()).hasSize(URLS).allSatisfy(TransportIT::isRight);
            assertThat(origin.connections()).isPositive();
            jar.terminate();
            assertThat(jar.awaitExit()).isZero();
            assertThat(origin.awaitAllClosed(SOON)).isTrue();
        }
    }

    @Test
    void noticesCallersThatResetRightBehindTheirData() throws Exception {
        String half = "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\n{\"urls\"";
        for (int i = 0; i < RESETS; i++) {
            try (RawClient client = RawClient.connect(service.getPort(), 1_000)) {
                client.send(half);
                client.reset();
            }
        }
        eventually("nothing is held", SOON, () -> caller.metric("gather_buffered_bytes") == 0);
    }

    @Test
    void noticesOriginsThatResetRightBehindTheirData() {
        JsonObject[] items = IntStream.range(0, RESETS)
                .mapToObj(n -> Caller.item(bad.url("/bad/reset-in-body?n=" + n)))
                .toArray(JsonObject[]::new);
        Reply reply = caller.fetch(requests(items).put("defaults", new JsonObject().put("max_attempts", 1)));
        assertThat(reply.results())
                .hasSize(RESETS)
                .allSatisfy(result -> assertThat(ScenariosIT.code(result)).isEqualTo("http_response_incomplete"));
    }

    private static void isRight(JsonObject result) {
        assertThat(result.getString("body")).isEqualTo(body("" + result.getInteger("index")));
    }

    /** The first is large. */
    private static String body(String number) {
        return number.equals("0") ? "0".repeat(LARGE) : "body of " + number;
    }
}
