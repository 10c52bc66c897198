package dev.gather;

import static dev.gather.testing.Caller.urls;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Caller;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** robots.txt as a caller and an operator meet it, over all instances of a service. */
class RobotsIT {
    private static final JsonObject RESPECT = new JsonObject().put("robots", "respect");
    private static final JsonObject IGNORE = new JsonObject().put("robots", "ignore");

    private LoggedOrigin origin;

    @BeforeEach
    void start() {
        origin = LoggedOrigin.start();
    }

    @AfterEach
    void stop() {
        origin.close();
    }

    private JsonObject batch(JsonObject defaults) {
        return urls(origin.url("/private/a"), origin.url("/public/a"), origin.url("/private/b"))
                .put("defaults", defaults);
    }

    private static List<String> codes(Reply reply) {
        List<String> codes = new ArrayList<>();
        for (JsonObject result : reply.results()) {
            JsonObject error = result.getJsonObject("error");
            codes.add(error == null ? null : error.getString("code"));
        }
        return codes;
    }

    @Test
    void whatRobotsTxtDisallowsIsNotFetchedAndItIsAskedOnce() {
        try (RunningService service = RunningService.open()) {
            Reply reply = service.caller().fetch(batch(RESPECT));
            assertThat(codes(reply)).containsExactly("robots_disallowed", null, "robots_disallowed");
            assertThat(reply.result(0).getJsonObject("error"))
                    .isEqualTo(new JsonObject()
                            .put("code", "robots_disallowed")
                            .put("phase", "admit")
                            .put("message", "The host's robots.txt says: Disallow: /private/")
                            .put("retryable", false));
            assertThat(reply.result(0).getInteger("attempt_count")).isZero();
            assertThat(origin.path("/robots.txt").count()).isEqualTo(1);
            assertThat(origin.all().count()).isEqualTo(2);
            assertThat(codes(service.caller().fetch(batch(IGNORE)))).containsExactly(null, null, null);
        }
    }

    @Test
    void whereTheOperatorEnforcesItNobodyCanIgnoreIt() {
        try (RunningService service = RunningService.open("robots", "enforce")) {
            for (JsonObject defaults : List.of(IGNORE, RESPECT, new JsonObject())) {
                assertThat(codes(service.caller().fetch(batch(defaults))))
                        .containsExactly("robots_disallowed", null, "robots_disallowed");
            }
            Reply dry = service.caller().fetch(batch(IGNORE).put("dry_run", true));
            assertThat(codes(dry)).containsExactly("robots_disallowed", null, "robots_disallowed");
            Reply led = service.caller()
                    .fetch(urls(origin.url("127.0.0.2", "/redirect-to?url=" + origin.url("/private/a"))));
            assertThat(led.result(0).getJsonObject("error").getString("phase")).isEqualTo("redirect");
            assertThat(origin.host("127.0.0.1").count()).isEqualTo(1 + 3);
            assertThat(origin.path("/robots.txt").count()).isEqualTo(2);
        }
    }

    @Test
    void callsOfAllInstancesShareOneRequestForIt() {
        Vertx vertx = Vertx.vertx();
        try (RunningService service = RunningService.open("instances", "2");
                GoodOrigin slow = GoodOrigin.start(vertx, request -> answerLate(vertx, request))) {
            List<CompletableFuture<Reply>> calls = IntStream.range(0, 20)
                    .mapToObj(i -> service.caller()
                            .begin(urls(slow.url("/public/" + i)).put("defaults", RESPECT)))
                    .toList();
            for (CompletableFuture<Reply> call : calls) {
                assertThat(codes(Caller.await(call))).containsOnlyNulls();
            }
            assertThat(slow.requests("/robots.txt")).isEqualTo(1);
        } finally {
            var unused = vertx.close();
        }
    }

    private static void answerLate(Vertx vertx, HttpServerRequest request) {
        long unused = vertx.setTimer(
                request.path().equals("/robots.txt") ? 300 : 1,
                due -> request.response().end("User-agent: Gather\nDisallow: /private/\n"));
    }

    @Test
    void groupsAreChosenByTheOperatorsProductToken() {
        Vertx vertx = Vertx.vertx();
        String rules = "User-agent: *\nDisallow: /\n\nUser-agent: acme-monitor\nDisallow: /private\n";
        try (RunningService service =
                        RunningService.open("robots_product_token", "Acme-Monitor", "user_agent", "acme/1.0");
                GoodOrigin named = GoodOrigin.start(vertx, request -> {
                    boolean ours = "acme/1.0".equals(request.getHeader("user-agent"));
                    request.response().end(ours ? rules : "User-agent: *\nDisallow: /\n");
                })) {
            Reply reply = service.caller()
                    .fetch(urls(named.url("/public"), named.url("/private")).put("defaults", RESPECT));
            assertThat(codes(reply)).containsExactly(null, "robots_disallowed");
        } finally {
            var unused = vertx.close();
        }
    }
}
