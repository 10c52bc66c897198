package dev.gather.api;

import static dev.gather.api.OpenApiTest.body;
import static dev.gather.api.OpenApiTest.properties;
import static dev.gather.api.OpenApiTest.read;
import static dev.gather.api.OpenApiTest.resolve;
import static dev.gather.api.OpenApiTest.schema;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gather.api.TestApi.Options;
import dev.gather.content.BodyForm;
import dev.gather.content.Content;
import dev.gather.fetch.AttemptRecord;
import dev.gather.fetch.Batch;
import dev.gather.fetch.Dispatcher;
import dev.gather.fetch.Failure;
import dev.gather.fetch.FailureCode;
import dev.gather.fetch.Head;
import dev.gather.fetch.Hop;
import dev.gather.fetch.Mode;
import dev.gather.fetch.Outcome;
import dev.gather.fetch.OutcomeSink;
import dev.gather.fetch.Phase;
import dev.gather.fetch.ResponseHeaders;
import dev.gather.fetch.RunningBatch;
import dev.gather.fetch.Settled;
import dev.gather.fetch.Source;
import dev.gather.fetch.Summary;
import dev.gather.fetch.Timings;
import dev.gather.fetch.TlsInfo;
import dev.gather.fetch.Trail;
import dev.gather.net.InvalidUrl;
import dev.gather.net.Target;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers of {@code /v1/fetch}, read from the socket and held against the contract that the service serves. */
class ResultContractTest {
    private static final Timings TIMINGS = new Timings(300_000, 1_000_000, 8_100_000, 0, 41_900_000, 1, 75_700_000);
    private static final Timings SHORT = new Timings(1, 0, -1, -1, -1, -1, 1);
    private static final Trail NONE = new Trail(List.of(), List.of(), SHORT, 0);
    private static final Trail LONG = new Trail(
            List.of(new AttemptRecord(0, FailureCode.CONNECTION_TIMEOUT, 0, 5), new AttemptRecord(200, null, 212, 9)),
            List.of(new Hop("http://a.example/old", 301)),
            TIMINGS,
            1_795_000_000_123L,
            true,
            Source.NETWORK);
    private static final List<Outcome> OUTCOMES = List.of(
            answered(content(BodyForm.JSON, "{\"n\":9007199254740993}"), false, true),
            answered(new Content(BodyForm.TEXT, utf8("h\u00e9"), 3, "utf-8", "meta"), true, true),
            answered(content(BodyForm.BASE64, "\u0000\u0001"), false, true),
            answered(Content.NONE, false, true),
            fromTheCache(Source.CACHE),
            fromTheCache(Source.REVALIDATED),
            failed(Failure.of(FailureCode.NOT_IN_CACHE, Phase.ADMIT, "Nothing is stored."), null),
            answered(content(BodyForm.JSON, "null"), false, false),
            failed(Failure.of(FailureCode.DNS_ERROR, Phase.DNS, "No such name.").with("rcode", "NXDOMAIN"), null),
            failed(
                    Failure.of(FailureCode.TLS_CERTIFICATE_ERROR, Phase.TLS, "Expired.")
                            .with("tls_reason", "expired"),
                    null),
            failed(new Failure(FailureCode.HOST_BACKOFF, Phase.QUEUE, "A pause.", true, 1_500L, Map.of()), null),
            failed(
                    Failure.of(FailureCode.EXTRACT_FAILED, Phase.DECODE, "Nothing.")
                            .with("rule", "true"),
                    head(200)),
            new Outcome.Answered(
                    head(200), Content.NONE, content(BodyForm.JSON, "{\"t\":[\n1]}"), 9, 9, false, true, LONG),
            failed(Failure.of(FailureCode.HTTP_RESPONSE_INCOMPLETE, Phase.BODY, "Cut."), head(200)),
            new Outcome.Planned(NONE),
            answered(content(BodyForm.JSON, "[" + "1,".repeat(600) + "1]"), false, true));
    private static final String CALL = IntStream.range(0, OUTCOMES.size())
            .mapToObj(i -> "{\"url\":\"http://a.example/" + i + "\",\"id\":\"i" + i + "\"}")
            .collect(
                    Collectors.joining(
                            ",",
                            "{\"requests\":[",
                            "],\"defaults\":{\"include\":[\"headers\",\"body\",\"redirects\",\"attempts\",\"tls\"]},\"mode\":\"MODE\"}"));

    private static TestApi api;

