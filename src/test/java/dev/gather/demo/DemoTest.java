package dev.gather.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gather.origin.OriginServer;
import dev.gather.testing.GoodOrigin;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class DemoTest {
    @Test
    void printsARowForEachUrlAndHowToGoOn(Vertx vertx) throws Exception {
        try (GoodOrigin service = GoodOrigin.start(vertx, DemoTest::answer)) {
            OriginServer origin = OriginServer.start(vertx, 0).await(10, TimeUnit.SECONDS);
            String printed = run(service, origin);

            assertThat(printed.lines().filter(line -> line.contains("  ok  "))).hasSize(14);
            assertThat(printed)
                    .contains(" 0  ok          200                                  1.5      3  " + origin.url("/ok"))
                    .contains("14  failed           destination_ip_prohibited       0.0         "
                            + origin.url("/redirect-to"))
                    .contains("15 URLs: 14 ok, 0 http_error, 1 failed, in 20 ms; their times add up to 21 ms.")
                    .contains("curl -s '" + service.url("/v1/fetch?pretty=true")
                            + "' -H 'content-type: application/json'")
                    .contains("http://169.254.169.254/latest/meta-data/")
                    .contains("Ctrl-C");
            assertThat(service.requests("/v1/fetch")).isOne();
        }
    }

    @Test
    void aRefusedCallFailsTheRun(Vertx vertx) throws Exception {
        try (GoodOrigin service = GoodOrigin.start(vertx, DemoTest::refuse)) {
            OriginServer origin = OriginServer.start(vertx, 0).await(10, TimeUnit.SECONDS);
            assertThatThrownBy(() -> run(service, origin)).hasMessage("POST /v1/fetch: 503 busy");
        }
    }

    private static String run(GoodOrigin service, OriginServer origin) throws Exception {
        StringWriter printed = new StringWriter();
        new Demo(new PrintWriter(printed))
                .run(URI.create(service.url("/")), origin)
                .await(10, TimeUnit.SECONDS);
        return printed.toString();
    }

    private static void refuse(HttpServerRequest request) {
        request.response().setStatusCode(503).end("busy");
    }

    /** As the service would, with every URL but the last ok. */
    private static void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            JsonArray urls = body.toJsonObject().getJsonArray("urls");
            JsonArray results = new JsonArray();
            for (int i = 0; i < urls.size(); i++) {
                results.add(i < urls.size() - 1 ? ok(i, urls.getString(i)) : prohibited(i, urls.getString(i)));
            }
            JsonObject counts = new JsonObject()
                    .put("total", urls.size())
                    .put("ok", urls.size() - 1)
                    .put("failed", 1);
            JsonObject answer = new JsonObject()
                    .put("counts", counts)
                    .put("elapsed_ms", 20.0)
                    .put("results", results);
            request.response().end(answer.toBuffer());
        });
    }

    private static JsonObject ok(int index, String url) {
        return new JsonObject()
                .put("index", index)
                .put("outcome", "ok")
                .put("status", 200)
                .put("body_bytes", 3)
                .put("timings", new JsonObject().put("total_ms", 1.5))
                .put("url", url);
    }

    private static JsonObject prohibited(int index, String url) {
        return new JsonObject()
                .put("index", index)
                .put("outcome", "failed")
                .put("error", new JsonObject().put("code", "destination_ip_prohibited"))
                .put("timings", new JsonObject().put("total_ms", 0))
                .put("url", url);
    }
}
