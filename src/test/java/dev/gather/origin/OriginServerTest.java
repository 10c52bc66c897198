package dev.gather.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gather.testing.RawClient;
import dev.gather.testing.RawClient.End;
import dev.gather.testing.RawClient.Said;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginServerTest {
    private static final int QUIET_MS = 150;
    private static final int SOON_MS = 5_000;

    private static final AtomicLong NANOS = new AtomicLong();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Vertx vertx;
    private static OriginServer origin;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        origin = OriginServer.start(vertx, 0, NANOS::get).await(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        origin.close().await(10, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/                         | 200 | text/plain; charset=utf-8 | /gzip-bomb",
                "/ok                       | 200 | text/plain; charset=utf-8 | ok",
                "/html                     | 200 | text/html; charset=utf-8  | привет",
                "/json                     | 200 | application/json          | \"n\":9007199254740993,",
                "/text/70                  | 200 | text/plain; charset=utf-8 | All work",
                "/headers                  | 200 | application/json          | \"x-mine\":\"1, 2\"",
                "/echo?q                   | 200 | application/json          | \"uri\":\"/echo?q\"",
                "/robots.txt               | 200 | text/plain; charset=utf-8 | Disallow: /private/",
                "/private/deep/page        | 200 | text/html; charset=utf-8  | A page",
                "/public/page              | 200 | text/html; charset=utf-8  | A page",
                "/delay/1                  | 200 | application/json          | {\"delay_ms\":1}",
                "/close                    | 200 | text/plain; charset=utf-8 | good-bye",
                "/early-hints              | 200 | text/plain; charset=utf-8 | ok",
                "/bad                      | 200 | text/plain; charset=utf-8 | gzip-bomb",
                "/big-headers?kib=2        | 200 | text/plain; charset=utf-8 | 2 KiB",
                "/status/404               | 404 | text/plain; charset=utf-8 | status 404",
                "/bad/no-such-manner       | 404 | text/plain; charset=utf-8 | no such route",
                "/bad/gzip-x               | 200 | text/plain; charset=utf-8 | ''",
                "/no-such-route            | 404 | text/plain; charset=utf-8 | no such route",
                "/delay/600001             | 400 | text/plain; charset=utf-8 | ms: 600001 (expected 0..600000)",
                "/delay/-1                 | 400 | text/plain; charset=utf-8 | ms: -1",
                "/status/199               | 400 | text/plain; charset=utf-8 | expected 200..999",
                "/redirect-to              | 400 | text/plain; charset=utf-8 | url: expected",
                "/redirect-to?url=%0d%0ax  | 400 | text/plain; charset=utf-8 | ''",
                "/charset/no-such          | 400 | text/plain; charset=utf-8 | label: no-such",
                "/charset/utf-8?where=moon | 400 | text/plain; charset=utf-8 | where: moon",
                "/charset/koi8-r?where=bom | 400 | text/plain; charset=utf-8 | KOI8-R cannot hold",
            })
    void answers(String path, int status, String type, String body) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains(type);
        assertThat(response.body()).contains(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/silent         | ''                       | OPEN",
                "/switching      | 'HTTP/1.1 101 Switching' | OPEN",
                "/keepalive-garbage | 'poison'              | OPEN",
                "/stale          | 'Content-Length: 3'      | CLOSED",
                "/truncated      | 'Content-Length: 1000'   | CLOSED",
                "/garbage        | 'not the protocol'       | CLOSED",
                "/reset          | ''                       | RESET",
                "/reset-in-body  | 'Content-Length: 1000'   | RESET",
                "/endless        | '0123456789abcdef'       | STILL_TALKING",
            })
    void misbehaves(String path, String says, End end) throws Exception {
        Said said = RawClient.get(origin.port(), path, QUIET_MS);
        assertThat(said.text()).contains(says);
        assertThat(said.end()).isEqualTo(end);
    }

    static Stream<Arguments> drips() {
        return Stream.of(
                Arguments.of("/drip?ms=1", "1\r\n.\r\n1\r\n.\r\n"), Arguments.of("/slow-headers?ms=1", "X-Slow: ..."));
    }

    @ParameterizedTest
    @MethodSource("drips")
    void dripsByteByByte(String path, String says) throws Exception {
        try (RawClient client = RawClient.connect(origin.port(), SOON_MS)) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.readUntil(says).text()).contains(says);
        }
    }

    @Test
    void staleSaysNothingOfItsClose() throws Exception {
        Said said = RawClient.get(origin.port(), "/stale", SOON_MS);
        assertThat(said.text()).endsWith("ok\n").doesNotContainIgnoringCase("connection");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/endless", "/gzip-bomb", "/bytes/1000000", "/ok"})
    void headHasNoBody(String path) throws Exception {
        try (RawClient client = RawClient.connect(origin.port(), SOON_MS)) {
            client.send("HEAD " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            Said said = client.readAll();
            assertThat(said.text()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
            assertThat(said.end()).isEqualTo(End.CLOSED);
        }
    }

    /** What was said beneath HTTP does not disturb what is said in it. */
    @Test
    void aConnectionGoesOnAfterABadAnswer() throws Exception {
        try (RawClient client = RawClient.connect(origin.port(), SOON_MS)) {
            for (String path :
                    List.of("/bad/coding-identity", "/json", "/bad/early-answer", "/bad/gzip-bomb-twice", "/ok")) {
                client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(client.readUntil("\r\n\r\n").text()).startsWith("HTTP/1.1 200 ");
            }
            client.send("GET /text/3 HTTP/1.1\r\nHost: h\r\n\r\nGET /bad/close-ends-body HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.readAll()).satisfies(said -> {
                assertThat(said.text()).contains("All").endsWith("\r\n\r\nhello");
                assertThat(said.end()).isEqualTo(End.CLOSED);
            });
        }
    }

    @Test
    void delaysAtLeastSoLong() throws Exception {
        long start = System.nanoTime();
        assertThat(get("/delay/60").statusCode()).isEqualTo(200);
        // Timers may fire up to a millisecond early.
        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(59).toNanos());
    }

    @Test
    void bytesAreTheSameForTheSameSeed() throws Exception {
        byte[] first = bytes("/bytes/200000?seed=7");
        assertThat(first).hasSize(200_000).isEqualTo(bytes("/bytes/200000?seed=7"));
        assertThat(Arrays.copyOf(bytes("/bytes/200000?seed=8"), 100)).isNotEqualTo(Arrays.copyOf(first, 100));
        assertThat(bytes("/bytes/0")).isEmpty();
    }

    @Test
    void codedBodiesAreWholeOrSpoiltAsNamed() throws Exception {
        String plain = new String(gunzipped("/gzip"), StandardCharsets.UTF_8);
        assertThat(plain).contains("line 200 squares to 40000");
        assertThat(new InflaterInputStream(new ByteArrayInputStream(bytes("/deflate"))).readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(plain);
        assertThatThrownBy(() -> gunzipped("/gzip-truncated")).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> gunzipped("/gzip-corrupt")).isInstanceOf(ZipException.class);
    }

    @Test
    void thePictureIsOne() throws Exception {
        var picture = ImageIO.read(new ByteArrayInputStream(bytes("/png")));
        assertThat(picture.getWidth()).isEqualTo(64);
        assertThat(picture.getRGB(0, 0)).isEqualTo(0xffff0000);
        assertThat(bytes("/image.png")).isEqualTo(bytes("/png"));
    }

    @ParameterizedTest
    @CsvSource({
        "windows-1251, meta, text/html, Привет",
        "windows-1251, header, text/html; charset=windows-1251, Привет",
        "koi8-r, none, text/html, Привет",
        "utf-8, bom, text/html, こんにちは",
        "utf-16, bom, text/html, こんにちは",
        "shift_jis, meta, text/html, こんにちは",
        "iso-8859-1, meta, text/html, Grüße",
        "us-ascii, meta, text/html, Hello"
    })
    void pagesComeInTheirCharset(String label, String where, String type, String phrase) throws Exception {
        String path = "/charset/" + label + "?where=" + where;
        String page = new String(bytes(path), Charset.forName(label));
        assertThat(page).contains(phrase);
        assertThat(page.contains("<meta charset=")).isEqualTo(where.equals("meta"));
        assertThat(get(path).headers().firstValue("content-type"))
                .hasValueSatisfying(value -> assertThat(value).isEqualToIgnoringCase(type));
    }

    @Test
    void redirectsLeadToTheirEnd() throws Exception {
        assertThat(get("/redirect/2").headers().firstValue("location")).contains("/redirect/1");
        assertThat(get("/redirect/1").headers().firstValue("location")).contains("/ok");
        assertThat(get("/bad/redirect-dots").headers().firstValue("location"))
                .contains("./x/../../bad/redirect-dots/there");
        assertThat(get("/bad/redirect-dots/there").body()).isEqualTo("arrived\n");
        assertThat(get("/redirect-loop").headers().firstValue("location")).contains("/redirect-loop");
        HttpResponse<String> elsewhere = get("/redirect-to?url=http%3A%2F%2Fx%2F%3Fa&status=307");
        assertThat(elsewhere.statusCode()).isEqualTo(307);
        assertThat(elsewhere.headers().firstValue("location")).contains("http://x/?a");
    }

    @Test
    void headersAreTheirOwn() throws Exception {
        assertThat(get("/cookies").headers().allValues("set-cookie")).hasSize(2);
        assertThat(get("/status/503?retry_after=7").headers().firstValue("retry-after"))
                .contains("7");
        assertThat(get("/big-headers?kib=2").headers().map().keySet()).contains("x-big-0", "x-big-1");
        assertThat(get("/cache/60").headers().firstValue("cache-control")).hasValue("max-age=60");
        String etag = get("/etag").headers().firstValue("etag").orElseThrow();
        assertThat(send(request("/etag").header("if-none-match", etag)).statusCode())
                .isEqualTo(304);
    }

    @Test
    void flakyRefusesEachKeyFirst() throws Exception {
        assertThat(get("/flaky/2?key=a").statusCode()).isEqualTo(503);
        assertThat(get("/flaky/2?key=a").statusCode()).isEqualTo(503);
        assertThat(get("/flaky/2?key=b").statusCode()).isEqualTo(503);
        assertThat(get("/flaky/2?key=a").statusCode()).isEqualTo(200);
        assertThat(get("/flaky/2?key=a").statusCode()).isEqualTo(200);
    }

    @Test
    void limitedIsWillingForSoManyRequestsFirst() throws Exception {
        String path = "/limited?key=v&after=2";
        List<Integer> statuses = new ArrayList<>();
        for (int request = 0; request < 4; request++) {
            statuses.add(get(path).statusCode());
        }
        assertThat(statuses).containsExactly(200, 200, 429, 429);
    }

    @Test
    void limitedRefusesForTwoSeconds() throws Exception {
        HttpResponse<String> first = get("/limited?key=t");
        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("retry-after")).contains("2");
        assertThat(NANOS.addAndGet(1_999_999_999)).isPositive();
        assertThat(get("/limited?key=t").statusCode()).isEqualTo(429);
        assertThat(NANOS.incrementAndGet()).isPositive();
        assertThat(get("/limited?key=t").statusCode()).isEqualTo(200);
        assertThat(get("/limited?key=u&retry_after=0").headers().firstValue("retry-after"))
                .contains("0");
    }

    @Test
    void theLogTellsWhoCameAndWhoLeft() throws Exception {
        assertThat(get("/log/reset").statusCode()).isEqualTo(200);
        assertThat(get("/ok?log").statusCode()).isEqualTo(200);
        Said silence = RawClient.get(origin.port(), "/silent", 1);
        assertThat(silence.text()).isEmpty();
        assertThat(RawClient.get(origin.port(), "/reset", SOON_MS).end()).isEqualTo(End.RESET);

        JsonObject log = logOnceAborted();
        assertThat(log.getJsonObject("paths").getJsonObject("/ok").getInteger("count"))
                .isOne();
        assertThat(log.getJsonObject("paths").getJsonObject("/silent").getInteger("in_flight_peak"))
                .isOne();
        assertThat(log.getJsonObject("paths").getJsonObject("/reset").getInteger("aborted_by_peer"))
                .isZero();
        assertThat(log.getJsonObject("hosts").fieldNames()).contains("127.0.0.1:" + origin.port(), "127.0.0.1");
        assertThat(log.getJsonObject("urls").fieldNames()).contains("127.0.0.1/silent");
        assertThat(log.getJsonArray("latest")).hasSize(3);
        assertThat(log.getJsonObject("connections").getInteger("in_flight")).isPositive();
    }

    /** The origin learns of a peer's leave when its loop comes to it, not when the peer has left. */
    private static JsonObject logOnceAborted() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        JsonObject log = new JsonObject(get("/log").body());
        while (log.getJsonObject("requests").getInteger("aborted_by_peer") == 0 && System.nanoTime() < end) {
            log = new JsonObject(get("/log").body());
        }
        assertThat(log.getJsonObject("requests").getInteger("aborted_by_peer")).isOne();
        return log;
    }

    @Test
    void everyAddressAnswersOnTheSamePort() throws Exception {
        assertThat(origin.addresses()).startsWith("127.0.0.1");
        for (String address : origin.addresses()) {
            String host = address.contains(":") ? "[" + address + "]" : address;
            URI url = URI.create("http://" + host + ":" + origin.port() + "/ok");
            assertThat(send(HttpRequest.newBuilder(url)).body()).isEqualTo("ok\n");
        }
    }

    @Test
    void aTakenPortFailsTheStart() throws Exception {
        Vertx other = Vertx.vertx();
        assertThatThrownBy(() -> OriginServer.start(other, origin.port()).await(10, TimeUnit.SECONDS))
                .isInstanceOf(BindException.class);
        assertThatThrownBy(() -> OriginServer.start(other, 65_536).await(10, TimeUnit.SECONDS))
                .hasMessage("port: 65536 (expected 0..65535)");
        other.close().await(10, TimeUnit.SECONDS);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(request(path).header("x-mine", "1").header("x-mine", "2"));
    }

    private static byte[] gunzipped(String path) throws Exception {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes(path)))) {
            return in.readAllBytes();
        }
    }

    private static byte[] bytes(String path) throws IOException, InterruptedException {
        return CLIENT.send(request(path).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(origin.url(path))).timeout(Duration.ofSeconds(10));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
