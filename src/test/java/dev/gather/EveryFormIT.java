package dev.gather;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Caller;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.Promised;
import dev.gather.testing.Reply;
import dev.gather.testing.TestDns;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * N in, N out, each result as the contract has it: good and bad URLs at random, in every form of question and answer.
 */
class EveryFormIT {
    private static final long SEED = 20_260_101;
    private static final int URLS = 40;

    private static TestDns dns;
    private static LoggedOrigin origin;
    private static List<Known> known;

    /** Each test has its own, because a service remembers which hosts could not be reached. */
    private RunningService service;

    private Caller caller;

    /** A URL, and how it ends: an outcome, and the status or the code. */
    private record Known(String url, String outcome, String fact) {}

    @BeforeAll
    static void start() throws IOException {
        dns = TestDns.start().error("broken.test", TestDns.SERVFAIL);
        origin = LoggedOrigin.start();
        known = known();
    }

    @AfterAll
    static void stop() {
        origin.close();
        dns.close();
    }

    @BeforeEach
    void startService() {
        service =
                RunningService.open("dns_servers", "127.0.0.1:" + dns.address().getPort());
        caller = service.caller();
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    private static List<Known> known() throws IOException {
        return List.of(
                ok("/ok"),
                ok("/html"),
                ok("/json"),
                ok("/png"),
                ok("/text/70000"),
                ok("/bytes/100000?seed=7"),
                ok("/charset/utf-16le?where=bom"),
                ok("/cookies"),
                ok("/headers"),
                ok("/gzip"),
                ok("/deflate"),
                ok("/redirect/3"),
                ok("/early-hints"),
                ok("/close"),
                ok("/delay/30"),
                new Known(origin.url("/status/204"), "ok", "204"),
                new Known(origin.url("/status/404"), "http_error", "404"),
                new Known(origin.url("/status/503"), "http_error", "503"),
                new Known(origin.url("/status/599"), "http_error", "599"),
                failed("/truncated", "http_response_incomplete"),
                failed("/reset", "connection_terminated"),
                failed("/reset-in-body", "http_response_incomplete"),
                failed("/garbage", "http_protocol_error"),
                failed("/gzip-truncated", "http_response_content_coding"),
                failed("/gzip-corrupt", "http_response_content_coding"),
                failed("/big-headers?kib=200", "http_response_header_section_size"),
                failed("/redirect-loop", "too_many_redirects"),
                failed("/redirect-to?url=http://169.254.169.254/", "destination_ip_prohibited"),
                failed("/redirect-to?url=file:///etc/passwd", "invalid_url"),
                failed("/endless", "http_response_body_size"),
                new Known("http://10.0.0.1/", "failed", "destination_ip_prohibited"),
                new Known("http://no-such-name.test/", "failed", "dns_error"),
                new Known("http://broken.test/", "failed", "dns_error"),
                new Known("http://127.0.0.1:" + ScenariosIT.deafPort() + "/", "failed", "connection_refused"),
                new Known("not a url", "failed", "invalid_url"),
                new Known("ftp://127.0.0.1/", "failed", "invalid_url"),
                new Known("http://user:secret@127.0.0.1/", "failed", "invalid_url"),
                new Known("http://127.0.0.1:25/", "failed", "invalid_url"),
                new Known("http://[::1/", "failed", "invalid_url"));
    }

    private static Known ok(String path) {
        return new Known(origin.url(path), "ok", "200");
    }

    private static Known failed(String path, String code) {
        return new Known(origin.url(path), "failed", code);
    }

    static Stream<Arguments> forms() {
        return Stream.of("urls", "requests", "text", "lines", "query")
                .flatMap(question -> Stream.of(Caller.JSON, Caller.NDJSON, Caller.EVENTS)
                        .map(answer -> Arguments.of(question, answer)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyUrlIsAnsweredForOnce(String question, String answer) {
        List<Known> asked = draw(question + answer);
        List<String> urls = asked.stream().map(Known::url).toList();
        Reply reply = ask(question, urls, answer);
        assertThat(reply.header("content-type")).startsWith(answer);
        Promised.of(reply, urls);
        for (JsonObject result : reply.results()) {
            Known expected = asked.get(result.getInteger("index"));
            assertThat(result.getString("outcome")).as(result.encode()).isEqualTo(expected.outcome());
            assertThat(fact(result)).as(result.encode()).isEqualTo(expected.fact());
            boolean named = question.equals("requests") || question.equals("lines");
            assertThat(result.getString("id")).isEqualTo(named ? "item-" + result.getInteger("index") : null);
        }
        if (answer.equals(Caller.JSON)) {
            assertThat(reply.results())
                    .extracting(result -> result.getInteger("index"))
                    .isSorted();
        } else {
            assertThat(reply.results())
                    .extracting(result -> result.getInteger("seq"))
                    .isSorted();
        }
    }

    private static String fact(JsonObject result) {
        String code = ScenariosIT.code(result);
        return code != null ? code : String.valueOf(result.getInteger("status"));
    }

    /** Always the same for the same form. */
    private static List<Known> draw(String form) {
        SplittableRandom random = new SplittableRandom(SEED + form.hashCode());
        return IntStream.range(0, URLS)
                .mapToObj(n -> known.get(random.nextInt(known.size())))
                .toList();
    }

    private Reply ask(String question, List<String> urls, String answer) {
        String path = "/v1/fetch?max_attempts=1";
        return switch (question) {
            case "urls" -> caller.post("/v1/fetch", Caller.JSON, once(Caller.urls(urls)), "accept", answer);
            case "requests" -> {
                JsonObject batch = new JsonObject().put("requests", new JsonArray(items(urls)));
                yield caller.post("/v1/fetch", Caller.JSON, once(batch), "accept", answer);
            }
            case "text" -> caller.post(path, Caller.TEXT, String.join("\r\n", urls), "accept", answer);
            case "lines" -> caller.post(path, Caller.NDJSON, lines(urls), "accept", answer);
            case "query" -> caller.get(Caller.fetchPath(urls) + "&max_attempts=1", "accept", answer);
            default -> throw new IllegalArgumentException(question);
        };
    }

    private static String once(JsonObject batch) {
        return batch.put("defaults", new JsonObject().put("max_attempts", 1)).encode();
    }

    private static List<JsonObject> items(List<String> urls) {
        List<JsonObject> items = new ArrayList<>();
        for (String url : urls) {
            items.add(Caller.item(url).put("id", "item-" + items.size()));
        }
        return items;
    }

    private static String lines(List<String> urls) {
        StringBuilder lines = new StringBuilder();
        items(urls).forEach(item -> lines.append(item.encode()).append('\n'));
        return lines.toString();
    }
}
