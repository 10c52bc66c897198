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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is stopped, kindly or not, while callers wait: what they and the origins see, and the next start. */
class StopIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int READ_WITHIN_MS = 10_000;
    private static final List<String> FORMS = List.of(Caller.JSON, Caller.NDJSON, Caller.EVENTS);

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

    @Test
    void anAnswerThatIsCutByAKillLooksCut() throws Exception {
        List<Begun> answers = new ArrayList<>();
        try (JarProcess jar = serve("20")) {
            URI service = jar.awaitReady();
            List<CompletableFuture<Reply>> throughALibrary = beginAll(new Caller(service));
            for (String form : FORMS) {
                answers.add(begin(service, form));
            }
            eventually("all wait", SOON, () -> origin.path("/silent").inFlight() == 2 * FORMS.size());
            jar.kill();
            for (Begun answer : answers) {
                RawClient.Said rest = answer.client.readAll();
                assertThat(rest.end()).isIn(RawClient.End.CLOSED, RawClient.End.RESET);
                assertCut(answer.form, answer.said + rest.text());
            }
            for (CompletableFuture<Reply> reply : throughALibrary) {
                assertThatThrownBy(() -> reply.get(10, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(IOException.class);
            }
            assertThat(jar.awaitExit()).isEqualTo(128 + 9);
            eventually("the origin sees it gone", SOON, () -> origin.all().inFlight() == 0);
            assertServesAgain(service);
        } finally {
            for (Begun answer : answers) {
                answer.client.close();
            }
        }
    }

    /** An answer of which a first part was read. */
    private record Begun(String form, RawClient client, String said) {}

    private Begun begin(URI service, String form) throws IOException {
        RawClient client = RawClient.connect(service.getPort(), READ_WITHIN_MS);
        client.send(request(form));
        return new Begun(form, client, client.readUntil("\"index\":0").text());
    }

    private List<CompletableFuture<Reply>> beginAll(Caller caller) {
        return FORMS.stream()
                .map(form -> caller.begin(begunAndWaiting(), "accept", form))
                .toList();
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
            Caller caller = new Caller(jar.awaitReady());
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
        }
    }

    @Test
    void aCallThatOutlivesTheDrainIsEndedAndAnsweredWhole() throws Exception {
        try (JarProcess jar = serve("1")) {
            List<CompletableFuture<Reply>> underWay = beginAll(new Caller(jar.awaitReady()));
            eventually("all wait", SOON, () -> origin.path("/silent").inFlight() == FORMS.size());
            jar.terminate();
            for (CompletableFuture<Reply> each : underWay) {
                Reply reply = Caller.await(each);
                assertThat(ScenariosIT.code(reply.result(0))).isNull();
                assertThat(ScenariosIT.code(reply.result(1))).isEqualTo("cancelled");
                assertThat(reply.summary().getBoolean("complete")).isFalse();
                assertThat(reply.summary().getJsonObject("counts").getInteger("total"))
                        .isEqualTo(2);
            }
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
                "--per-host-concurrency=32",
                "--drain-s=" + drainS,
                "--log-level=warn");
    }
}
