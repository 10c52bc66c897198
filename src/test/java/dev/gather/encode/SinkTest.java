package dev.gather.encode;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.content.Content;
import dev.gather.fetch.Include;
import dev.gather.fetch.Mode;
import dev.gather.fetch.RunningBatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sinks on a real server, read by a plain socket. */
@ExtendWith(VertxExtension.class)
@Timeout(30)
class SinkTest {
    private static final Delivery PLAIN = Delivery.of(false, false, 64 << 20);
    private static final Delivery IN_ORDER = Delivery.of(true, false, 64 << 20);
    private static final int MIB = 1 << 20;

    private final AtomicLong released = new AtomicLong();
    private final FakeBatch batch = new FakeBatch();
    private final CompletableFuture<HttpServerRequest> arrived = new CompletableFuture<>();
    private Vertx vertx;
    private Context loop;
    private Socket client;
    private InputStream input;
    private ResultSink sink;

    /** Remembers what it was told. */
    private static final class FakeBatch implements RunningBatch {
        final List<Integer> urged = new CopyOnWriteArrayList<>();
        private final CountDownLatch paused = new CountDownLatch(1);
        private final CountDownLatch resumed = new CountDownLatch(1);
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private final AtomicInteger depth = new AtomicInteger();

        @Override
        public void pause() {
            assertThat(depth.incrementAndGet()).isEqualTo(1);
            paused.countDown();
        }

        @Override
        public void resume() {
            assertThat(depth.decrementAndGet()).isZero();
            resumed.countDown();
        }

        @Override
        public void urge(int index) {
            urged.add(index);
        }

        @Override
        public void cancel(String why) {
            cancelled.countDown();
        }
    }

