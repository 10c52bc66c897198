package dev.gather.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class GoodOriginTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    void countsWhatIsInFlightAndWhatWas(Vertx vertx) throws Exception {
        LinkedBlockingQueue<HttpServerRequest> held = new LinkedBlockingQueue<>();
        try (GoodOrigin origin = GoodOrigin.start(vertx, held::add)) {
            var answered = WebClient.create(vertx).getAbs(origin.url("/b")).send();
            HttpServerRequest kept = held.poll(5, TimeUnit.SECONDS);
            leaveBeforeTheAnswer(origin, held);

            assertThat(origin.inFlight()).isPositive();
            assertThat(kept).isNotNull();
            kept.response().end("b").await(5, TimeUnit.SECONDS);
            assertThat(answered.await(5, TimeUnit.SECONDS).bodyAsString()).isEqualTo("b");

            assertThat(origin.awaitNoneInFlight(SOON)).isTrue();
            assertThat(origin.requests("/a")).isOne();
            assertThat(origin.peak()).isEqualTo(2);
            assertThat(origin.peak("/b")).isOne();
            assertThat(origin.accepted()).isEqualTo(2);
        }
    }

    private static void leaveBeforeTheAnswer(GoodOrigin origin, LinkedBlockingQueue<HttpServerRequest> held)
            throws Exception {
        try (RawClient leaver = RawClient.connect(origin.port(), 5_000)) {
            leaver.send("GET /a?x HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(held.poll(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(origin.inFlight()).isEqualTo(2);
        }
    }

    @Test
    void validAndSelfSignedCertificatesAreTrustedOnceAnchored(Vertx vertx) throws Exception {
        for (TestTls good : List.of(TestTls.valid(), TestTls.selfSigned())) {
            try (GoodOrigin origin = tls(vertx, good)) {
                assertThat(statusOf(vertx, origin, good)).isEqualTo(200);
            }
        }
    }

    @Test
    void expiredAndMisnamedCertificatesAreRefusedThoughAnchored(Vertx vertx) {
        for (TestTls bad : List.of(TestTls.expired(), TestTls.wrongName())) {
            try (GoodOrigin origin = tls(vertx, bad)) {
                assertThatThrownBy(() -> statusOf(vertx, origin, bad)).isInstanceOf(SSLHandshakeException.class);
            }
        }
    }

    private static GoodOrigin tls(Vertx vertx, TestTls tls) {
        return GoodOrigin.startTls(vertx, tls, request -> request.response().end("ok"));
    }

    private static int statusOf(Vertx vertx, GoodOrigin origin, TestTls anchor) throws Exception {
        HttpClientOptions trusting = new HttpClientOptions()
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(anchor.anchorPem())));
        return WebClient.create(vertx, new WebClientOptions(trusting))
                .getAbs(origin.url("localhost", "/"))
                .send()
                .await(10, TimeUnit.SECONDS)
                .statusCode();
    }
}
