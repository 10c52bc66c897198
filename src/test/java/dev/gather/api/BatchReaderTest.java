package dev.gather.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gather.content.BodyForm;
import dev.gather.extract.Rule;
import dev.gather.fetch.Batch;
import dev.gather.fetch.Failure;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.Fetch;
import dev.gather.fetch.FetchOptions;
import dev.gather.fetch.FetchSettings;
import dev.gather.fetch.Include;
import dev.gather.fetch.Mode;
import dev.gather.fetch.Phase;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BatchReaderTest {
    private static final int REQUEST_BYTES = 4 << 20;
    private static final String A = "http://a.example/";
    private static final BatchRules RULES =
            new BatchRules(REQUEST_BYTES, 5, 512, FetchSettings.DEFAULT.methods(), target -> null);

    /** What is sent, and in one line what comes of it: see {@link #outcome}. */
    @SuppressWarnings("ArrayRecordComponent") // rows are never compared
    private record Row(String type, String uri, String prefer, byte[] body, String expected) {
        @Override
        public String toString() {
            String text = new String(body, 0, Math.min(body.length, 80), StandardCharsets.ISO_8859_1);
            return (type + " " + uri + " " + prefer + " " + text).replaceAll("\\p{Cntrl}", ".");
        }
    }

    private static Row json(String body, String expected) {
        return new Row("application/json", "/v1/fetch", "", utf8(body), expected);
    }

    private static Row strict(String body, String expected) {
        return new Row("application/json", "/v1/fetch", "handling=strict", utf8(body), expected);
    }

    private static Row hex(String bytes, String expected) {
        return new Row(
                "application/json", "/v1/fetch", "", HexFormat.ofDelimiter(" ").parseHex(bytes), expected);
    }

    private static Row text(String body, String expected) {
        return new Row("text/plain", "/v1/fetch", "", utf8(body), expected);
    }

    private static Row lines(String body, String expected) {
        return new Row("application/x-ndjson", "/v1/fetch", "", utf8(body), expected);
    }

    private static Row query(String query, String expected) {
        return new Row("text/plain", "/v1/fetch?" + query, "", utf8(A), expected);
    }

    /** One option beside a good URL. */
    private static Row option(String member, String expected) {
        return json("{\"urls\":[\"http://a.example/\"]," + member + "}", expected);
    }

    /** One member of a single request object. */
    private static Row item(String member, String expected) {
        return json("{\"requests\":[{\"url\":\"http://a.example/\"," + member + "}]}", expected);
    }

    static Stream<Row> bodies() {
        return Stream.of(documents(), syntax(), batchFields(), itemFields(), items(), linesOfText(), queries())
                .flatMap(rows -> rows);
    }

    private static Stream<Row> documents() {
        return Stream.of(
                json("{\"urls\":[\"http://a.example/\"]}", "ok 1"),
                json(" \r\n\t{ \"urls\" : [ \"http://a.example/\" , \"http://b.example/\" ] } \n", "ok 2"),
                json("\uFEFF{\"urls\":[\"http://a.example/\"]}", "ok 1"),
                json("{\"urls\":[\"not a url\",\"http://b.example/\"]}", "ok 2 0:invalid_url"),
                strict("{\"urls\":[\"http://b.example/\",\"not a url\"]}", "invalid_request /urls/1"),
                json("{\"requests\":[{\"url\":\"x\"}]}", "ok 1 0:invalid_url"),
                strict("{\"requests\":[{\"url\":\"x\"}]}", "invalid_request /requests/0/url"),
                json("{}", "invalid_request "),
                json("{\"urls\":[]}", "invalid_request /urls"),
                json("{\"requests\":[]}", "invalid_request /requests"),
                json("{\"urls\":null}", "invalid_request /urls "),
                json("{\"urls\":\"http://a.example/\"}", "invalid_request /urls "),
                json("{\"urls\":{}}", "invalid_request /urls "),
                json("{\"urls\":[1]}", "invalid_request /urls/0"),
                json("{\"urls\":[\"http://a.example/\",null]}", "invalid_request /urls/1"),
                json("{\"urls\":[[]]}", "invalid_request /urls/0"),
                json("{\"urls\":[{\"url\":\"http://a.example/\"}]}", "invalid_request /urls/0"),
                json("{\"requests\":[\"http://a.example/\"]}", "invalid_request /requests/0"),
                json("{\"requests\":[{}]}", "invalid_request /requests/0"),
                json(
                        "{\"urls\":[\"http://a.example/\"],\"requests\":[{\"url\":\"http://a.example/\"}]}",
                        "invalid_request /requests"),
                json("[]", "invalid_request  "),
                json("\"http://a.example/\"", "invalid_request  "),
                json("null", "invalid_request  "),
                json("{\"urls\":[" + urls(5) + "]}", "ok 5"),
                json("{\"urls\":[" + urls(6) + "]}", "too_many_urls limit=5 actual=6"),
                json("{\"urls\":[" + urls(900) + "],\"nonsense\":1}", "too_many_urls limit=5 actual=900"),
                json("{\"urls\":[" + urls(6), "invalid_json"),
                json("{\"requests\":[" + requests(7) + "]}", "too_many_urls limit=5 actual=7"),
                json(
                        "{\"timout_ms\":5,\"urls\":[3],\"per_host\":{\"x\":1},\"concurrency\":0}",
                        "invalid_request /timout_ms /urls/0 /per_host/x /concurrency"),
                json("{\"a/b~c\":1,\"urls\":[\"http://a.example/\"]}", "invalid_request /a~1b~0c"));
    }

    private static Stream<Row> syntax() {
        return Stream.of(
                json("", "invalid_json"),
                json("   \n", "invalid_json"),
                json("{", "invalid_json"),
                json("{\"urls\":[\"http://a.example/\"]", "invalid_json"),
                json("{\"urls\":[\"http://a.example/\",]}", "invalid_json"),
                json("{\"urls\":[\"http://a.example/\"],}", "invalid_json"),
                json("{'urls':['http://a.example/']}", "invalid_json"),
                json("{urls:[\"http://a.example/\"]}", "invalid_json"),
                json("{\"urls\":[\"http://a.example/\"]} x", "invalid_json"),
                json("{\"urls\":[\"http://a.example/\"]}{}", "invalid_json"),
                json("{\"urls\":[\"http://a.example/\"]} 1", "invalid_json"),
                json("{\"urls\":[\"http://a.example/\"]}]", "invalid_json"),
                json("/* x */{\"urls\":[\"http://a.example/\"]}", "invalid_json"),
                json("{\"urls\":[\"http://a.example/\"]} // x", "invalid_json"),
                json("{\"urls\":[\"a\tb\"]}", "invalid_json"),
                json("{\"urls\":[\"a\\x\"]}", "invalid_json"),
                json("{\"urls\":[\"\\ud800\"]}", "invalid_json"),
                json("{\"urls\":[\"\\udc00\\ud800\"]}", "invalid_json"),
                json("{\"\\ud800\":1}", "invalid_json"),
                json("{\"urls\":[\"http://a.example/\"],\"urls\":[\"http://a.example/\"]}", "invalid_json"),
                item("\"json\":{\"a\":1,\"a\":2}", "invalid_json"),
                option("\"deadline_ms\":01", "invalid_json"),
                option("\"deadline_ms\":+1", "invalid_json"),
                option("\"deadline_ms\":NaN", "invalid_json"),
                option("\"deadline_ms\":Infinity", "invalid_json"),
                option("\"deadline_ms\":0x10", "invalid_json"),
                option("\"deadline_ms\":.5", "invalid_json"),
                option("\"deadline_ms\":1.", "invalid_json"),
                option("\"deadline_ms\":" + "9".repeat(1_001), "invalid_json"),
                option("\"dedupe\":True", "invalid_json"),
                option("\"" + "n".repeat(300) + "\":1", "invalid_json"),
                option("\"x\":" + "[".repeat(100) + "]".repeat(100), "invalid_json"),
                json("[".repeat(100_000), "invalid_json"),
                item("\"method\":\"POST\",\"json\":" + "[".repeat(400) + "]".repeat(400), "ok 1"),
                item("\"method\":\"POST\",\"json\":" + "[".repeat(700) + "]".repeat(700), "invalid_json"),
                hex("7B 22 75 72 6C 73 22 3A 5B 22 C3 28 22 5D 7D", "invalid_json"),
                hex("7B 22 75 72 6C 73 22 3A 5B 22 C0 80 22 5D 7D", "invalid_json"),
                hex("7B 22 75 72 6C 73 22 3A 5B 22 ED A0 80 22 5D 7D", "invalid_json"),
                hex("7B 22 75 72 6C 73 22 3A 5B 22 F4 90 80 80 22 5D 7D", "invalid_json"),
                hex("7B 22 75 72 6C 73 22 3A 5B 22 FF 22 5D 7D", "invalid_json"),
                hex("7B 7D C3", "invalid_json"),
                hex("FE FF 00 7B 00 7D", "invalid_json"),
                hex("7B 00 7D 00", "invalid_json"),
                hex("00", "invalid_json"),
                hex("7B 22 75 72 6C 73 22 3A 5B 22 78 F0 9F 98 80 22 5D 7D", "ok 1 0:invalid_url"));
    }

    private static Stream<Row> batchFields() {
        return Stream.of(
                option("\"mode\":\"any\"", "ok 1"),
                option("\"mode\":\"ANY\"", "invalid_request /mode"),
                option("\"mode\":1", "invalid_request /mode"),
                option("\"concurrency\":512", "ok 1"),
                option("\"concurrency\":513", "invalid_request /concurrency"),
                option("\"concurrency\":1.0", "invalid_request /concurrency"),
                option("\"concurrency\":1e2", "invalid_request /concurrency"),
                option("\"concurrency\":\"1\"", "invalid_request /concurrency"),
                option("\"concurrency\":-0", "invalid_request /concurrency"),
                option("\"concurrency\":99999999999999999999999", "invalid_request /concurrency"),
                option("\"per_host\":{\"concurrency\":1,\"min_interval_ms\":100}", "ok 1"),
                option("\"per_host\":6", "invalid_request /per_host"),
                option("\"per_host\":[]", "invalid_request /per_host"),
                option("\"per_host\":{\"min_interval_ms\":-1}", "invalid_request /per_host/min_interval_ms"),
                option("\"deadline_ms\":300000", "ok 1"),
                option("\"deadline_ms\":300001", "invalid_request /deadline_ms"),
                option("\"deadline_ms\":0", "invalid_request /deadline_ms"),
                option("\"deadline_ms\":null", "invalid_request /deadline_ms"),
                option("\"dedupe\":false", "ok 1"),
                option("\"dedupe\":\"false\"", "invalid_request /dedupe"),
                option("\"dry_run\":true", "ok 1"),
                option("\"stream_order\":\"request\"", "ok 1"),
                option("\"stream_order\":\"reverse\"", "invalid_request /stream_order"),
                option("\"metadata\":{\"a\":{\"b\":[1]}}", "invalid_request /metadata"),
                option("\"webhook\":{}", "invalid_request /webhook"),
                option("\"result_ttl_s\":60", "invalid_request /result_ttl_s"),
                option("\"pretty\":true", "invalid_request /pretty"),
                option("\"defaults\":{}", "ok 1"),
                option("\"defaults\":[]", "invalid_request /defaults"),
                option("\"defaults\":{\"url\":\"x\"}", "invalid_request /defaults/url"),
                option("\"defaults\":{\"id\":\"x\"}", "invalid_request /defaults/id"),
                option("\"defaults\":{\"body\":\"x\"}", "invalid_request /defaults/body"),
                option("\"defaults\":{\"method\":\"TRACE\"}", "invalid_request /defaults/method"),
                option("\"defaults\":{\"headers\":{\"host\":\"x\"}}", "invalid_request /defaults/headers/host"),
                option("\"defaults\":{\"timeout_ms\":0}", "invalid_request /defaults/timeout_ms"));
    }

    private static Stream<Row> itemFields() {
        return Stream.of(
                item("\"id\":\"x\"", "ok 1"),
                item("\"id\":\"\"", "invalid_request /requests/0/id"),
                item("\"id\":7", "invalid_request /requests/0/id"),
                item("\"id\":\"" + "i".repeat(129) + "\"", "invalid_request /requests/0/id"),
                item("\"id\":\"a\\nb\"", "invalid_request /requests/0/id"),
                item("\"method\":\"HEAD\"", "ok 1"),
                item("\"method\":\"get\"", "ok 1 0:invalid_request"),
                item("\"method\":\"DELETE\"", "ok 1 0:invalid_request"),
                item("\"method\":\"GET / HTTP/1.1\\r\\nX: y\"", "ok 1 0:invalid_request"),
                item("\"method\":3", "invalid_request /requests/0/method"),
                item("\"headers\":{\"Accept\":\" text/html \"}", "ok 1"),
                item("\"headers\":{\"Host\":\"x\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"Content-Length\":\"5\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"Transfer-Encoding\":\"chunked\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"Proxy-Authorization\":\"x\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"Connection\":\"close\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"x\":\"a\\r\\nb: c\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"x\":\"a\\r\\n b\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"x\":\"\\u0000\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"x\":\"\\u0416\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"x\":\"caf\\u00e9\"}", "ok 1"),
                item("\"headers\":{\"\":\"x\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"a b\":\"x\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"a:\":\"x\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"\u212aey\":\"x\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"A\":\"x\",\"a\":\"y\"}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"a\":1}", "invalid_request /requests/0/headers/a"),
                item("\"headers\":[]", "invalid_request /requests/0/headers"),
                item("\"headers\":{" + headers(64) + "}", "ok 1"),
                item("\"headers\":{" + headers(65) + "}", "ok 1 0:invalid_request"),
                item("\"headers\":{\"a\":\"" + "v".repeat(17_000) + "\"}", "ok 1 0:invalid_request"),
                item("\"body\":\"x\"", "ok 1 0:invalid_request"),
                item("\"method\":\"POST\",\"body\":\"x\"", "ok 1"),
                item("\"body\":\"x\",\"method\":\"POST\"", "ok 1"),
                item("\"method\":\"POST\",\"body\":1", "invalid_request /requests/0/body"),
                item("\"method\":\"POST\",\"body_base64\":\"AAEC\"", "ok 1"),
                item("\"method\":\"POST\",\"body_base64\":\"A-_=\"", "invalid_request /requests/0/body_base64"),
                item("\"method\":\"POST\",\"body_base64\":\"AA EC\"", "invalid_request /requests/0/body_base64"),
                item("\"method\":\"POST\",\"json\":null", "ok 1"),
                item("\"method\":\"POST\",\"json\":1,\"body\":\"x\"", "invalid_request /requests/0/body"),
                item("\"method\":\"POST\",\"json\":[" + "1,".repeat(600_000) + "1]", "ok 1 0:invalid_request"),
                item("\"method\":\"POST\",\"body\":\"" + "x".repeat(1 << 20) + "\"", "ok 1"),
                item("\"method\":\"POST\",\"body\":\"" + "x".repeat((1 << 20) + 1) + "\"", "ok 1 0:invalid_request"),
                item("\"timeout_ms\":120001", "invalid_request /requests/0/timeout_ms"),
                item("\"connect_timeout_ms\":1", "ok 1"),
                item("\"max_attempts\":7", "invalid_request /requests/0/max_attempts"),
                item("\"max_redirects\":20", "ok 1"),
                item("\"max_body_bytes\":52428801", "invalid_request /requests/0/max_body_bytes"),
                item("\"hedge_ms\":1", "ok 1"),
                item("\"hedge_ms\":0", "invalid_request /requests/0/hedge_ms"),
                item("\"hedge_ms\":120001", "invalid_request /requests/0/hedge_ms"),
                json(
                        "{\"requests\":[{\"url\":\"http://a.example/\",\"method\":\"POST\"}],\"defaults\":{\"hedge_ms\":9}}",
                        "ok 1"),
                strict(
                        "{\"requests\":[{\"url\":\"http://a.example/\",\"method\":\"POST\",\"hedge_ms\":9}]}",
                        "invalid_request /requests/0/hedge_ms"),
                item("\"truncate\":1", "invalid_request /requests/0/truncate"),
                item("\"as\":\"none\"", "ok 1"),
                item("\"as\":\"xml\"", "invalid_request /requests/0/as"),
                item("\"accept_status\":[\"200-299\",\"404\"]", "ok 1"),
                item("\"accept_status\":[\"2xx\"]", "invalid_request /requests/0/accept_status"),
                item("\"accept_status\":[\"299-200\"]", "invalid_request /requests/0/accept_status"),
                item(
                        "\"accept_status\":[200]",
                        "invalid_request /requests/0/accept_status/0 /requests/0/accept_status"),
                item("\"accept_status\":\"200\"", "invalid_request /requests/0/accept_status"),
                item("\"include\":[\"headers\",\"tls\"]", "ok 1"),
                item("\"include\":[]", "ok 1"),
                item("\"include\":[\"cookies\"]", "invalid_request /requests/0/include"),
                item("\"cache\":\"no-store\"", "ok 1"),
                item("\"cache\":\"default\"", "ok 1"),
                item("\"cache\":\"reload\"", "ok 1"),
                item("\"cache\":\"no-cache\"", "ok 1"),
                item("\"cache\":\"force-cache\"", "ok 1"),
                item("\"cache\":\"only-if-cached\"", "ok 1"),
                item("\"cache\":\"only_if_cached\"", "invalid_request /requests/0/cache"),
                item("\"cache\":true", "invalid_request /requests/0/cache"),
                item("\"robots\":\"ignore\"", "ok 1"),
                item("\"robots\":\"respect\"", "ok 1"),
                item("\"robots\":\"obey\"", "invalid_request /requests/0/robots"),
                item("\"extract\":{\"t\":{\"css\":\"h1\"}}", "ok 1"),
                item("\"extract\":{}", "ok 1"),
                item("\"extract\":[]", "invalid_request /requests/0/extract"),
                item("\"extract\":{\"t\":\"h1\"}", "invalid_request /requests/0/extract/t"),
                item("\"extract\":{\"t\":[]}", "invalid_request /requests/0/extract/t"),
                item("\"extract\":{\"t\":{}}", "invalid_request /requests/0/extract/t"),
                item("\"extract\":{\"t\":{\"attr\":\"x\"}}", "invalid_request /requests/0/extract/t"),
                item("\"extract\":{\"\":{\"css\":\"h1\"}}", "invalid_request /requests/0/extract/"),
                item(
                        "\"extract\":{\"t\":{\"css\":1}}",
                        "invalid_request /requests/0/extract/t/css /requests/0/extract/t"),
                item(
                        "\"extract\":{\"t\":{\"cs\":\"h1\"}}",
                        "invalid_request /requests/0/extract/t/cs /requests/0/extract/t"),
                item("\"extract\":{\"t\":{\"css\":\"a\",\"json\":\"\"}}", "invalid_request /requests/0/extract/t/json"),
                item("\"extract\":{\"t\":{\"css\":\"h1\",\"all\":1}}", "invalid_request /requests/0/extract/t/all"),
                strict(
                        "{\"requests\":[{\"url\":\"http://a.example/\",\"extract\":{\"a/b\":{\"css\":\">\"},"
                                + "\"t\":{\"xpath\":\"//\"},\"u\":{\"json\":\"a\"},\"v\":{\"regex\":\"(\"},"
                                + "\"w\":{\"regex\":\"a\",\"attr\":\"b\"}}}]}",
                        "invalid_request /requests/0/extract/a~1b/css /requests/0/extract/t/xpath"
                                + " /requests/0/extract/u/json /requests/0/extract/v/regex /requests/0/extract/w/regex"),
                item("\"proxy\":\"http://x\"", "invalid_request /requests/0/proxy"));
    }

    private static Stream<Row> items() {
        String twice = "{\"requests\":[{\"url\":\"http://a.example/\",\"id\":\"x\"},{\"url\":\"x\",\"id\":\"x\"}]}";
        return Stream.of(
                json(twice, "invalid_request /requests/1/id"),
                strict(
                        "{\"requests\":[{\"url\":\"x\",\"method\":\"PUT\",\"headers\":{\"te\":\"x\"}}]}",
                        "invalid_request /requests/0/url /requests/0/headers/te /requests/0/method"),
                strict(
                        "{\"requests\":[{\"url\":\"http://a.example/\",\"body\":\"x\"}]}",
                        "invalid_request /requests/0"));
    }

    private static Stream<Row> linesOfText() {
        return Stream.of(
                text("http://a.example/\r\n\r\n  # no\n#\n http://b.example/ \n", "ok 2"),
                text("http://a.example/", "ok 1"),
                text("\uFEFFhttp://a.example/\nx", "ok 2 1:invalid_url"),
                text(" \uFEFFhttp://a.example/\n\uFEFFx", "ok 2 0:invalid_url 1:invalid_url"),
                text("", "invalid_request  "),
                text("# only\n\n", "invalid_request  "),
                text((A + "\n").repeat(9), "too_many_urls limit=5 actual=9"),
                new Row("text/plain;charset=UTF-8", "/v1/fetch", "", utf8(A), "ok 1"),
                new Row("text/plain;charset=latin1", "/v1/fetch", "", utf8(A), "unsupported_media_type content-type"),
                new Row("text/plain", "/v1/fetch", "handling=strict", utf8("# c\nx\n"), "invalid_request /0:2"),
                new Row("text/plain", "/v1/fetch", "", new byte[] {'h', (byte) 0xE9}, "invalid_json"),
                new Row("text/csv", "/v1/fetch", "", utf8(A), "unsupported_media_type content-type"),
                new Row(
                        "multipart/form-data; boundary=x",
                        "/v1/fetch",
                        "",
                        utf8(A),
                        "unsupported_media_type content-type"),
                new Row("", "/v1/fetch", "", utf8("{\"urls\":[\"http://a.example/\"]}"), "ok 1"),
                new Row("application/jsonl", "/v1/fetch", "", utf8("\"http://a.example/\""), "ok 1"),
                lines("\"http://a.example/\"\n\n{\"url\":\"http://b.example/\",\"id\":\"b\"}\r\n", "ok 2"),
                lines("\"x\"\n", "ok 1 0:invalid_url"),
                lines(
                        "\"http://a.example/\"\n{\"url\":\"x\",\"tiemout_ms\":5}\n[]\n7",
                        "invalid_request /1/tiemout_ms:2 /2:3 /3:4"),
                lines("{\"url\":\"http://a.example/\"} {}", "invalid_json"),
                lines("{\"url\":\n\"http://a.example/\"}", "invalid_json"),
                lines("\"http://a.example/\",\n", "invalid_json"),
                lines("{}", "invalid_request /0:1"),
                lines(
                        "{\"url\":\"http://a.example/\",\"id\":\"1\"}\n{\"url\":\"x\",\"id\":\"1\"}",
                        "invalid_request /1/id:2"),
                lines("\"http://a.example/\"\n".repeat(8), "too_many_urls limit=5 actual=8"),
                lines("\"" + "u".repeat(2 << 20) + "\"", "request_too_large limit=2097152"),
                lines("\"" + "u".repeat(1_500_000) + "\"", "request_too_large limit=1399100"),
                lines("\"a\",\"b\"".repeat(300_000), "request_too_large limit=2097152"),
                text("http://" + "u".repeat(3 << 20) + "\n" + A, "ok 2 0:invalid_url"),
                text(" ".repeat(3 << 20) + A, "ok 1"),
                lines("", "invalid_request  "));
    }

    private static Stream<Row> queries() {
        return Stream.of(
                query("pretty=true&mode=race&header=A%3A%20b&header=c:d", "ok 1"),
                query("concurrency=9&per_host_concurrency=2&per_host_min_interval_ms=5&as=none&cache=no-store", "ok 1"),
                query("tiemout_ms=5", "invalid_request ?tiemout_ms"),
                query("timeout_ms=x", "invalid_request ?timeout_ms"),
                query("timeout_ms=", "invalid_request ?timeout_ms"),
                query("timeout_ms=0&truncate=yes", "invalid_request ?timeout_ms ?truncate"),
                query("timeout_ms=1&timeout_ms=2", "invalid_request ?timeout_ms"),
                query("header=nocolon", "invalid_request ?header"),
                query("header=host:x", "invalid_request ?header"),
                query("url=http://a.example/", "invalid_request ?url"),
                query("robots=respect", "ok 1"),
                query("robots=obey", "invalid_request ?robots"),
                query("mode=%zz", "invalid_request ?"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void everyBodyEndsAsTheTableSaysHoweverItArrives(Row row) {
        assertThat(outcome(row, row.body().length)).as("whole").isEqualTo(normal(row.expected()));
        int step = row.body().length > 100_000 ? 4_099 : 1;
        assertThat(outcome(row, step)).as("in steps of %d", step).isEqualTo(normal(row.expected()));
    }

    /** Rows write a pointer to the whole document as nothing; trailing blanks are easily lost in reading. */
    private static String normal(String expected) {
        return expected.stripTrailing();
    }

    /** {@code ok COUNT INDEX:CODE…} for a batch with rejected items, otherwise the problem's code and places. */
    private static String outcome(Row row, int step) {
        try {
            Batch batch = read(row, step).batch();
            return "ok " + batch.fetches().size()
                    + batch.fetches().stream()
                            .filter(fetch -> fetch.rejection() != null)
                            .map(fetch -> " " + fetch.index() + ":"
                                    + fetch.rejection().code().label())
                            .collect(Collectors.joining());
        } catch (Problem problem) {
            return describe(problem);
        }
    }

    private static String describe(Problem problem) {
        String json = problem.toJson("req_1").toString();
        String numbers = Stream.of("limit", "actual")
                .filter(name -> json.contains("\"" + name + "\":")
                        && !(problem.code() == ProblemCode.REQUEST_TOO_LARGE && name.equals("actual")))
                .map(name -> " " + name + "=" + json.replaceAll(".*\"" + name + "\":(\\d+).*", "$1"))
                .collect(Collectors.joining());
        return (problem.code().label()
                        + numbers
                        + problem.mistakes().stream()
                                .map(BatchReaderTest::place)
                                .collect(Collectors.joining()))
                .stripTrailing();
    }

    private static String place(Mistake mistake) {
        String mark = mistake.kind().equals("parameter") ? "?" : "";
        return " " + mark + mistake.where() + (mistake.line() > 0 ? ":" + mistake.line() : "");
    }

    private static Reading read(Row row, int step) throws Problem {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        if (!row.type().isEmpty()) {
            headers.add("Content-Type", row.type());
        }
        if (!row.prefer().isEmpty()) {
            headers.add("Prefer", row.prefer());
        }
        return read(new RequestHead(HttpMethod.POST, row.uri(), headers), row.body(), step);
    }

    private static Reading read(RequestHead head, byte[] body, int step) throws Problem {
        var call = new Call("req_1", "tester", null, 7);
        try (BatchInput input = new BatchReader(RULES).begin(call, head)) {
            for (int from = 0; from < body.length; from += Math.max(1, step)) {
                input.feed(Arrays.copyOfRange(body, from, Math.min(body.length, from + step)));
            }
            return input.finish();
        }
    }

    private static Reading readJson(String json) throws Problem {
        return read(json(json, ""), Integer.MAX_VALUE / 2);
    }

    @Test
    void everyFieldArrivesWhereItBelongs() throws Problem {
        Reading reading =
                readJson("{\"mode\":\"any\",\"concurrency\":7,\"per_host\":{\"concurrency\":2,\"min_interval_ms\":9},"
                        + "\"deadline_ms\":1234,\"dedupe\":false,\"dry_run\":true,\"stream_order\":\"request\","
                        + "\"requests\":[{\"url\":\"http://a.example/\",\"id\":\"one\",\"method\":\"POST\","
                        + "\"headers\":{\"X-B\":\" item \"},\"body\":\"hé\",\"timeout_ms\":11,\"connect_timeout_ms\":12,"
                        + "\"max_attempts\":1,\"max_redirects\":0,\"max_body_bytes\":13,\"truncate\":true,\"as\":\"text\","
                        + "\"accept_status\":[\"404\"],\"include\":[\"tls\"]}],"
                        + "\"defaults\":{\"headers\":{\"x-a\":\"default\",\"x-b\":\"default\"},\"timeout_ms\":99}}");

        Batch batch = reading.batch();
        assertThat(reading.requestOrder()).isTrue();
        assertThat(batch.mode()).isEqualTo(Mode.ANY);
        assertThat(batch.concurrency()).isEqualTo(7);
        assertThat(batch.hostConcurrency()).isEqualTo(2);
        assertThat(batch.hostIntervalMs()).isEqualTo(9);
        assertThat(batch.deadlineMs()).isEqualTo(1234);
        assertThat(batch.dedupe()).isFalse();
        assertThat(batch.dryRun()).isTrue();
        assertThat(batch.caller()).isEqualTo("tester");
        assertThat(batch.acceptedNanos()).isEqualTo(7);
        assertThat(batch.id()).startsWith("bat_");
        Fetch fetch = batch.fetches().get(0);
        assertThat(fetch.id()).isEqualTo("one");
        assertThat(fetch.method()).isEqualTo(HttpMethod.POST);
        assertThat(fetch.body().toString()).isEqualTo("hé");
        FetchOptions options = fetch.options();
        assertThat(options.headers())
                .isEqualTo(Map.of("x-a", "default", "x-b", "item", "content-type", "text/plain;charset=UTF-8"));
        assertThat(options.timeoutMs()).isEqualTo(11);
        assertThat(options.connectTimeoutMs()).isEqualTo(12);
        assertThat(options.maxAttempts()).isEqualTo(1);
        assertThat(options.maxRedirects()).isZero();
        assertThat(options.maxBodyBytes()).isEqualTo(13);
        assertThat(options.truncate()).isTrue();
        assertThat(options.as()).isEqualTo(BodyForm.TEXT);
        assertThat(options.acceptStatus().includes(404)).isTrue();
        assertThat(options.acceptStatus().includes(200)).isFalse();
        assertThat(options.include()).isEqualTo(Set.of(Include.TLS));
    }

    @Test
    void nothingGivenMeansTheContractsDefaults() throws Problem {
        Batch batch = readJson("{\"urls\":[\"http://a.example/\"]}").batch();
        assertThat(batch.mode()).isEqualTo(Mode.ALL_SETTLED);
        assertThat(batch.concurrency()).isEqualTo(64);
        assertThat(batch.deadlineMs()).isEqualTo(30_000);
        assertThat(batch.dedupe()).isTrue();
        assertThat(batch.fetches().get(0).options()).isEqualTo(FetchOptions.DEFAULT);
        assertThat(batch.fetches().get(0).method()).isEqualTo(HttpMethod.GET);
    }

    @Test
    void equalOptionsAreShared() throws Problem {
        List<Fetch> fetches = readJson("{\"requests\":[{\"url\":\"http://a.example/\",\"timeout_ms\":5},"
                        + "{\"url\":\"http://b.example/\",\"timeout_ms\":5},{\"url\":\"http://c.example/\"},"
                        + "{\"url\":\"http://d.example/\",\"id\":\"d\"}]}")
                .batch()
                .fetches();
        assertThat(fetches.get(1).options()).isSameAs(fetches.get(0).options());
        assertThat(fetches.get(3).options()).isSameAs(fetches.get(2).options());
    }

    @Test
    void numbersOfAJsonBodyKeepTheirDigits() throws Problem {
        Fetch fetch = readJson(
                        "{\"requests\":[{\"url\":\"http://a.example/\",\"method\":\"POST\","
                                + "\"json\": { \"n\" : [ 9007199254740993, 1.10, 1E+2, -0.0 ], \"s\":\"\\u00e9\\n\\uD83D\\uDE00\" } }]}")
                .batch()
                .fetches()
                .get(0);
        assertThat(fetch.body().toString()).isEqualTo("{\"n\":[9007199254740993,1.10,1E+2,-0.0],\"s\":\"é\\n😀\"}");
        assertThat(fetch.options().headers()).containsEntry("content-type", "application/json");
    }

    @Test
    void aContentTypeOfTheCallersOwnStays() throws Problem {
        List<Fetch> fetches = readJson("{\"defaults\":{\"method\":\"POST\",\"headers\":{\"content-type\":\"a/b\"}},"
                        + "\"requests\":[{\"url\":\"http://a.example/\",\"json\":1},"
                        + "{\"url\":\"http://b.example/\",\"json\":1,\"headers\":{\"Content-Type\":\"c/d\"}}]}")
                .batch()
                .fetches();
        assertThat(fetches.get(0).options().headers()).containsEntry("content-type", "a/b");
        assertThat(fetches.get(1).options().headers()).containsEntry("content-type", "c/d");
        assertThat(fetches.get(1).method()).isEqualTo(HttpMethod.POST);
    }

    @Test
    void theBodyOverridesTheQuery() throws Problem {
        var row = new Row(
                "application/json",
                "/v1/fetch?timeout_ms=1&max_attempts=2&mode=any&concurrency=3&header=X:q",
                "",
                utf8("{\"urls\":[\"http://a.example/\"],\"mode\":\"all\",\"defaults\":{\"timeout_ms\":9}}"),
                "");
        Batch batch = read(row, 1).batch();
        assertThat(batch.mode()).isEqualTo(Mode.ALL);
        assertThat(batch.concurrency()).isEqualTo(3);
        FetchOptions options = batch.fetches().get(0).options();
        assertThat(options.timeoutMs()).isEqualTo(9);
        assertThat(options.maxAttempts()).isEqualTo(2);
        assertThat(options.headers()).containsEntry("x", "q");
    }

    @Test
    void getNamesItsUrlsInTheQuery() throws Problem {
        assertThat(get("url=http://a.example/%3Fx%3D1%26y&url=http://b.example/;z&pretty=true")
                        .batch()
                        .fetches())
                .extracting(Fetch::url)
                .containsExactly("http://a.example/?x=1&y", "http://b.example/;z");
        assertThat(problemOfGet("").mistakes()).extracting(Mistake::where).containsExactly("url");
        assertThat(problemOfGet("url=http://a.example/?a=1&b=2")
                        .mistakes()
                        .get(0)
                        .detail())
                .contains("%26");
        assertThat(problemOfGet("url=http://a.example/&".repeat(6)).code()).isEqualTo(ProblemCode.TOO_MANY_URLS);
    }

    private static Problem problemOfGet(String query) {
        return catchThrowableOfType(Problem.class, () -> get(query));
    }

    private static Reading get(String query) throws Problem {
        MultiMap none = MultiMap.caseInsensitiveMultiMap();
        return read(new RequestHead(HttpMethod.GET, "/v1/fetch?" + query, none), new byte[0], 1);
    }

    @Test
    void everyMistakeIsCountedAndFiftyAreListed() {
        String members =
                IntStream.range(0, 60).mapToObj(i -> "\"f" + i + "\":1").collect(Collectors.joining(","));
        Problem problem = catchThrowableOfType(Problem.class, () -> readJson("{" + members + "}"));
        assertThat(problem.mistakes()).hasSize(50);
        assertThat(problem.detail()).isEqualTo("60 problems in the request; the first 50 are listed.");
    }

    @Test
    void readingStopsWhereMistakesBecomeTooMany() throws Problem {
        var head = new RequestHead(HttpMethod.POST, "/v1/fetch", MultiMap.caseInsensitiveMultiMap());
        String members =
                IntStream.range(0, 2_000).mapToObj(i -> "\"f" + i + "\":1,").collect(Collectors.joining());
        try (BatchInput input = new BatchReader(RULES).begin(new Call("r", "c", null, 0), head)) {
            Problem problem = catchThrowableOfType(Problem.class, () -> input.feed(utf8("{" + members)));
            assertThat(problem.detail()).startsWith("2000 problems");
        }
    }

    @Test
    void aUrlThatIsTooLongIsEchoedAsFarAsAUrlMayGo() throws Problem {
        String text = "http://" + "\uD83D\uDE00".repeat(400_000);
        String most = text.substring(0, 7_999); // a pair stays whole
        for (Row row :
                List.of(json("{\"urls\":[\"" + text + "\"]}", ""), lines("\"" + text + "\"", ""), text(text, ""))) {
            Fetch fetch = read(row, 4_099).batch().fetches().get(0);
            assertThat(fetch.url()).as(row.type()).isEqualTo(most);
            assertThat(failure(fetch)).as(row.type()).isEqualTo("invalid_url");
        }
    }

    private static String failure(Fetch fetch) {
        return java.util.Objects.requireNonNull(fetch.rejection()).code().label();
    }

    @Test
    void aStringThatNoFieldTakesEndsReadingWhereItBecomesTooLong() throws Problem {
        var head = new RequestHead(HttpMethod.POST, "/v1/fetch", MultiMap.caseInsensitiveMultiMap());
        byte[] chunk = utf8("a".repeat(100_000));
        try (BatchInput input = new BatchReader(RULES).begin(new Call("r", "c", null, 0), head)) {
            input.feed(utf8("{\"urls\":[\""));
            for (int i = 0; i < JsonPush.MOST_STRING_CHARS / chunk.length; i++) {
                input.feed(chunk);
            }
            Problem problem = catchThrowableOfType(Problem.class, () -> {
                for (int i = 0; i < 8; i++) {
                    input.feed(chunk);
                }
            });
            assertThat(problem.code()).isEqualTo(ProblemCode.REQUEST_TOO_LARGE);
            assertThat(problem.detail()).startsWith("A string has more than 1399100 characters (line 1, column ");
        }
    }

    @Test
    void aCallWeighsMoreThanItsBytes() throws Problem {
        var head = new RequestHead(HttpMethod.POST, "/v1/fetch", MultiMap.caseInsensitiveMultiMap());
        try (BatchInput input = new BatchReader(RULES).begin(new Call("r", "c", null, 0), head)) {
            byte[] start = utf8("{\"urls\":[\"x\",");
            input.feed(start);
            assertThat(input.weightWith(1_000)).isGreaterThan(3L * (1_000 + start.length));
        }
        String header = "{\"urls\":[\"x\"],\"defaults\":{\"headers\":{\"a\":\"" + "v".repeat(10_000) + "\"}}}";
        assertThat(readJson(header).heldBytes()).isGreaterThan(10_000);
    }

    @Test
    void rulesThatDifferAreBoundedTogether() {
        String most = IntStream.range(0, 5)
                .mapToObj(item -> itemWith(rules(20 * item)))
                .collect(Collectors.joining(","));
        String oneMore = ",\"defaults\":{\"extract\":{\"more\":{\"css\":\"a\"}}}";
        Problem problem =
                catchThrowableOfType(Problem.class, () -> readJson("{\"requests\":[" + most + "]" + oneMore + "}"));
        assertThat(problem.mistakes()).extracting(Mistake::where).containsExactly("/defaults/extract/more/css");
    }

    @Test
    void equalRulesCountOnceAndAreCompiledOnce() throws Problem {
        String items = String.join(",", Collections.nCopies(5, itemWith(rules(0))));
        String defaults = ",\"defaults\":{\"extract\":{" + rules(0) + "}}";
        List<Fetch> fetches = readJson("{\"requests\":[" + items + "]" + defaults + "}")
                .batch()
                .fetches();
        Rule first = fetches.get(0).options().extraction().rules().get("r0");
        assertThat(first).isNotNull();
        assertThat(fetches.get(4).options().extraction().rules().get("r0")).isSameAs(first);
    }

    private static String itemWith(String rules) {
        return "{\"url\":\"http://a.example/\",\"extract\":{" + rules + "}}";
    }

    /** Twenty rules of a thousand characters each. */
    private static String rules(int first) {
        return IntStream.range(first, first + 20)
                .mapToObj(i -> "\"r%d\":{\"json\":\"/%0999d\"}".formatted(i, i))
                .collect(Collectors.joining(","));
    }

    @Test
    void namesOfOneObjectAreBounded() {
        String members =
                IntStream.range(0, 51_000).mapToObj(i -> "\"" + i + "\":1").collect(Collectors.joining(","));
        Problem problem =
                catchThrowableOfType(Problem.class, () -> readJson("{\"requests\":[{\"json\":{" + members + "}}]}"));
        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_JSON);
        assertThat(problem.detail()).startsWith("Too many names");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'urls':['http://a.example/'],'concurrency':513}              | /concurrency 'Integer 1..512 expected.'",
                "{'urls':['http://a.example/'],'concurrency':{}}               | /concurrency 'Integer 1..512 expected.'",
                "{'urls':['http://a.example/'],'per_host':{'concurrency':513}} | /per_host/concurrency 'Integer 1..512 expected.'",
                "{'urls':'x'}             | /urls 'Array of URLs expected.'",
                "[]                       | 'Object expected.'",
                "{}                       | 'At least one URL expected.'",
                "{'url':['x']}            | /url 'Unknown field. Did you mean urls?'",
                "{'urls':[],'dedupe':1}   | /dedupe 'Expected true or false.', /urls 'At least one URL expected.'",
                "{'requests':[{'id':''}]} | /requests/0/id '1..128 characters, none of them a control character, expected.',"
                        + " /requests/0 'url is missing.'",
            },
            quoteCharacter = '`')
    void eachMistakeIsToldOnceAndNoneThatFollowsFromIt(String body, String mistakes) {
        Problem problem = catchThrowableOfType(Problem.class, () -> readJson(body.replace('\'', '"')));
        assertThat(problem.mistakes().stream()
                        .map(mistake -> (mistake.where() + " '" + mistake.detail() + "'").strip())
                        .collect(Collectors.joining(", ")))
                .isEqualTo(mistakes);
    }

    @Test
    void aMisspeltFieldIsAnsweredWithTheRightOne() {
        Problem problem = catchThrowableOfType(
                Problem.class, () -> readJson("{\"urls\":[\"http://a.example/\"],\"defaults\":{\"timout_ms\":5}}"));
        assertThat(problem.mistakes().get(0).detail()).isEqualTo("Unknown field. Did you mean timeout_ms?");
        assertThat(problem.mistakes().get(0).where()).isEqualTo("/defaults/timout_ms");
    }

    @Test
    void theFirstErrorIsToldHoweverTheBytesArrive() {
        byte[] body = utf8("{\"urls\":x]}  ");
        body[body.length - 1] = (byte) 0xFF;
        for (int step : new int[] {1, body.length}) {
            Problem problem = catchThrowableOfType(
                    Problem.class,
                    () -> read(
                            new RequestHead(HttpMethod.POST, "/v1/fetch", MultiMap.caseInsensitiveMultiMap()),
                            body,
                            step));
            assertThat(problem.detail()).as("in steps of %d", step).startsWith("Malformed JSON (line 1, column 9");
        }
    }

    @Test
    void aSyntaxErrorSaysLineAndColumn() {
        Problem problem = catchThrowableOfType(Problem.class, () -> readJson("{\n  \"urls\": [\n    x"));
        assertThat(problem.toJson("r").toString()).contains("\"line\":3,\"column\":");
        Problem second =
                catchThrowableOfType(Problem.class, () -> read(lines("\"http://a.example/\"\n\n{\"url\":}", ""), 1));
        assertThat(second.toJson("r").toString()).contains("\"line\":3,\"column\":");
    }

    @Test
    void strictHandlingAsksTheJudge() {
        var refused = new BatchRules(
                REQUEST_BYTES,
                5,
                512,
                FetchSettings.DEFAULT.methods(),
                target -> Failure.of(FailureCode.DESTINATION_IP_PROHIBITED, Phase.ADMIT, "No."));
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Prefer", "handling=strict");
        var head = new RequestHead(HttpMethod.GET, "/v1/fetch?url=http://a.example/", headers);
        Problem problem = catchThrowableOfType(
                Problem.class,
                () -> new BatchReader(refused)
                        .begin(new Call("r", "c", null, 0), head)
                        .finish());
        assertThat(problem.mistakes()).containsExactly(Mistake.inParameter("url", "No."));
    }

    @Test
    void aBodyPastTheLimitIsRefusedByItsLengthOrItsBytes() {
        MultiMap announced = MultiMap.caseInsensitiveMultiMap().add("Content-Length", "99999999");
        Problem early = catchThrowableOfType(
                Problem.class, () -> read(new RequestHead(HttpMethod.POST, "/v1/fetch", announced), new byte[0], 1));
        assertThat(describe(early)).isEqualTo("request_too_large limit=4194304");

        var endless = new ByteArrayOutputStream();
        endless.writeBytes(utf8("{\"urls\":[\""));
        endless.writeBytes(new byte[REQUEST_BYTES]);
        Problem late = catchThrowableOfType(
                Problem.class,
                () -> read(
                        new RequestHead(HttpMethod.POST, "/v1/fetch", MultiMap.caseInsensitiveMultiMap()),
                        endless.toByteArray(),
                        endless.size()));
        assertThat(late.code()).isEqualTo(ProblemCode.REQUEST_TOO_LARGE);
    }

    @Test
    void codedBodiesAreRefusedWithTheCodingThatIsNot() {
        MultiMap coded = MultiMap.caseInsensitiveMultiMap().add("Content-Encoding", "gzip");
        Problem problem = catchThrowableOfType(
                Problem.class, () -> read(new RequestHead(HttpMethod.POST, "/v1/fetch", coded), new byte[0], 1));
        assertThat(problem.code()).isEqualTo(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
        assertThat(problem.headers()).containsEntry("Accept-Encoding", "identity");
    }

    @Test
    void aHundredThousandLinesAreReadInOneCall() throws Problem {
        var many = new BatchRules(16 << 20, 100_000, 512, FetchSettings.DEFAULT.methods(), target -> null);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/x-ndjson");
        byte[] chunk = utf8("{\"url\":\"http://a.example/\",\"timeout_ms\":5}\n".repeat(1_000));
        try (BatchInput input = new BatchReader(many)
                .begin(new Call("r", "c", null, 0), new RequestHead(HttpMethod.POST, "/v1/fetch", headers))) {
            for (int i = 0; i < 100; i++) {
                input.feed(chunk);
            }
            List<Fetch> fetches = input.finish().batch().fetches();
            assertThat(fetches).hasSize(100_000);
            assertThat(fetches.get(99_999).options()).isSameAs(fetches.get(0).options());
        }
    }

    private static String urls(int count) {
        return String.join(",", Collections.nCopies(count, "\"http://a.example/\""));
    }

    private static String requests(int count) {
        return String.join(",", Collections.nCopies(count, "{\"url\":\"http://a.example/\"}"));
    }

    private static String headers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"h" + i + "\":\"v\"").collect(Collectors.joining(","));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
