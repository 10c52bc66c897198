package dev.gather;

import static dev.gather.testing.Caller.urls;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gather.testing.Caller;
import dev.gather.testing.JarProcess;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.RawClient;
import dev.gather.testing.Reply;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process is stopped, kindly or not, while callers wait: what they and the origins see, and the next start. */
class StopIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int READ_WITHIN_MS = 10_000;

    private LoggedOrigin origin;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() {
        origin = LoggedOrigin.start();
    }

    @AfterEach
    void stop() {
        origin.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {Caller.JSON, Caller.NDJSON, Caller.EVENTS})
    void anAnswerThatIsCutByAKillLooksCut(String form) throws Exception {
        try (JarProcess jar = serve("20")) {
            URI service = jar.awaitReady();
            CompletableFuture<Reply> throughALibrary = new Caller(service).begin(begunAndWaiting(), "accept", form);
            try (RawClient client = RawClient.connect(service.getPort(), READ_WITHIN_MS)) {
                client.send(request(form));
                String first = client.readUntil("\"index\":0").text();
                eventually("both wait", SOON, () -> origin.path("/silent").inFlight() == 2);
                jar.kill();
                RawClient.Said rest = client.readAll();
                assertThat(rest.end()).isIn(RawClient.End.CLOSED, RawClient.End.RESET);
                assertCut(form, first + rest.text());
            }
            assertThatThrownBy(() -> throughALibrary.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
            assertThat(jar.awaitExit()).isEqualTo(128 + 9);
            eventually("the origin sees it gone", SOON, () -> origin.all().inFlight() == 0);
            assertServesAgain(service);
        }
    }

    private static void assertCut(String form, String said) {
        assertThat(said)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\ntransfer-encoding: chunked\r\n", "\"index\":0");
        assertThat(said)
                .doesNotContain("\"summary\"")
                .doesNotContain("\"counts\"")
                .doesNotContain("\r\n0\r\n\r\n");
        String body = said.substring(said.indexOf("\r\n\r\n") + 4).replaceAll("(^|\r\n)[0-9a-f]+\r\n", "");
        if (form.equals(Caller.JSON)) {
            assertThatThrownBy(() -> new JsonObject(body)).isInstanceOf(DecodeException.class);
        }
    }

    /** Another process at the same address, at once. */
    private void assertServesAgain(URI service) throws IOException {
        try (JarProcess again = serveAt("127.0.0.1:" + service.getPort(), "20")) {
            Reply reply = new Caller(again.awaitReady()).fetch(urls(origin.url("/ok")));
            assertThat(reply.result(0).getBoolean("ok")).isTrue();
        }
    }

    @Test
    void callsUnderWayEndAndNewOnesAreRefusedWhileItDrains() throws Exception {
        try (JarProcess jar = serve("20")) {
            URI service = jar.awaitReady();
            Caller caller = new Caller(service);
            CompletableFuture<Reply> document = caller.begin(urls(origin.url("/delay/2000?n=1"), origin.url("/ok")));
            CompletableFuture<Reply> lines = caller.begin(urls(origin.url("/delay/2000?n=2")), "accept", Caller.NDJSON);
            eventually(
                    "both are under way", SOON, () -> origin.path("/delay/2000").inFlight() == 2);
            jar.terminate();
            eventually("it is not ready", SOON, () -> caller.get("/readyz").status() == 503);
            Reply refused = caller.fetch(urls(origin.url("/ok")));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json().getString("code")).isEqualTo("draining");
            assertThat(refused.header("retry-after")).isEqualTo("5");
            // Told again, it does not hurry.
            jar.terminate();
            assertThat(Caller.await(document).json().getJsonObject("counts").getInteger("ok"))
                    .isEqualTo(2);
            assertThat(Caller.await(lines).summary().getBoolean("complete")).isTrue();
            assertThat(jar.awaitExit()).isZero();
            eventually("the origin sees it gone", SOON, () -> origin.all().inFlight() == 0);
            assertServesAgain(service);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Caller.JSON, Caller.NDJSON, Caller.EVENTS})
    void aCallThatOutlivesTheDrainIsEndedAndAnsweredWhole(String form) throws Exception {
        try (JarProcess jar = serve("1")) {
            CompletableFuture<Reply> underWay = new Caller(jar.awaitReady()).begin(begunAndWaiting(), "accept", form);
            eventually("it waits", SOON, () -> origin.path("/silent").inFlight() == 1);
            jar.terminate();
            Reply reply = Caller.await(underWay);
            assertThat(ScenariosIT.code(reply.result(0))).isNull();
            assertThat(ScenariosIT.code(reply.result(1))).isEqualTo("cancelled");
            assertThat(reply.summary().getBoolean("complete")).isFalse();
            assertThat(reply.summary().getJsonObject("counts").getInteger("total"))
                    .isEqualTo(2);
            assertThat(jar.awaitExit()).isZero();
            eventually("the origin sees it gone", SOON, () -> origin.all().inFlight() == 0);
        }
    }

    /** A result that is larger than any buffer, then one that does not come. */
    private JsonObject begunAndWaiting() {
        return urls(List.of(origin.url("/bytes/400000"), origin.url("/silent?n=" + System.nanoTime())))
                .put("defaults", new JsonObject().put("timeout_ms", 60_000))
                .put("dedupe", false);
    }

    private String request(String form) {
        byte[] body = begunAndWaiting().encode().getBytes(StandardCharsets.US_ASCII);
        return "POST /v1/fetch HTTP/1.1\r\nHost: localhost\r\nAccept: " + form
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n"
                + new String(body, StandardCharsets.US_ASCII);
    }

    private JarProcess serve(String drainS) throws IOException {
        return serveAt("127.0.0.1:0", drainS);
    }

    private JarProcess serveAt(String address, String drainS) throws IOException {
        return JarProcess.run(
                directory,
                "--listen=" + address,
                "--allow-nets=127.0.0.0/8",
                "--drain-s=" + drainS,
                "--log-level=warn");
    }
}
