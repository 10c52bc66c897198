package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.GoodOrigin;
import dev.gather.testing.Options;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Headers are made once for equal options: nothing of one request may show in another. */
@ExtendWith(VertxExtension.class)
class RequestHeadersTest {
    private static final String ONE_TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String OTHER_TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final RequestHeaders headers =
            new RequestHeaders(new FetchSettings(Set.of(HttpMethod.GET), "test", null, null, true));

    @Test
    void eachBatchHasItsOwnTrace() {
        FetchOptions options = Bench.options(1_000, 1);
        assertThat(headers.of(traced(ONE_TRACE), options).get("traceparent")).isEqualTo(ONE_TRACE);
        assertThat(headers.of(traced(OTHER_TRACE), options).get("traceparent")).isEqualTo(OTHER_TRACE);
        assertThat(headers.of(traced(null), options).contains("traceparent")).isFalse();
        assertThat(headers.of(traced(ONE_TRACE), options).get("traceparent")).isEqualTo(ONE_TRACE);
    }

    @Test
    void otherOptionsHaveOtherHeaders() {
        Batch batch = traced(null);
        FetchOptions one = with(Map.of("authorization", "Bearer one"));
        FetchOptions other = with(Map.of("accept", "text/html"));
        MultiMap made = headers.of(batch, one);
        assertThat(made.get("authorization")).isEqualTo("Bearer one");
        assertThat(headers.of(batch, one)).isSameAs(made);
        assertThat(headers.of(batch, other).contains("authorization")).isFalse();
        assertThat(headers.of(batch, other).get("accept")).isEqualTo("text/html");
        assertThat(headers.of(batch, one).get("authorization")).isEqualTo("Bearer one");
    }

    @Test
    void whatARedirectTakesAwayIsTakenFromThatItemAlone(Vertx vertx) {
        var heard = new ConcurrentLinkedQueue<String>();
        try (Bench bench = Bench.start(vertx);
                GoodOrigin elsewhere = GoodOrigin.startAt(vertx, "127.0.0.2", request -> {
                    heard.add("elsewhere " + Objects.requireNonNullElse(request.getHeader("authorization"), "none"));
                    request.response().end("ok");
                });
                GoodOrigin named = GoodOrigin.start(vertx, request -> {
                    heard.add(request.path() + " " + request.getHeader("authorization"));
                    if (request.path().equals("/away")) {
                        request.response().setStatusCode(302).putHeader("location", elsewhere.url("/"));
                    }
                    request.response().end("ok");
                })) {
            FetchOptions shared = with(Map.of("authorization", "Bearer x"));
            assertThat(bench.run(Bench.get(0, named.url("/away"), shared))
                            .outcome(0)
                            .ok())
                    .isTrue();
            assertThat(bench.run(Bench.get(0, named.url("/stays"), shared))
                            .outcome(0)
                            .ok())
                    .isTrue();
        }
        assertThat(heard).containsExactly("/away Bearer x", "elsewhere none", "/stays Bearer x");
    }

    private static Batch traced(String traceparent) {
        return new Batch(
                "bat_1",
                "req_1",
                "anonymous",
                traceparent,
                List.of(),
                Mode.ALL_SETTLED,
                1,
                1,
                0,
                1_000,
                true,
                false,
                0);
    }

    private static FetchOptions with(Map<String, String> headers) {
        return Options.options().headers(headers).build();
    }
}