    @BeforeEach
    void listen(Vertx vertx) throws Exception {
        this.vertx = vertx;
        var options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSendBufferSize(32 * 1024)
                .setCompressionSupported(true);
        HttpServer server = vertx.createHttpServer(options).requestHandler(request -> {
            loop = vertx.getOrCreateContext();
            arrived.complete(request);
        });
        server.listen().await(10, SECONDS);
        client = new Socket();
        client.setReceiveBufferSize(32 * 1024);
        client.setSoTimeout(10_000);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()), 10_000);
    }

    @AfterEach
    void hangUp() throws IOException {
        client.close();
    }

    @Test
    void linesComeAsCompletedAndTheSummaryLast() throws Exception {
        open(Encoding.NDJSON, Mode.ALL_SETTLED, 3, PLAIN, "1.1");
        onLoop(it -> {
            it.settled(Items.ok(2, 0, Items.text("two\n")));
            it.settled(Items.ok(0, 1, Items.json("{\n\"a\" : 1}")));
            it.settled(Items.failed(1, 2));
            it.ended(Items.summary(Mode.ALL_SETTLED, 3, true));
        });
        Response response = readAll();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).isEqualTo("application/x-ndjson");
        assertThat(response.header("cache-control")).isEqualTo("no-store");
        assertThat(response.header("x-accel-buffering")).isEqualTo("no");
        List<JsonObject> lines = response.body().lines().map(JsonObject::new).toList();
        assertThat(lines).extracting(line -> line.getInteger("index")).containsExactly(2, 0, 1, null);
        assertThat(lines.get(1).getJsonObject("json")).isEqualTo(new JsonObject().put("a", 1));
        assertThat(lines.get(3).getString("type")).isEqualTo("summary");
        // Lines of one turn of the loop are one chunk, and so is the end.
        assertThat(response.chunks()).isEqualTo(1);
        assertAllWritten(4 + 10);
    }

    @Test
    void linesKeepTheOrderOfTheRequestIfAsked() throws Exception {
        open(Encoding.NDJSON, Mode.ALL_SETTLED, 4, IN_ORDER, "1.1");
        for (int index : new int[] {3, 1, 0, 2}) {
            onLoop(it -> it.settled(Items.ok(index, 0, Items.text("x"))));
        }
        onLoop(it -> it.ended(Items.summary(Mode.ALL_SETTLED, 4, true)));
        assertThat(readAll().body().lines().map(JsonObject::new).map(line -> line.getInteger("index")))
                .containsExactly(0, 1, 2, 3, null);
        assertAllWritten(4);
    }

    @Test
    void headAndFirstLineLeaveAtOnce() throws Exception {
        open(Encoding.NDJSON, Mode.ALL_SETTLED, 2, PLAIN, "1.1");
        InputStream in = input();
        assertThat(readUntil(in, "\r\n\r\n")).startsWith("HTTP/1.1 200");
        onLoop(it -> it.settled(Items.ok(0, 0, Items.text("first"))));
        assertThat(readUntil(in, "}\n")).contains("\"body\":\"first\"");
        onLoop(it -> it.settled(Items.ok(1, 1, Items.text("second"))));
        assertThat(readUntil(in, "}\n")).contains("\"body\":\"second\"");
        onLoop(it -> it.ended(Items.summary(Mode.ALL_SETTLED, 2, true)));
        assertThat(readUntil(in, "0\r\n\r\n")).contains("\"type\":\"summary\"");
        assertAllWritten(11);
    }

    @Test
    void whatWaitsForAnEarlierLineHoldsTheBatchBack() throws Exception {
        open(Encoding.NDJSON, Mode.ALL_SETTLED, 4, Delivery.of(true, false, 10), "1.1");
        onLoop(it -> {
            it.settled(Items.ok(2, 0, Items.text("12345678")));
            it.settled(Items.ok(3, 1, Items.text("123")));
            it.settled(Items.ok(1, 2, Items.text("12")));
            it.settled(Items.ok(0, 3, Items.text("more than all")));
            it.ended(Items.summary(Mode.ALL_SETTLED, 4, true));
        });
        List<JsonObject> lines = readAll().body().lines().map(JsonObject::new).toList();
        assertThat(lines)
                .extracting(line -> line.getString("body"))
                .containsExactly("more than all", "12", "12345678", "123", null);
        assertThat(batch.urged).as("only the awaited item is started").containsOnly(0);
        assertThat(batch.paused.getCount()).isZero();
        assertThat(batch.resumed.getCount()).isZero();
        assertAllWritten(8 + 3 + 2 + 13);
    }

    @Test
    void eventsCarryTheIndexAndEndWithTheSummary() throws Exception {
        open(Encoding.EVENT_STREAM, Mode.ALL_SETTLED, 2, PLAIN, "1.1");
        onLoop(it -> {
            it.settled(Items.ok(1, 0, Items.text("a\r\nb")));
            it.settled(Items.ok(0, 1, Items.json("[\r1,\n2]")));
            it.ended(Items.summary(Mode.ALL_SETTLED, 2, true));
        });
        Response response = readAll();
        assertThat(response.header("content-type")).isEqualTo("text/event-stream");
        String[] blocks = response.body().split("\n\n", -1);
        assertThat(blocks).hasSize(4);
        assertThat(blocks[0]).startsWith("event: result\nid: 1\ndata: {");
        assertThat(blocks[1]).startsWith("event: result\nid: 0\ndata: {");
        assertThat(blocks[2]).startsWith("event: summary\ndata: {\"type\":\"summary\"");
        assertThat(blocks[3]).isEmpty();
        for (int i = 0; i < 3; i++) {
            assertThat(blocks[i]).doesNotContain("\r");
            assertThat(blocks[i].lines().count()).isEqualTo(i < 2 ? 3 : 2);
        }
        assertThat(data(blocks[0]).getString("body")).isEqualTo("a\r\nb");
        assertThat(data(blocks[1]).getJsonArray("json")).isEqualTo(new JsonArray("[1,2]"));
    }

    private static JsonObject data(String block) {
        return new JsonObject(block.substring(block.indexOf("data: ") + "data: ".length()));
    }

    @Test
    void quietEventStreamShowsSignsOfLife() throws Exception {
        var delivery = new Delivery(false, false, 0, Duration.ofSeconds(30), Duration.ofMillis(20));
        open(Encoding.EVENT_STREAM, Mode.ALL_SETTLED, 1, delivery, "1.1");
        InputStream in = input();
        assertThat(readUntil(in, ": keep-alive\n\n")).contains("text/event-stream");
        assertThat(readUntil(in, ": keep-alive\n\n")).isNotEmpty();
        onLoop(it -> {
            it.settled(Items.failed(0, 0));
            it.ended(Items.summary(Mode.ALL_SETTLED, 1, true));
        });
        assertThat(readUntil(in, "0\r\n\r\n")).endsWith("\n\n\r\n0\r\n\r\n");
    }

    @Test
    void smallDocumentIsSentWhole() throws Exception {
        open(Encoding.JSON, Mode.ALL_SETTLED, 2, PLAIN, "1.1");
        onLoop(it -> it.settled(Items.failed(1, 0)));
        onLoop(it -> it.settled(Items.ok(0, 1, Items.json("{\"n\":9007199254740993}"))));
        onLoop(it -> it.ended(Items.summary(Mode.ALL_SETTLED, 2, true)));
        Response response = readAll();
        assertThat(response.header("content-type")).isEqualTo("application/json");
        assertThat(response.header("content-length"))
                .isEqualTo(String.valueOf(response.body().length()));
        assertThat(response.body())
                .startsWith(
                        "{\"batch_id\":\"bat_1\",\"mode\":\"all_settled\",\"results\":[{\"type\":\"result\",\"index\":0")
                .contains("9007199254740993")
                .endsWith("],\"satisfied\":true,\"complete\":true,\"counts\":{\"total\":2,\"ok\":2,\"http_error\":0,"
                        + "\"failed\":0},\"elapsed_ms\":15674.0}");
        assertThat(indices(response)).containsExactly(0, 1);
        assertThat(sink.bytesWritten()).isEqualTo(response.body().length());
        assertAllWritten(22);
    }

    @Test
    void longDocumentLeavesFromItsHead() throws Exception {
        open(Encoding.JSON, Mode.ALL_SETTLED, 3, PLAIN, "1.1");
        Content body = Items.text("0123456789".repeat(20_000));
        onLoop(it -> it.settled(Items.ok(1, 0, body)));
        onLoop(it -> it.settled(Items.ok(0, 1, body)));
        InputStream in = input();
        String head = readUntil(in, "\"index\":1");
        onLoop(it -> it.settled(Items.ok(2, 2, body)));
        onLoop(it -> it.ended(Items.summary(Mode.ALL_SETTLED, 3, true)));
        Response response = Response.parse(head + readUntil(in, "\r\n0\r\n\r\n"));
        assertThat(response.header("transfer-encoding")).isEqualTo("chunked");
        assertThat(indices(response)).containsExactly(0, 1, 2);
        assertAllWritten(600_000);
    }

    @Test
    void unsatisfiedModeIsAProblemWithAllResults() throws Exception {
        open(Encoding.JSON, Mode.ANY, 2, PLAIN, "1.1");
        onLoop(it -> it.settled(Items.failed(1, 0)));
        onLoop(it -> it.settled(Items.failed(0, 1)));
        onLoop(it -> it.ended(Items.summary(Mode.ANY, 2, false)));
        Response response = readAll();
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.header("content-type")).isEqualTo("application/problem+json");
        JsonObject problem = new JsonObject(response.body());
        assertThat(problem.getString("type")).isEqualTo("/problems/batch-unsatisfied");
        assertThat(problem.getInteger("status")).isEqualTo(502);
        assertThat(problem.getString("code")).isEqualTo("batch_unsatisfied");
        assertThat(problem.getString("request_id")).isEqualTo("req_1");
        assertThat(problem.getBoolean("satisfied")).isFalse();
        assertThat(indices(response)).containsExactly(0, 1);
    }

    @Test
    void otherModesWriteNothingBeforeTheEndAndDoNotPause() throws Exception {
        open(Encoding.JSON, Mode.ALL, 3, PLAIN, "1.1");
        Content body = Items.text("x".repeat(MIB));
        for (int i = 0; i < 3; i++) {
            int index = i;
            onLoop(it -> it.settled(Items.ok(index, index, body)));
        }
        assertThat(sink.bytesWritten()).isZero();
        assertThat(batch.paused.getCount()).isEqualTo(1);
        onLoop(it -> it.ended(Items.summary(Mode.ALL, 3, true)));
        Response response = readAll();
        assertThat(response.status()).isEqualTo(200);
        assertThat(indices(response)).containsExactly(0, 1, 2);
        assertAllWritten(3L * MIB);
    }

    @Test
    void prettyDocumentIsIndentedAndKeepsDigits() throws Exception {
        open(Encoding.JSON, Mode.ALL_SETTLED, 1, Delivery.of(false, true, MIB), "1.1");
        onLoop(it -> {
            it.settled(Items.ok(0, 0, Items.json("{\"n\":[9007199254740993,1.10]}")));
            it.ended(Items.summary(Mode.ALL_SETTLED, 1, true));
        });
        String body = readAll().body();
        assertThat(body)
                .startsWith("{\n  \"batch_id\": \"bat_1\",\n")
                .contains("\"n\": [\n          9007199254740993,\n          1.10\n        ]")
                .endsWith("\n}");
        assertThat(new JsonObject(body).getJsonArray("results")).hasSize(1);
    }

    @Test
    void bodiesPastTheBudgetAreLeftOut() throws Exception {
        open(Encoding.JSON, Mode.ALL_SETTLED, 4, Delivery.of(false, false, 10), "1.1");
        onLoop(it -> {
            it.settled(Items.ok(0, 0, Items.text("12345")));
            it.settled(Items.ok(2, 1, Items.text("123456")));
            it.settled(Items.ok(1, 2, Items.text("hidden and free"), Include.HEADERS));
            it.settled(Items.ok(3, 3, Items.text("12345")));
        });
        assertThat(released.get()).as("what is dropped is free at once").isGreaterThanOrEqualTo(6 + 15);
        onLoop(it -> it.ended(Items.summary(Mode.ALL_SETTLED, 4, true)));
        JsonArray results = new JsonObject(readAll().body()).getJsonArray("results");
        assertThat(results.getJsonObject(0).getString("body")).isEqualTo("12345");
        assertThat(results.getJsonObject(1).containsKey("body_omitted")).isFalse();
        assertThat(results.getJsonObject(1).containsKey("body")).isFalse();
        assertThat(results.getJsonObject(2).getString("body_omitted")).isEqualTo("response_budget");
        assertThat(results.getJsonObject(2).getLong("body_bytes")).isEqualTo(6);
        assertThat(results.getJsonObject(3).getString("body")).isEqualTo("12345");
        assertAllWritten(5 + 6 + 15 + 5);
    }

    @Test
    void slowReaderPausesTheBatchUntilItReads() throws Exception {
        open(Encoding.NDJSON, Mode.ALL_SETTLED, 20, PLAIN, "1.1");
        Content body = Items.binary(new byte[MIB]);
        for (int i = 0; i < 20; i++) {
            int index = i;
            onLoop(it -> it.settled(Items.ok(index, index, body)));
        }
        assertThat(batch.paused.await(10, SECONDS)).isTrue();
        assertThat(released.get()).isLessThan(15L * MIB);
        assertThat(sink.finished().isComplete()).isFalse();
        InputStream in = input();
        String all = readUntil(in, "\"index\":19,") + readUntil(in, "}\n");
        assertThat(batch.resumed.await(10, SECONDS)).isTrue();
        onLoop(it -> it.ended(Items.summary(Mode.ALL_SETTLED, 20, true)));
        Response response = Response.parse(all + readUntil(in, "\r\n0\r\n\r\n"));
        List<String> lines = response.body().lines().toList();
        assertThat(lines).hasSize(21);
        assertThat(new JsonObject(lines.get(19)).getBinary("body")).isEqualTo(new byte[MIB]);
        assertAllWritten(20L * MIB);
    }

    @Test
    void clientThatLeavesCancelsTheBatchAndFreesEverything() throws Exception {
        open(Encoding.NDJSON, Mode.ALL_SETTLED, 12, IN_ORDER, "1.1");
        Content body = Items.binary(new byte[MIB]);
        for (int i = 0; i < 12; i++) {
            int index = i;
            if (index != 6 && index != 11) {
                onLoop(it -> it.settled(Items.ok(index, index, body)));
            }
        }
        client.close();
        assertThat(batch.cancelled.await(10, SECONDS)).isTrue();
        sink.finished().await(10, SECONDS);
        assertThat(sink.abandoned()).isTrue();
        assertThat(released.get()).isEqualTo(10L * MIB);
        onLoop(it -> {
            it.settled(Items.ok(6, 10, body));
            it.settled(Items.ok(11, 11, body, Include.HEADERS));
            it.ended(Items.summary(Mode.ALL_SETTLED, 12, true));
        });
        assertThat(released.get()).isEqualTo(12L * MIB);
    }

    @Test
    void clientThatTakesNothingIsCutOff() throws Exception {
        var delivery = new Delivery(false, false, 64 << 20, Duration.ofMillis(150), Duration.ofSeconds(15));
        open(Encoding.NDJSON, Mode.ALL_SETTLED, 30, delivery, "1.1");
        CountDownLatch closed = new CountDownLatch(1);
        arrived.get(10, SECONDS).connection().closeHandler(gone -> closed.countDown());
        Content body = Items.binary(new byte[MIB]);
        onLoop(it -> {
            for (int i = 0; i < 30; i++) {
                it.settled(Items.ok(i, i, body));
            }
        });
        assertThat(closed.await(10, SECONDS)).isTrue();
        sink.finished().await(10, SECONDS);
        assertThat(sink.abandoned()).isTrue();
        assertThat(batch.cancelled.await(10, SECONDS)).isTrue();
        assertThat(released.get()).isEqualTo(30L * MIB);
    }

    @Test
    void itemsThatKeepSettlingDoNotHideAStall() throws Exception {
        var delivery = new Delivery(false, false, 64 << 20, Duration.ofMillis(150), Duration.ofSeconds(15));
        open(Encoding.NDJSON, Mode.ALL_SETTLED, 100_000, delivery, "1.1");
        Content body = Items.binary(new byte[MIB]);
        onLoop(it -> {
            for (int i = 0; i < 30; i++) {
                it.settled(Items.ok(i, i, body));
            }
        });
        AtomicInteger next = new AtomicInteger(30);
        vertx.setPeriodic(
                20,
                tick -> loop.runOnContext(turn -> {
                    int index = next.getAndIncrement();
                    sink.settled(Items.ok(index, index, Items.text("x")));
                }));
        sink.finished().await(10, SECONDS);
        assertThat(sink.abandoned()).isTrue();
    }

    @Test
    void oldClientIsToldTheEndByTheConnection() throws Exception {
        open(Encoding.NDJSON, Mode.ALL_SETTLED, 1, PLAIN, "1.0");
        onLoop(it -> {
            it.settled(Items.ok(0, 0, Items.text("x")));
            it.ended(Items.summary(Mode.ALL_SETTLED, 1, true));
        });
        String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(all.toLowerCase(Locale.ROOT)).doesNotContain("transfer-encoding");
        String body = all.substring(all.indexOf("\r\n\r\n") + 4);
        assertThat(body.lines().map(JsonObject::new)).hasSize(2);
        assertAllWritten(1);
    }

    @Test
    void clientGoneBeforeTheSinkExistsIsNoticed() throws Exception {
        client.getOutputStream().write("GET / HTTP/1.1\r\nhost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        HttpServerRequest request = arrived.get(10, SECONDS);
        CountDownLatch closed = new CountDownLatch(1);
        request.connection().closeHandler(gone -> closed.countDown());
        client.close();
        assertThat(closed.await(10, SECONDS)).isTrue();
        create(request, Encoding.EVENT_STREAM, Mode.ALL_SETTLED, 1, PLAIN);
        assertThat(batch.cancelled.await(10, SECONDS)).isTrue();
        onLoop(it -> {
            it.settled(Items.ok(0, 0, Items.text("x")));
            it.ended(Items.summary(Mode.ALL_SETTLED, 1, true));
        });
        sink.finished().await(10, SECONDS);
        assertThat(released.get()).isEqualTo(1);
    }

    @Test
    void http2AndCompressionWorkToo() throws Exception {
        HttpClient http2 = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDecompressionSupported(true));
        var options = new RequestOptions().setHost("127.0.0.1").setPort(client.getPort());
        Future<HttpClientResponse> answer = http2.request(options).compose(HttpClientRequest::send);
        var whole = answer.compose(HttpClientResponse::body); // asked for later, it may be over
        create(arrived.get(10, SECONDS), Encoding.NDJSON, Mode.ALL_SETTLED, 2, PLAIN);
        Content body = Items.text("0123456789".repeat(100_000));
        onLoop(it -> it.settled(Items.ok(0, 0, body)));
        onLoop(it -> it.settled(Items.ok(1, 1, body)));
        onLoop(it -> it.ended(Items.summary(Mode.ALL_SETTLED, 2, true)));
        HttpClientResponse response = answer.await(10, SECONDS);
        assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
        String text = whole.await(10, SECONDS).toString();
        assertThat(text.lines().map(JsonObject::new).map(line -> line.getString("type")))
                .containsExactly("result", "result", "summary");
        assertAllWritten(2_000_000);
    }

    @Test
    void http2StreamThatIsResetCancelsTheBatch() throws Exception {
        HttpClient http2 = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        var options = new RequestOptions().setHost("127.0.0.1").setPort(client.getPort());
        HttpClientRequest asked = http2.request(options).await(10, SECONDS);
        Future<HttpClientResponse> answer = asked.send();
        create(arrived.get(10, SECONDS), Encoding.NDJSON, Mode.ALL_SETTLED, 2, PLAIN);
        assertThat(answer.await(10, SECONDS).statusCode()).isEqualTo(200);
        asked.reset(8).await(10, SECONDS);
        assertThat(batch.cancelled.await(10, SECONDS)).isTrue();
        sink.finished().await(10, SECONDS);
        assertThat(sink.abandoned()).isTrue();
    }

    private void open(Encoding encoding, Mode mode, int total, Delivery delivery, String version) throws Exception {
        String head = "GET / HTTP/" + version + "\r\nhost: h\r\n\r\n";
        client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        create(arrived.get(10, SECONDS), encoding, mode, total, delivery);
    }

    private void create(HttpServerRequest request, Encoding encoding, Mode mode, int total, Delivery delivery)
            throws Exception {
        onLoop(none -> {
            sink = encoding.open(vertx, request, Items.batch(mode, total), delivery, released::addAndGet);
            sink.attach(batch);
        });
    }

    /** Runs on the batch's loop, in one turn, and waits until that is done. */
    private void onLoop(Consumer<ResultSink> action) throws Exception {
        var done = new CompletableFuture<Void>();
        loop.runOnContext(turn -> {
            try {
                action.accept(sink);
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        done.get(10, SECONDS);
    }

    private void assertAllWritten(long heldBytes) throws Exception {
        Future<Void> finished = sink.finished();
        finished.await(10, SECONDS);
        assertThat(sink.abandoned()).isFalse();
        assertThat(batch.cancelled.getCount()).isEqualTo(1);
        assertThat(released.get()).isEqualTo(heldBytes);
    }

    private Response readAll() throws IOException {
        InputStream in = input();
        String head = readUntil(in, "\r\n\r\n");
        Response headOnly = Response.parse(head);
        String length = headOnly.header("content-length");
        String rest = length != null
                ? new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8)
                : readUntil(in, "\r\n0\r\n\r\n");
        return Response.parse(head + rest);
    }

    /** One for each connection, or what it has read ahead would be lost. */
    private InputStream input() throws IOException {
        if (input == null) {
            input = new BufferedInputStream(client.getInputStream(), 1 << 16);
        }
        return input;
    }

    private static List<Integer> indices(Response response) {
        return new JsonObject(response.body())
                .getJsonArray("results").stream()
                        .map(result -> ((JsonObject) result).getInteger("index"))
                        .toList();
    }

    private static String readUntil(InputStream in, String mark) throws IOException {
        var text = new StringBuilder();
        char last = mark.charAt(mark.length() - 1);
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            text.append((char) octet);
            int from = text.length() - mark.length();
            if (octet == last && from >= 0 && text.indexOf(mark, from) == from) {
                return text.toString();
            }
        }
        throw new IOException("closed before " + mark + ", after " + text.length() + " bytes");
    }

    /** A response as it came; ASCII only. */
    private record Response(String head, String body, int chunks) {
        static Response parse(String text) {
            int end = text.indexOf("\r\n\r\n") + 4;
            String head = text.substring(0, end);
            String rest = text.substring(end);
            if (!head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked") || rest.isEmpty()) {
                return new Response(head, rest, 0);
            }
            var body = new StringBuilder();
            List<Integer> sizes = new ArrayList<>();
            int at = 0;
            while (true) {
                int line = rest.indexOf("\r\n", at);
                int size = Integer.parseInt(rest.substring(at, line), 16);
                if (size == 0) {
                    return new Response(head, body.toString(), sizes.size());
                }
                sizes.add(size);
                body.append(rest, line + 2, line + 2 + size);
                at = line + 2 + size + 2;
            }
        }

        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        String header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }
}
