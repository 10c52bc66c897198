package dev.gather;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Awaited;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Waiting costs no thread: callers by the thousand are answered as soon as their time has come. */
class ManyIT {
    private static final int CALLERS = 10_000;
    private static final int CONNECTIONS = 2_000;
    private static final int DELAY_MS = 500;

    /** Five rounds of half a second, and ten times that. */
    private static final Duration BOUND = Duration.ofMillis(10L * DELAY_MS * CALLERS / CONNECTIONS);

    @Test
    void tenThousandCallersAreAnswered() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RunningService service = RunningService.open()) {
            HttpClient client = vertx.createHttpClient(
                    new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(service.port()),
                    new PoolOptions().setHttp1MaxSize(CONNECTIONS));
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            long start = System.nanoTime();
            Future<Void> all = Future.all(IntStream.range(0, CALLERS)
                            .mapToObj(n -> hello(client))
                            .toList())
                    .mapEmpty();
            Void unused = all.await(BOUND.toSeconds(), TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis((long) DELAY_MS * CALLERS / CONNECTIONS), BOUND);
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(threads + 50);
        } finally {
            Void unused = Awaited.of(vertx.close());
        }
    }

    private static Future<Buffer> hello(HttpClient client) {
        return client.request(HttpMethod.GET, "/hello?delay_ms=" + DELAY_MS)
                .compose(request -> request.send())
                .compose(response -> response.statusCode() == 200
                        ? response.body()
                        : Future.failedFuture("status " + response.statusCode()))
                .map(body -> {
                    assertThat(body.toString()).isEqualTo("{\"Hello\":\"World\"}");
                    return body;
                });
    }
}
