package dev.gather.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.api.TestApi.Options;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code /v1/hosts} takes and shows; how hosts come to stand so is shown by {@code PoliteIT}. */
class HostsTest {
    private static TestApi api;

    @BeforeAll
    static void start() throws Exception {
        api = TestApi.start(Options.DEFAULT);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({
        "api.example.com:8443,api.example.com:8443",
        "api.example.com,api.example.com:443",
        "API.Example.COM.:80,api.example.com:80",
        "b%C3%BCcher.example:80,xn--bcher-kva.example:80",
        "127.1:9000,127.0.0.1:9000",
        "[::1]:9000,[::1]:9000",
        "%5B0:0::1%5D:9000,[::1]:9000",
    })
    void aHostIsWrittenAsInUrls(String written, String host) {
        JsonObject shown = json(api.get("/v1/hosts/" + written));
        assertThat(shown.getString("host")).isEqualTo(host);
        assertThat(shown.getInteger("in_flight")).isZero();
        assertThat(shown.getInteger("queued")).isZero();
        assertThat(shown.getInteger("limit")).isEqualTo(6);
        assertThat(shown.getInteger("limit_now")).isEqualTo(6);
        assertThat(shown.getString("breaker")).isEqualTo("closed");
        assertThat(shown.fieldNames()).doesNotContain("paused_until", "pause_reason", "breaker_until");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a_b:99999",
                "a:0",
                "a:b",
                "user@a",
                "a%2Fb",
                "a%3Fb",
                "a%23b",
                "%20",
                "a%00",
                "%5B::1",
                "256.1.1.1",
                "a..b",
                "-%ff",
            })
    void whatIsNoHostIsAProblem(String written) {
        assertThat(api.get("/v1/hosts/" + written))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"code\":\"invalid_request\"");
    }

    @Test
    void withoutAnythingGoingOnTheListIsEmpty() {
        assertThat(json(api.get("/v1/hosts")).getJsonArray("hosts")).isEmpty();
        assertThat(json(api.get("/v1/hosts?limit=100")).getJsonArray("hosts")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/hosts?limit=0",
                "/v1/hosts?limit=101",
                "/v1/hosts?limit=x",
                "/v1/hosts?limit=1&limit=2",
                "/v1/hosts?limits=1",
                "/v1/hosts/a?limit=1"
            })
    void otherParametersAreProblems(String path) {
        assertThat(api.get(path)).startsWith("HTTP/1.1 400 ").contains("\"parameter\":\"limit");
    }

    @Test
    void bothAreReadOnlyAndNeedAKeyWhereThereAreKeys() throws Exception {
        assertThat(api.send("DELETE /v1/hosts/a", "", ""))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("allow: GET");
        String key = "k".repeat(40);
        try (TestApi keyed = TestApi.start(
                Options.DEFAULT.keys(new ApiKey("ann", HexFormat.of().formatHex(Sha256.of(key)), null)))) {
            assertThat(keyed.get("/v1/hosts/a")).startsWith("HTTP/1.1 401 ");
            assertThat(keyed.get("/v1/hosts")).startsWith("HTTP/1.1 401 ");
            assertThat(keyed.send("GET /v1/hosts", "X-API-Key: " + key + "\r\n", ""))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    private static JsonObject json(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        return new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }
}