    @BeforeAll
    static void start() throws Exception {
        ApiSettings from = ApiSettings.DEFAULT;
        var settings = new ApiSettings(
                from.listen(),
                from.managementListen(),
                from.keys(),
                from.urlsPerCall(),
                from.requestBytes(),
                1_000,
                from.drain());
        Options plain = Options.DEFAULT;
        api = TestApi.start(new Options(settings, plain.patience(), plain.callsPerMinute(), true), everything());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static Dispatcher everything() {
        return (batch, sink) -> {
            Vertx.currentContext().runOnContext(later -> settle(batch, sink));
            return new RunningBatch() {
                @Override
                public void pause() {}

                @Override
                public void resume() {}

                @Override
                public void urge(int index) {}

                @Override
                public void cancel(String why) {}
            };
        };
    }

    private static void settle(Batch batch, OutcomeSink sink) {
        for (int i = 0; i < OUTCOMES.size(); i++) {
            boolean shared = i == 1;
            sink.settled(new Settled(batch.fetches().get(i), i, OUTCOMES.get(i), shared, shared ? 0 : -1));
        }
        boolean decided = batch.mode() != Mode.ALL_SETTLED;
        int total = OUTCOMES.size();
        sink.ended(new Summary(
                batch.id(),
                batch.mode(),
                batch.mode() != Mode.ALL,
                !decided,
                decided ? 0 : -1,
                total,
                6,
                1,
                4,
                5_000_000));
    }

    @Test
    void aDocumentIsAsTheContractSays() {
        JsonNode gathered = body(fetch("application/json", "all_settled"));
        assertThat(schema("Gathered").validate(gathered)).isEmpty();
        assertDocumented("Gathered", gathered);
        assertThat(gathered.get("results")).hasSize(OUTCOMES.size());
        Set<String> seen = new HashSet<>();
        gathered.get("results").forEach(result -> result.fieldNames().forEachRemaining(seen::add));
        assertThat(seen).as("the outcomes show every member of a result").isEqualTo(properties("Result"));
        Set<String> ofErrors = new HashSet<>();
        gathered.findValues("error").forEach(error -> error.fieldNames().forEachRemaining(ofErrors::add));
        assertThat(ofErrors).isEqualTo(properties("Error"));
    }

    @Test
    void aDocumentOfADecidedModeIsAsTheContractSays() {
        JsonNode decided = body(fetch("application/json", "any"));
        assertThat(schema("Gathered").validate(decided)).isEmpty();
        assertDocumented("Gathered", decided);
        assertThat(decided.get("winner").asInt()).isZero();
    }

    @Test
    void anUnsatisfiedDocumentIsAsTheContractSays() {
        String answer = fetch("application/json", "all");
        assertThat(answer).startsWith("HTTP/1.0 502 ");
        assertThat(schema("UnsatisfiedProblem").validate(body(answer))).isEmpty();
        assertDocumented("UnsatisfiedProblem", body(answer));
    }

    @Test
    void linesAreAsTheContractSays() {
        String answer = fetch("application/x-ndjson", "all_settled");
        assertRecords(answer.lines().filter(line -> line.startsWith("{")).toList());
    }

    @Test
    void eventsAreAsTheContractSays() {
        String answer = fetch("text/event-stream", "all_settled");
        assertThat(answer.lines().filter(line -> line.startsWith("event: "))).hasSize(OUTCOMES.size() + 1);
        assertRecords(answer.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList());
    }

    private static void assertRecords(List<String> records) {
        assertThat(records).hasSize(OUTCOMES.size() + 1);
        for (int i = 0; i < OUTCOMES.size(); i++) {
            JsonNode result = read(records.get(i));
            assertThat(result.get("index").asInt()).isEqualTo(i);
            assertThat(schema("Result").validate(result)).as(records.get(i)).isEmpty();
            assertDocumented("Result", result);
        }
        JsonNode summary = read(records.get(OUTCOMES.size()));
        assertThat(schema("Summary").validate(summary)).isEmpty();
        assertDocumented("Summary", summary);
    }

    /** Schemas of answers are open for later fields; today's are all to be found in them. */
    private static void assertDocumented(String name, JsonNode value) {
        assertDocumented(OpenApiTest.CONTRACT.at("/components/schemas/" + name), value, name);
    }

    private static void assertDocumented(JsonNode reference, JsonNode value, String where) {
        JsonNode schema = resolve(reference);
        if (value.isArray()) {
            value.forEach(each -> assertDocumented(schema.path("items"), each, where + "[]"));
        } else if (value.isObject() && schema.has("properties")) {
            List<String> names = new ArrayList<>();
            value.fieldNames().forEachRemaining(names::add);
            assertThat(schema.get("properties").fieldNames())
                    .toIterable()
                    .as(where)
                    .containsAll(names);
            names.forEach(
                    name -> assertDocumented(schema.get("properties").get(name), value.get(name), where + "/" + name));
        }
    }

    /** The whole answer; an HTTP/1.0 client gets no chunks. */
    private static String fetch(String accept, String mode) {
        String call = CALL.replace("MODE", mode);
        return api.raw("POST /v1/fetch HTTP/1.0\r\nHost: localhost\r\nAccept: " + accept + "\r\nContent-Length: "
                + call.length() + "\r\n\r\n" + call);
    }

    private static Outcome answered(Content content, boolean truncated, boolean accepted) {
        int length = content.length();
        return new Outcome.Answered(head(accepted ? 200 : 404), content, length, length, truncated, accepted, LONG);
    }

    private static Outcome fromTheCache(Source source) {
        Trail trail = new Trail(List.of(), LONG.redirects(), SHORT, LONG.fetchedAtMs(), false, source);
        return new Outcome.Answered(head(200), content(BodyForm.JSON, "1"), 1, 0, false, true, trail);
    }

    private static Outcome failed(Failure failure, Head head) {
        return new Outcome.Failed(failure, head, head == null ? NONE : LONG);
    }

    private static Content content(BodyForm form, String text) {
        return new Content(form, utf8(text), utf8(text).length, null, null);
    }

    private static Head head(int status) {
        var headers = new ResponseHeaders(List.of(
                Map.entry("Content-Type", "text/html"),
                Map.entry("Set-Cookie", "a=1"),
                Map.entry("Set-Cookie", "b=2")));
        var tls = new TlsInfo("TLSv1.3", "TLS_AES_128_GCM_SHA256", "CN=a", "CN=b", "2027-01-01T00:00:00Z");
        return new Head(target("https://a.example/"), status, "1.1", headers, tls);
    }

    private static Target target(String url) {
        try {
            return Target.parse(url);
        } catch (InvalidUrl impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
