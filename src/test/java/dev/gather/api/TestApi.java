package dev.gather.api;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.gather.api.ConnectionGuard.Patience;
import dev.gather.fetch.Batch;
import dev.gather.fetch.Dispatcher;
import dev.gather.fetch.Failure;
import dev.gather.fetch.FetchSettings;
import dev.gather.fetch.RunningBatch;
import dev.gather.fetch.Summary;
import dev.gather.limit.Admission;
import dev.gather.limit.BufferedBytes;
import dev.gather.limit.LimitSettings;
import dev.gather.limit.Quota;
import dev.gather.limit.Scheduler;
import dev.gather.limit.VertxClock;
import dev.gather.net.Target;
import dev.gather.observe.AnsweredCall;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The API on a real port, with a dispatcher that settles at once, or never, and an answer that only counts. */
final class TestApi implements AutoCloseable {
    static final Duration LONG = Duration.ofMinutes(5);

    final BufferedBytes buffered = new BufferedBytes(32 << 20);
    final Admission admission = new Admission(buffered, () -> false);
    final BlockingQueue<Batch> started = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> bugs = new LinkedBlockingQueue<>();
    final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
    final BlockingQueue<AnsweredCall> observed = new LinkedBlockingQueue<>();
    final Scheduler scheduler;
    private final Quota quota = new Quota(System::nanoTime);
    private final Vertx vertx;
    private final int port;
    private final @Nullable Dispatcher dispatcher;

    /** What a test may want to be otherwise. */
    record Options(ApiSettings settings, Patience patience, int callsPerMinute, boolean settles) {
        static final Options DEFAULT =
                new Options(ApiSettings.DEFAULT, new Patience(LONG, LONG, LONG, LONG), 1_000_000, true);

        Options keys(ApiKey... keys) {
            ApiSettings from = ApiSettings.DEFAULT;
            var with = new ApiSettings(
                    from.listen(),
                    from.managementListen(),
                    List.of(keys),
                    from.urlsPerCall(),
                    from.requestBytes(),
                    from.responseBudgetBytes(),
                    from.drain());
            return new Options(with, patience, callsPerMinute, settles);
        }

        Options callsPerMinute(int calls) {
            return new Options(settings, patience, calls, settles);
        }

        Options patience(Patience other) {
            return new Options(settings, other, callsPerMinute, settles);
        }

        Options neverSettles() {
            return new Options(settings, patience, callsPerMinute, false);
        }
    }

    private TestApi(Vertx vertx, Options options, @Nullable Dispatcher dispatcher) throws Exception {
        this.vertx = vertx;
        this.dispatcher = dispatcher;
        Context owner = vertx.getOrCreateContext();
        this.scheduler = new Scheduler(
                task -> owner.runOnContext(turn -> task.run()),
                new VertxClock(vertx),
                LimitSettings.DEFAULT,
                buffered,
                Integer.MAX_VALUE);
        Promise<Integer> listening = Promise.promise();
        vertx.deployVerticle(new AbstractVerticle() {
                    @Override
                    public void start(Promise<Void> done) {
                        HttpServer server = vertx.createHttpServer(
                                Api.serverOptions(SocketAddress.inetSocketAddress(0, "127.0.0.1")));
                        new Api(vertx, options.settings(), collaborators(options), options.patience()).serve(server);
                        server.listen()
                                .onSuccess(up -> listening.complete(up.actualPort()))
                                .<Void>mapEmpty()
                                .onComplete(done);
                    }
                })
                .await(10, SECONDS);
        this.port = listening.future().await(10, SECONDS);
    }

    static TestApi start(Options options) throws Exception {
        return new TestApi(Vertx.vertx(), options, null);
    }

    /** The same with another dispatcher than the two usual ones. */
    static TestApi start(Options options, Dispatcher dispatcher) throws Exception {
        return new TestApi(Vertx.vertx(), options, dispatcher);
    }

    Api.Collaborators collaborators(Options options) {
        return new Api.Collaborators(
                FetchSettings.DEFAULT.methods(),
                options.callsPerMinute(),
                512,
                TestApi::judge,
                dispatcher == null ? dispatcher(options.settles()) : dispatcher,
                scheduler,
                buffered,
                admission,
                quota,
                Map.of("version", "1.0.0", "limits", Map.of("urls_per_call", 1_000)),
                () -> !admission.draining(),
                () -> "gather_up 1\n",
                bugs::add,
                observed::add);
    }

    /** Knows nothing against any target, and fails over one. */
    private static @Nullable Failure judge(Target target) {
        if (target.href().contains("error.example")) {
            throw new StackOverflowError();
        }
        return null;
    }

    private Dispatcher dispatcher(boolean settles) {
        return (batch, sink) -> {
            if (batch.fetches().get(0).url().endsWith("/bug")) {
                throw new IllegalStateException("a secret of the inside");
            }
            started.add(batch);
            if (settles) {
                Context context = Vertx.currentContext();
                context.runOnContext(later -> sink.ended(summary(batch)));
            }
            return new Running();
        };
    }

    private static Summary summary(Batch batch) {
        int total = batch.fetches().size();
        return new Summary(batch.id(), batch.mode(), true, true, -1, total, total, 0, 0, 1);
    }

    private final class Running implements RunningBatch {
        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void urge(int index) {}

        @Override
        public void cancel(String why) {
            cancelled.add(why);
        }
    }

    int port() {
        return port;
    }

    Socket connect() {
        try {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(8_000);
            return socket;
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** Sends a request with a Host and {@code Connection: close}, and gives the whole answer back. */
    String send(String requestLine, String headers, String body) {
        String length =
                body.isEmpty() ? "" : "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n";
        return raw(requestLine + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n" + headers + length
                + "\r\n" + body);
    }

    String get(String path) {
        return send("GET " + path, "", "");
    }

    String post(String body) {
        return send("POST /v1/fetch", "Content-Type: application/json\r\n", body);
    }

    /** Sends these bytes and reads until the service closes the connection. */
    String raw(String request) {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return readAll(socket.getInputStream());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    static String readAll(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            vertx.close().await(10, SECONDS);
        } catch (TimeoutException cause) {
            throw new AssertionError(cause);
        }
    }
}
