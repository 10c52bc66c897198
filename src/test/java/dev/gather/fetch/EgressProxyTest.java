package dev.gather.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.fetch.Bench.Heard;
import dev.gather.limit.LimitSettings;
import dev.gather.testing.Awaited;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.TestTls;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With an egress proxy everything goes through it, and it resolves the names. */
class EgressProxyTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Vertx vertx;
    private GoodOrigin proxy;
    // Held here: Vert.x closes a client that nobody refers to, and its sockets.
    private NetClient tunnels;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        tunnels = vertx.createNetClient();
        proxy = GoodOrigin.start(vertx, this::proxy);
    }

    @AfterEach
    void stop() {
        proxy.close();
        Void unused = Awaited.of(vertx.close());
    }

    @Test
    void aNameIsAskedOfTheProxyUnresolved() {
        Heard heard = fetch("http://only-the-proxy-knows.example/path?q=1", null);
        assertThat(text(heard)).isEqualTo("proxied");
        assertThat(asked).containsExactly("GET http://only-the-proxy-knows.example/path?q=1");
    }

    @Test
    void aForbiddenLiteralDoesNotReachTheProxy() {
        Heard heard = fetch("http://10.0.0.1/", null);
        assertThat(heard.failure(0).code()).isEqualTo(FailureCode.DESTINATION_IP_PROHIBITED);
        assertThat(asked).isEmpty();
    }

    @Test
    void httpsGoesThroughATunnelToTheNameAndIsVerified(@TempDir Path directory) throws Exception {
        TestTls tls = TestTls.valid();
        try (GoodOrigin origin = GoodOrigin.startTls(
                vertx,
                tls,
                request -> request.response()
                        .putHeader("content-type", "text/plain")
                        .end("sealed"))) {
            Heard heard = fetch(
                    "https://localhost:" + origin.port() + "/",
                    Files.writeString(directory.resolve("ca.pem"), tls.anchorPem()));
            assertThat(heard.summary.ok()).as(heard.outcome(0).toString()).isEqualTo(1);
            assertThat(asked).hasSize(1);
            assertThat(asked.get(0)).startsWith("CONNECT ").endsWith(":" + origin.port());
        }
    }

    private Heard fetch(String url, Path caFile) {
        FetchSettings d = FetchSettings.DEFAULT;
        SocketAddress address = SocketAddress.inetSocketAddress(proxy.port(), "127.0.0.1");
        FetchSettings settings = new FetchSettings(d.methods(), d.userAgent(), caFile, address, false);
        try (Bench bench = new Bench(vertx, LimitSettings.DEFAULT, settings)) {
            return bench.run(Bench.get(0, url, Bench.options(5_000, 1)));
        }
    }

    private static String text(Heard heard) {
        var content = heard.answered(0).content();
        return new String(content.bytes(), 0, content.length(), UTF_8);
    }

    private void proxy(HttpServerRequest request) {
        asked.add(request.method() + " " + request.uri());
        if (!request.method().equals(HttpMethod.CONNECT)) {
            request.response().putHeader("content-type", "text/plain").end("proxied");
            return;
        }
        int port = Integer.parseInt(request.uri().substring(request.uri().lastIndexOf(':') + 1));
        request.pause();
        tunnels.connect(port, "127.0.0.1")
                .onSuccess(origin -> request.toNetSocket().onSuccess(caller -> {
                    caller.pipeTo(origin);
                    origin.pipeTo(caller);
                }));
    }
}
