package dev.gather;

import static dev.gather.testing.Caller.item;
import static dev.gather.testing.Caller.requests;
import static dev.gather.testing.Caller.urls;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Awaited;
import dev.gather.testing.BadOrigin;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.Reply;
import dev.gather.testing.TestTls;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Origins over TLS, with good certificates and bad ones; a caller is told which and why, and nothing is let through.
 */
class TlsIT {
    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static RunningService service;

    @BeforeAll
    static void start() throws IOException {
        vertx = Vertx.vertx();
        Path anchors = directory.resolve("anchors.pem");
        Files.writeString(
                anchors,
                TestTls.valid().anchorPem()
                        + TestTls.expired().anchorPem()
                        + TestTls.wrongName().anchorPem());
        service = RunningService.open("ca_file", anchors.toString());
    }

    @AfterAll
    static void stop() {
        service.close();
        Void unused = Awaited.of(vertx.close());
    }

    @Test
    void aTrustedCertificateIsAcceptedAndItsFactsAreToBeHad() {
        try (GoodOrigin origin = origin(TestTls.valid())) {
            JsonObject item = item(origin.url("/"))
                    .put("include", new JsonArray().add("body").add("tls"));
            JsonObject result = service.caller().fetch(requests(item)).result(0);
            assertThat(result.getString("body")).isEqualTo("secret");
            assertThat(result.getJsonObject("timings").getDouble("connect_ms")).isPositive();
            JsonObject tls = result.getJsonObject("tls");
            assertThat(tls.getString("protocol")).isIn("TLSv1.2", "TLSv1.3");
            assertThat(tls.getString("cipher")).startsWith("TLS_");
            assertThat(tls.getString("subject")).isEqualTo("CN=origin");
            assertThat(tls.getString("issuer")).isEqualTo("CN=authority");
            assertThat(tls.getString("not_after")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
            JsonObject plain = service.caller().fetch(urls(origin.url("/"))).result(0);
            assertThat(plain.containsKey("tls")).isFalse();
        }
    }

    @Test
    void theNameInTheUrlIsTheOneThatCounts() {
        try (GoodOrigin origin = origin(TestTls.valid())) {
            assertThat(service.caller()
                            .fetch(urls(origin.url("localhost", "/")))
                            .result(0)
                            .getBoolean("ok"))
                    .isTrue();
            assertRefused(origin, origin.url("a.localhost", "/"), "hostname_mismatch");
        }
    }

    @Test
    void anExpiredCertificateIsRefused() {
        try (GoodOrigin origin = origin(TestTls.expired())) {
            assertRefused(origin, origin.url("/"), "expired");
        }
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() {
        try (GoodOrigin origin = origin(TestTls.wrongName())) {
            assertRefused(origin, origin.url("/"), "hostname_mismatch");
        }
    }

    @Test
    void aCertificateThatVouchesForItselfIsRefused() {
        try (GoodOrigin origin = origin(TestTls.selfSigned())) {
            assertRefused(origin, origin.url("/"), "self_signed");
        }
    }

    @Test
    void anUnknownAuthorityIsRefused() {
        try (GoodOrigin origin = origin(TestTls.valid());
                RunningService wary = RunningService.open()) {
            JsonObject error =
                    wary.caller().fetch(urls(origin.url("/"))).result(0).getJsonObject("error");
            assertThat(error.getString("code")).isEqualTo("tls_certificate_error");
            assertThat(error.getString("tls_reason")).isEqualTo("untrusted");
            assertThat(origin.requests()).isZero();
        }
    }

    @Test
    void plainTextOnATlsPortIsToldAsSuch() {
        try (GoodOrigin plain =
                GoodOrigin.start(vertx, request -> request.response().end("secret"))) {
            Reply reply = service.caller().fetch(urls("https://127.0.0.1:" + plain.port() + "/"));
            assertThat(ScenariosIT.code(reply.result(0))).isEqualTo("tls_protocol_error");
            assertThat(reply.result(0).getJsonObject("error").getString("phase"))
                    .isEqualTo("tls");
        }
    }

    @Test
    void aTlsPortAskedInPlainTextGivesNoAnswer() {
        try (GoodOrigin origin = origin(TestTls.valid())) {
            JsonObject item = item("http://127.0.0.1:" + origin.port() + "/").put("max_attempts", 1);
            JsonObject result = service.caller().fetch(requests(item)).result(0);
            assertThat(ScenariosIT.code(result)).isIn("connection_terminated", "http_protocol_error");
            assertThat(origin.requests()).isZero();
        }
    }

    @Test
    void aHandshakeThatNeverEndsIsBoundedByTheConnectTimeout() {
        try (BadOrigin mute = BadOrigin.silent(vertx)) {
            JsonObject item = item("https://127.0.0.1:" + mute.port() + "/")
                    .put("connect_timeout_ms", 300)
                    .put("max_attempts", 1);
            Reply reply = service.caller().fetch(requests(item));
            assertThat(ScenariosIT.code(reply.result(0))).isEqualTo("connection_timeout");
            assertThat(reply.json().getDouble("elapsed_ms")).isBetween(300.0, 1_500.0);
        }
    }

    private static GoodOrigin origin(TestTls tls) {
        return GoodOrigin.startTls(
                vertx,
                tls,
                request -> request.response()
                        .putHeader("content-type", "text/plain")
                        .end("secret"));
    }

    private static void assertRefused(GoodOrigin origin, String url, String reason) {
        JsonObject result = service.caller().fetch(urls(url)).result(0);
        JsonObject error = result.getJsonObject("error");
        assertThat(error.getString("code")).as(result.encode()).isEqualTo("tls_certificate_error");
        assertThat(error.getString("tls_reason")).isEqualTo(reason);
        assertThat(error.getString("phase")).isEqualTo("tls");
        assertThat(error.getBoolean("retryable")).isFalse();
        assertThat(result.getInteger("attempt_count")).isEqualTo(1);
        assertThat(origin.requests()).isLessThanOrEqualTo(1);
    }
}
