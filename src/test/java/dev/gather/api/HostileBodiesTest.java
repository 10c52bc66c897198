package dev.gather.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.fetch.Fetch;
import dev.gather.fetch.FetchSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies and queries made to be misread: each is a batch, a problem, or an item's outcome, and never anything else. */
class HostileBodiesTest {
    private static final String JSON = "application/json";
    private static final String LINES = "application/x-ndjson";
    private static final String BATCH = "{\"urls\":[\"http://a.example/\"]}";
    private static final BatchRules RULES =
            new BatchRules(16 << 20, 5, 512, FetchSettings.DEFAULT.methods(), target -> null);

    /** One value of each JSON type; an integer fits the range of every field, and a fraction is no integer. */
    private static final Map<String, String> VALUES = Map.of(
            "null", "null",
            "boolean", "true",
            "integer", "5",
            "fraction", "5.5",
            "string", "\"5\"",
            "array", "[5]",
            "object", "{\"5\":5}");

    /** The fields of the contract, by place, with the JSON types whose values they may take. */
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("method", "string"),
            Map.entry("headers", ""),
            Map.entry("timeout_ms", "integer"),
            Map.entry("connect_timeout_ms", "integer"),
            Map.entry("hedge_ms", "integer"),
            Map.entry("max_attempts", "integer"),
            Map.entry("max_redirects", "integer"),
            Map.entry("max_body_bytes", "integer"),
            Map.entry("truncate", "boolean"),
            Map.entry("as", ""),
            Map.entry("accept_status", ""),
            Map.entry("cache", ""),
            Map.entry("robots", ""),
            Map.entry("extract", ""),
            Map.entry("include", ""));

    /** A method that is not allowed is the call's mistake in the defaults, and an item's in an item. */
    private static final Map<String, String> DEFAULT_OPTIONS = OPTIONS.entrySet().stream()
            .collect(Collectors.toMap(
                    Map.Entry::getKey, option -> option.getKey().equals("method") ? "" : option.getValue()));

    private static final Map<String, String> OF_AN_ITEM = Map.of(
            "url", "string",
            "id", "string",
            "body", "string",
            "body_base64", "",
            "json", "null boolean integer fraction string array object");

    private static final Map<String, String> OF_A_BATCH = Map.ofEntries(
            Map.entry("urls", ""),
            Map.entry("requests", ""),
            Map.entry("defaults", ""),
            Map.entry("mode", ""),
            Map.entry("concurrency", "integer"),
            Map.entry("per_host", ""),
            Map.entry("deadline_ms", "integer"),
            Map.entry("dedupe", "boolean"),
            Map.entry("stream_order", ""),
            Map.entry("dry_run", "boolean"),
            Map.entry("metadata", ""),
            Map.entry("webhook", ""),
            Map.entry("result_ttl_s", ""));

    private static final Map<String, String> OF_A_HOST = Map.of("concurrency", "integer", "min_interval_ms", "integer");

    /** Where a field stands: what is before it and after it in a batch that is good without it. */
    private record Place(String pointer, String before, String after, Map<String, String> fields) {
        String with(String field, String value) {
            return before + "\"" + field + "\":" + value + after;
        }
    }

    private static final Place BATCH_FIELDS = new Place("/", "{", ",\"urls\":[\"http://a.example/\"]}", OF_A_BATCH);
    private static final Place HOST_FIELDS =
            new Place("/per_host/", "{\"urls\":[\"http://a.example/\"],\"per_host\":{", "}}", OF_A_HOST);
    private static final Place DEFAULTS =
            new Place("/defaults/", "{\"urls\":[\"http://a.example/\"],\"defaults\":{", "}}", DEFAULT_OPTIONS);
    private static final Place OPTION_FIELDS =
            new Place("/requests/0/", "{\"requests\":[{\"url\":\"http://a.example/\",", "}]}", OPTIONS);
    private static final Place ITEM_FIELDS = new Place(
            "/requests/0/", "{\"requests\":[{\"url\":\"http://a.example/\",\"method\":\"POST\",", "}]}", OF_AN_ITEM);

    static Stream<Place> places() {
        return Stream.of(BATCH_FIELDS, HOST_FIELDS, DEFAULTS, OPTION_FIELDS, ITEM_FIELDS);
    }

    @ParameterizedTest
    @MethodSource("places")
    void everyFieldTakesItsOwnTypeAndNoOther(Place place) {
        place.fields()
                .forEach((field, types) -> VALUES.forEach((type, value) -> {
                    if (field.equals("url")
                            || (field.equals("urls") && place.pointer().equals("/"))) {
                        return; // they stand in the frame already: given twice, which has its own test
                    }
                    String outcome = outcome(JSON, utf8(place.with(field, value)));
                    boolean fits = List.of(types.split(" ", -1)).contains(type);
                    if (fits) {
                        assertThat(outcome).as(field + " " + type).startsWith("ok 1");
                    } else {
                        assertThat(outcome)
                                .as(field + " " + type)
                                .startsWith("invalid_request")
                                .contains(place.pointer() + field);
                    }
                }));
    }

    @Test
    void theTableOfTypesHasEveryField() {
        assertThat(BatchDraft.FIELDS.names()).isEqualTo(OF_A_BATCH.keySet());
        assertThat(OptionsDraft.FIELDS.names()).isEqualTo(OPTIONS.keySet());
        Set<String> items = new TreeSet<>(OPTIONS.keySet());
        items.addAll(OF_AN_ITEM.keySet());
        assertThat(new TreeSet<>(ItemDraft.FIELDS.names())).isEqualTo(items);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "0.5",
                "1.0",
                "1e0",
                "1E2",
                "1e999999999",
                "1e-999999999",
                "-1e999999999",
                "2147483648",
                "4294967297",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551617"
            })
    void noNumberOutOfRangeWrapsAroundIntoIt(String number) {
        Stream.of(BATCH_FIELDS, HOST_FIELDS, DEFAULTS, OPTION_FIELDS)
                .forEach(place -> place.fields().forEach((field, types) -> {
                    if (types.equals("integer")) {
                        String outcome = outcome(JSON, utf8(place.with(field, number)));
                        assertThat(outcome)
                                .as(field)
                                .startsWith("invalid_request")
                                .contains(place.pointer() + field);
                    }
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "-%s", "0.%s", "1e%s"})
    void aNumberOfAHundredThousandDigitsIsNotReadToItsEnd(String form) {
        String number = String.format(Locale.ROOT, form, "1".repeat(100_000));
        assertThat(outcome(JSON, utf8(BATCH_FIELDS.with("deadline_ms", number))))
                .isEqualTo("invalid_json");
        assertThat(outcome(JSON, utf8(ITEM_FIELDS.with("json", number)))).isEqualTo("invalid_json");
        assertThat(outcome(JSON, utf8(ITEM_FIELDS.with("json", "1e999999999")))).isEqualTo("ok 1");
    }

    @ParameterizedTest
    @MethodSource("places")
    void anUnknownFieldIsNamedAtEveryLevel(Place place) {
        for (String name :
                List.of("proxy", "URLS", "Timeout_ms", "__proto__", "", " url", "url\\u0000", "\\u202eurl")) {
            for (String value : VALUES.values()) {
                assertThat(outcome(JSON, utf8(place.with(name, value))))
                        .as(name)
                        .startsWith("invalid_request " + place.pointer());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void aNameGivenTwiceIsNoJson(Place place) {
        Stream.concat(place.fields().keySet().stream(), Stream.of("json")).forEach(field -> {
            assertThat(outcome(JSON, utf8(place.with(field, "5,\"" + field + "\":5"))))
                    .as(field)
                    .isEqualTo("invalid_json");
            String escaped = "5,\"\\u00" + Integer.toHexString(field.charAt(0)) + field.substring(1) + "\":5";
            assertThat(outcome(JSON, utf8(place.with(field, escaped))))
                    .as(field)
                    .isEqualTo("invalid_json");
        });
        assertThat(outcome(JSON, utf8(ITEM_FIELDS.with("json", "[{\"a\":{\"b\":1,\"b\":2}}]"))))
                .isEqualTo("invalid_json");
    }

    @Test
    void aBodyCutAnywhereIsNoBatch() {
        byte[] body = utf8(
                "{\"mode\":\"any\",\"requests\":[{\"url\":\"http://a.example/\\u00e9\\n\",\"json\":[1.5e1,true,null,{}],"
                        + "\"method\":\"POST\"}],\"defaults\":{\"headers\":{\"a\":\"é\"},\"timeout_ms\":12}}");
        assertThat(outcome(JSON, body)).startsWith("ok 1");
        for (int length = 0; length < body.length; length++) {
            assertThat(outcome(JSON, Arrays.copyOf(body, length)))
                    .as("cut at %d", length)
                    .isEqualTo("invalid_json");
        }
        byte[] line = utf8("{\"url\":\"http://a.example/\",\"headers\":{\"a\":\"é\"}}");
        assertThat(outcome(LINES, line)).startsWith("ok 1");
        for (int length = 1; length < line.length; length++) {
            assertThat(outcome(LINES, Arrays.copyOf(line, length)))
                    .as("cut at %d", length)
                    .isEqualTo("invalid_json");
        }
    }

    @Test
    void aByteThatIsWrongAnywhereIsNeverTakenForSomethingElse() {
        byte[] body = utf8(BATCH);
        for (int at = 0; at < body.length; at++) {
            for (int wrong : new int[] {0x00, 0x0B, 0x7F + 1, 0xC0, 0xED, 0xFE, 0xFF}) {
                byte[] changed = body.clone();
                changed[at] = (byte) wrong;
                assertThat(outcome(JSON, changed)).as("%x at %d", wrong, at).isEqualTo("invalid_json");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
    void onlyUtf8IsRead(String name) {
        Charset charset = Charset.forName(name);
        for (String mark : List.of("", "\uFEFF")) {
            for (String type : List.of(JSON, LINES)) {
                assertThat(outcome(type, (mark + BATCH).getBytes(charset)))
                        .as(type)
                        .isEqualTo("invalid_json");
            }
        }
        assertThat(outcome("text/plain", "http://a.example/".getBytes(charset))).doesNotMatch("ok 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
    void aHundredThousandLevelsAreLeftAtTheFew(String level) {
        String deep = level.repeat(100_000);
        assertThat(outcome(JSON, utf8(deep))).isEqualTo("invalid_json");
        assertThat(outcome(LINES, utf8(deep))).isEqualTo("invalid_json");
        assertThat(outcome(LINES, utf8("{\"json\":" + deep))).isEqualTo("invalid_json");
        for (String field : List.of("json", "unknown", "metadata", "headers", "extract")) {
            assertThat(outcome(JSON, utf8(OPTION_FIELDS.with(field, deep))))
                    .as(field)
                    .isEqualTo("invalid_json");
            assertThat(outcome(JSON, utf8(BATCH_FIELDS.with(field, deep))))
                    .as(field)
                    .isEqualTo("invalid_json");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\\ud800",
                "\\udfff",
                "\\ud83d\\ud83d",
                "\\ude00\\ud83d",
                "\\ud83d x \\ude00",
                "\\uD83Dx",
            })
    void halfAPairIsNoCharacterWhereverItStands(String half) {
        for (String field : List.of("id", "method", "body", "as", "cache")) {
            assertThat(outcome(JSON, utf8(OPTION_FIELDS.with(field, "\"" + half + "\""))))
                    .as(field)
                    .isEqualTo("invalid_json");
        }
        assertThat(outcome(JSON, utf8(OPTION_FIELDS.with("headers", "{\"" + half + "\":\"\"}"))))
                .isEqualTo("invalid_json");
        assertThat(outcome(JSON, utf8(OPTION_FIELDS.with("json", "[\"" + half + "\"]"))))
                .isEqualTo("invalid_json");
        assertThat(outcome(LINES, utf8("\"http://a.example/" + half + "\""))).isEqualTo("invalid_json");
    }

    static Stream<String> reserved() {
        return Stream.of(
                        "host",
                        "content-length",
                        "transfer-encoding",
                        "connection",
                        "keep-alive",
                        "te",
                        "trailer",
                        "upgrade",
                        "expect",
                        "http2-settings",
                        "proxy-authorization",
                        "proxy-connection",
                        "proxy-authenticate",
                        "proxy-x")
                .flatMap(name -> Stream.of(
                        name,
                        name.toUpperCase(Locale.ROOT),
                        name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1),
                        name + " ",
                        " " + name,
                        name + "\\t",
                        name + ":",
                        name + "\\u0000",
                        name + "\\r\\nx",
                        name.replace("e", "\\u0435").replace("t", "\\uff54"),
                        name.replace("k", "\\u212a").replace("s", "\\u017f").replace("t", "\\uff34")));
    }

    @ParameterizedTest
    @MethodSource("reserved")
    void aHeaderOfTheServicesOwnIsRefusedInEverySpelling(String name) {
        String header = "{\"" + name + "\":\"close, x-mine\",\"x-mine\":\"1\"}";
        assertThat(outcome(JSON, utf8(OPTION_FIELDS.with("headers", header)))).isEqualTo("ok 1 0:invalid_request");
        assertThat(outcome(JSON, utf8(DEFAULTS.with("headers", header))))
                .startsWith("invalid_request /defaults/headers/");
        String encoded = name.replace("\\r", "%0D")
                .replace("\\n", "%0A")
                .replace("\\t", "%09")
                .replaceAll("\\\\u[0-9a-f]{4}", "%C5%BF")
                .replace(" ", "%20")
                .replace(":", "%3A");
        assertThat(query("header=" + encoded + ":x")).isEqualTo("invalid_request ?header");
    }

    static Stream<String> unfit() {
        return Stream.concat(
                IntStream.concat(IntStream.range(0, 0x20).filter(c -> c != '\t'), IntStream.rangeClosed(0x7F, 0x9F))
                        .mapToObj(c -> String.format(Locale.ROOT, "\\u%04x", c)),
                Stream.of(
                        "\\u0100",
                        "\\u010a",
                        "\\u010d",
                        "\\u0661",
                        "\\u2028",
                        "\\u202e",
                        "\\ufeff",
                        "\\uff1a",
                        "\\ud83d\\ude00"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void whatCannotBeSentAsItIsWrittenIsRefusedInMethodsAndHeaders(String character) {
        for (String form : List.of("a%sb", "%sb", "a%s")) {
            String text = String.format(Locale.ROOT, form, character);
            assertThat(outcome(JSON, utf8(OPTION_FIELDS.with("headers", "{\"x\":\"" + text + "\"}"))))
                    .isEqualTo("ok 1 0:invalid_request");
            assertThat(outcome(JSON, utf8(OPTION_FIELDS.with("headers", "{\"" + text + "\":\"x\"}"))))
                    .isEqualTo("ok 1 0:invalid_request");
            assertThat(outcome(JSON, utf8(OPTION_FIELDS.with("method", "\"GET" + text + "\""))))
                    .isEqualTo("ok 1 0:invalid_request");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "url=%FF",
                "url=http://a.example/%ff",
                "url=http://a.example/%C3",
                "url=http://a.example/%C0%AF",
                "url=http://a.example/%ED%A0%80",
                "url=http://a.example/&mode=%ff",
                "url=http://a.example/&header=x:%e9",
                "url=http://a.example/&%ff=1",
                "url=http://a.example/%",
                "url=http://a.example/%4",
                "url=http://a.example/%zz",
            })
    void aQueryThatIsNotPercentEncodedUtf8IsRefusedAndNotRepaired(String query) {
        assertThat(query(query)).matches("invalid_request \\?( \\?url)?");
        assertThat(query("url=http://a.example/%C3%A9%F0%9F%98%80%25ff")).isEqualTo("ok 1");
    }

    private static String query(String query) {
        String all = query.startsWith("url=") ? query : "url=http://a.example/&" + query;
        MultiMap none = MultiMap.caseInsensitiveMultiMap();
        return outcome(new RequestHead(HttpMethod.GET, "/v1/fetch?" + all, none), new byte[0]);
    }

    private static String outcome(String type, byte[] body) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Content-Type", type);
        return outcome(new RequestHead(HttpMethod.POST, "/v1/fetch", headers), body);
    }

    /** {@code ok COUNT INDEX:CODE…} for a batch with rejected items, otherwise the problem's code and places. */
    private static String outcome(RequestHead head, byte[] body) {
        try (BatchInput input = new BatchReader(RULES).begin(new Call("req_1", "tester", null, 0), head)) {
            input.feed(body);
            List<Fetch> fetches = input.finish().batch().fetches();
            return "ok " + fetches.size()
                    + fetches.stream()
                            .filter(fetch -> fetch.rejection() != null)
                            .map(fetch -> " " + fetch.index() + ":"
                                    + fetch.rejection().code().label())
                            .collect(Collectors.joining());
        } catch (Problem problem) {
            return problem.code().label()
                    + problem.mistakes().stream()
                            .map(mistake -> " " + (mistake.kind().equals("parameter") ? "?" : "") + mistake.where())
                            .collect(Collectors.joining());
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
