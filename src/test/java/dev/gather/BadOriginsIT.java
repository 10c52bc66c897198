package dev.gather;

import static dev.gather.testing.Caller.item;
import static dev.gather.testing.Caller.requests;
import static dev.gather.testing.Caller.urls;
import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Caller;
import dev.gather.testing.Expected;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.Reply;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every bad manner of the test origin in one call to a whole service: each ends as it does for the engine alone. */
class BadOriginsIT {
    /** Far more than it takes, and less than the deadline. */
    private static final double AT_MOST_MS = 28_000;

    private LoggedOrigin origin;
    private RunningService service;

    @BeforeEach
    void start() {
        origin = LoggedOrigin.start();
        service = RunningService.open("per_host.concurrency", "16");
    }

    @AfterEach
    void stop() {
        service.close();
        origin.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {Caller.JSON, Caller.NDJSON})
    void allInOneCallEndAsInTheTable(String form) {
        JsonObject[] items = Expected.ALL.stream().map(this::asked).toArray(JsonObject[]::new);
        Reply reply = service.caller().fetch(requests(items), "accept", form);
        assertThat(reply.status()).isEqualTo(200);
        SoftAssertions.assertSoftly(all -> IntStream.range(0, items.length).forEach(i -> {
            Expected expected = Expected.ALL.get(i);
            all.assertThat(expected.ended(reply.result(i)))
                    .as("%s %s", expected.manner(), reply.result(i))
                    .isEqualTo(expected.ended());
        }));
        assertThat(reply.summary().getDouble("elapsed_ms")).isLessThan(AT_MOST_MS);
        assertThat(service.caller().metric("gather_unexpected_errors_total")).isZero();
        eventually("nothing is held", Duration.ofSeconds(5), this::nothingIsHeld);
        eventually("nobody is here", Duration.ofSeconds(5), () -> origin.all().inFlight() == 0);
    }

    @Test
    void aGoodFetchBesideThemAllIsGood() {
        JsonObject[] items = Expected.ALL.stream().map(this::asked).toArray(JsonObject[]::new);
        var underWay = service.caller().begin(requests(items));
        try (LoggedOrigin good = LoggedOrigin.start()) {
            Reply canary = service.caller().fetch(urls(good.url("/ok")));
            assertThat(canary.result(0).getString("body")).isEqualTo("ok\n");
        }
        assertThat(Caller.await(underWay).results()).hasSize(items.length);
    }

    /** A host that asks for a long pause has it: each of those is a host of its own. */
    private static String host(Expected expected) {
        return switch (expected.manner()) {
            case "retry-after-absurd" -> "127.0.0.2";
            case "retry-after-far" -> "127.0.0.3";
            default -> "127.0.0.1";
        };
    }

    private boolean nothingIsHeld() {
        Caller caller = service.caller();
        return caller.metric("gather_fetches_in_flight") == 0 && caller.metric("gather_buffered_bytes") == 0;
    }

    private JsonObject asked(Expected expected) {
        JsonObject item = item(origin.url(host(expected), "/bad/" + expected.manner()))
                .put("method", expected.method())
                .put("timeout_ms", expected.timeoutMs())
                .put("max_attempts", expected.attempts())
                .put("max_body_bytes", Expected.MAX_BODY_BYTES);
        return expected.requestBody().isEmpty() ? item : item.put("body", expected.requestBody());
    }
}
