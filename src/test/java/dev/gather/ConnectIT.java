package dev.gather;

import static dev.gather.testing.Caller.item;
import static dev.gather.testing.Caller.requests;
import static dev.gather.testing.Caller.urls;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Awaited;
import dev.gather.testing.Caller;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.Hole;
import dev.gather.testing.Reply;
import dev.gather.testing.TestDns;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Addresses that swallow who connects: each costs its share of the time and no more, and nothing is left of it. */
@EnabledOnOs(OS.LINUX)
class ConnectIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int CONNECT_MS = 2_000;

    private Vertx vertx;
    private TestDns dns;
    private RunningService service;
    private Caller caller;

    @BeforeEach
    void start() throws IOException {
        vertx = Vertx.vertx();
        dns = TestDns.start();
        service = RunningService.open(
                "instances", "1", "dns_servers", "127.0.0.1:" + dns.address().getPort());
        caller = service.caller();
    }

    @AfterEach
    void stop() {
        service.close();
        dns.close();
        Void unused = Awaited.of(vertx.close());
    }

    @Test
    void anAddressThatSwallowsEverythingDoesNotHideTheNextAndIsNotTriedAgain() throws Exception {
        dns.addresses("two.test", 60, "127.0.0.2", "127.0.0.3");
        try (GoodOrigin good = GoodOrigin.startAt(vertx, "127.0.0.3", ConnectIT::answerAndClose);
                Hole hole = Hole.at("127.0.0.2", good.port())) {
            JsonObject first = fetch(good.url("two.test", "/1"));
            assertThat(first.getBoolean("ok")).as(first.encode()).isTrue();
            // Half the time was the first address's share.
            assertThat(first.getJsonObject("timings").getDouble("connect_ms")).isGreaterThan(CONNECT_MS * 0.45);
            JsonObject second = fetch(good.url("two.test", "/2"));
            assertThat(second.getBoolean("ok")).as(second.encode()).isTrue();
            assertThat(second.getJsonObject("timings").getDouble("connect_ms")).isBetween(0.01, CONNECT_MS * 0.45);
            assertThat(good.accepted()).isEqualTo(2);
            eventually("nobody knocks any more", SOON, () -> knocking(hole) == 0);
        }
    }

    private static void answerAndClose(HttpServerRequest request) {
        request.response().putHeader("connection", "close").end("ok");
    }

    @Test
    void whatWasGivenUpWhileConnectingIsClosedAtItsBoundAndKeepsNoPermit() throws Exception {
        try (Hole hole = Hole.at("127.0.0.2", 0)) {
            String url = "http://127.0.0.2:" + hole.port() + "/";
            JsonObject batch = urls(url + 1, url + 2, url + 3)
                    .put("deadline_ms", 1_500)
                    .put("defaults", new JsonObject().put("connect_timeout_ms", 2_000));
            CompletableFuture<Reply> reply = caller.begin(batch);
            eventually("all three knock", SOON, () -> knocking(hole) == 3);
            assertThat(Caller.await(reply).results())
                    .extracting(ScenariosIT::code)
                    .containsOnly("deadline_exceeded");
            eventually("permits are back", SOON, () -> caller.metric("gather_fetches_in_flight") == 0);
            eventually("nobody knocks any more", SOON, () -> knocking(hole) == 0);
        }
    }

    @Test
    void aHostThatSwallowsEverythingIsAConnectionTimeout() throws Exception {
        dns.addresses("none.test", 60, "127.0.0.2", "127.0.0.3");
        try (Hole hole = Hole.at("127.0.0.2", 0);
                Hole other = Hole.at("127.0.0.3", hole.port())) {
            JsonObject result = caller.fetch(requests(item("http://none.test:" + hole.port() + "/")
                            .put("connect_timeout_ms", 400)
                            .put("max_attempts", 1)))
                    .result(0);
            assertThat(ScenariosIT.code(result)).isEqualTo("connection_timeout");
            assertThat(result.getJsonObject("error").getString("phase")).isEqualTo("connect");
            eventually("permits are back", SOON, () -> caller.metric("gather_fetches_in_flight") == 0);
            eventually("nobody knocks any more", SOON, () -> knocking(hole) == 0 && knocking(other) == 0);
        }
    }

    private JsonObject fetch(String url) {
        return caller.fetch(
                        requests(item(url).put("connect_timeout_ms", CONNECT_MS).put("max_attempts", 1)))
                .result(0);
    }

    private static int knocking(Hole hole) {
        try {
            return hole.knocking();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
