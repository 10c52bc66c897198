package dev.gather;

import static dev.gather.testing.Caller.urls;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Awaited;
import dev.gather.testing.Caller;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.Reply;
import dev.gather.testing.TestDns;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever calls tries to reach the inside, by every spelling and every way in; listeners there see no connection. */
class InsideIT {
    private static final Set<String> REFUSALS = Set.of("destination_ip_prohibited", "invalid_url");
    private static final Pattern ADDRESS =
            Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,}");
    private static final String PUBLIC = "93.184.215.14";

    private static Vertx vertx;
    private static TestDns dns;
    private static LoggedOrigin origin;
    private static GoodOrigin inside;
    private static List<RunningService> holed;
    private static RunningService closed;
    private static RunningService open;

    @BeforeAll
    static void start() throws IOException {
        vertx = Vertx.vertx();
        dns = TestDns.start();
        origin = LoggedOrigin.start();
        inside = GoodOrigin.startAt(
                vertx, "127.0.0.4", request -> request.response().end("secret"));
        String[] servers = {"dns_servers", "127.0.0.1:" + dns.address().getPort()};
        closed = RunningService.closed(servers);
        open = RunningService.open(servers);
        holed = List.of(
                RunningService.closed(servers[0], servers[1], "allow_nets", "127.0.0.1/32"),
                RunningService.closed(servers[0], servers[1], "allow_hosts", "127.0.0.1:" + origin.port()));
    }

    @AfterAll
    static void stop() {
        closed.close();
        open.close();
        holed.forEach(RunningService::close);
        inside.close();
        origin.close();
        dns.close();
        Void unused = Awaited.of(vertx.close());
    }

    @BeforeEach
    void forget() {
        origin.reset();
    }

    /** Loopback, link-local, private, shared, reserved and translated addresses in all spellings that parsers know. */
    private static List<String> spellings() {
        int port = origin.port();
        return Stream.of(
                        "http://127.0.0.2:%d/ok",
                        "http://127.2:%d/ok",
                        "http://127.0.2:%d/ok",
                        "http://2130706434:%d/ok",
                        "http://0x7f000002:%d/ok",
                        "http://0X7F.0.0.2:%d/ok",
                        "http://0x7f.0x0.0x0.0x2:%d/ok",
                        "http://0177.0.0.2:%d/ok",
                        "http://017700000002:%d/ok",
                        "http://0177.0.0.02:%d/ok",
                        "http://127.0.0.2.:%d/ok",
                        "http://127.0.0.4:" + inside.port() + "/",
                        "http://%%31%%32%%37.0.0.2:%d/ok",
                        "http://127。0。0。2:%d/ok",
                        "http://１２７.０.０.２:%d/ok",
                        "http://①②⑦.⓪.⓪.②:%d/ok",
                        "HTTP://127.0.0.2:%d/ok",
                        "http:\\\\127.0.0.2:%d\\ok",
                        "http:/127.0.0.2:%d/ok",
                        "http:127.0.0.2:%d/ok",
                        "http:///127.0.0.2:%d/ok",
                        "http://user@127.0.0.2:%d/ok",
                        "http://example.com@127.0.0.2:%d/ok",
                        "http://127.0.0.2:%d@example.com:25/ok",
                        "http://example.com\\@127.0.0.2:%d/ok",
                        "http://127.0.0.2\t:%d/ok",
                        "http://127.0.0.2:%d#@example.com/",
                        "http://[::1]:%d/ok",
                        "http://[0:0:0:0:0:0:0:1]:%d/ok",
                        "http://[::]:%d/ok",
                        "http://[::ffff:127.0.0.2]:%d/ok",
                        "http://[::ffff:7f00:2]:%d/ok",
                        "http://[0:0:0:0:0:ffff:127.0.0.2]:%d/ok",
                        "http://[::127.0.0.2]:%d/ok",
                        "http://[::ffff:10.0.0.1]/",
                        "http://[64:ff9b::a9fe:a9fe]/latest/meta-data/",
                        "http://[64:ff9b::127.0.0.2]:%d/ok",
                        "http://[2002:7f00:2::]:%d/ok",
                        "http://[2001:0:4136:e378:8000:63bf:80ff:fffd]/",
                        "http://[fe80::1%%25lo]:%d/ok",
                        "http://[fe80::1]:%d/ok",
                        "http://[fc00::1]:%d/ok",
                        "http://[ff02::1]:%d/ok",
                        "http://0.0.0.0:%d/ok",
                        "http://0:%d/ok",
                        "http://0/",
                        "http://169.254.169.254/latest/meta-data/",
                        "http://0xA9FEA9FE/latest/meta-data/",
                        "http://10.0.0.1/",
                        "http://172.16.0.1/",
                        "http://172.31.255.254/",
                        "http://192.168.0.1/",
                        "http://198.18.0.1/",
                        "http://100.64.0.1/",
                        "http://192.0.0.1/",
                        "http://192.0.2.1/",
                        "http://224.0.0.1/",
                        "http://240.0.0.1/",
                        "http://255.255.255.255/",
                        "file:///etc/passwd",
                        "gopher://127.0.0.2:%d/_GET",
                        "ftp://127.0.0.2/",
                        "jar:http://127.0.0.2!/",
                        "//127.0.0.2:%d/ok",
                        "127.0.0.2:%d/ok")
                .map(spelling -> spelling.contains("%d") ? String.format(spelling, port) : spelling.replace("%%", "%"))
                .toList();
    }

    /** Loopback by its first address and by name: closed off only where there is no hole for 127.0.0.1. */
    private static List<String> firstLoopback() {
        return Stream.of("localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1", "127.1", "2130706433")
                .map(host -> "http://" + host + ":" + origin.port() + "/ok")
                .toList();
    }

    @Test
    void noSpellingLeadsInside() {
        for (RunningService service : all()) {
            for (Reply reply : everyWay(service.caller(), spellings())) {
                assertRefused(reply, spellings());
            }
        }
        assertUntouched();
    }

    @Test
    void loopbackIsClosedUnlessTheOperatorOpensIt() {
        for (Reply reply : everyWay(closed.caller(), firstLoopback())) {
            assertRefused(reply, firstLoopback());
        }
        assertThat(origin.all().count()).isZero();
        for (RunningService service : holed) {
            assertThat(service.caller().fetch(urls(origin.url("/ok"))).result(0).getBoolean("ok"))
                    .isTrue();
        }
    }

    @Test
    void aRedirectLeadsInsideNoMoreThanAUrl() {
        List<String> hops = spellings().stream()
                .filter(url -> !url.startsWith("//")) // relative to the origin: another host of the same scheme
                .filter(url -> url.matches("(?i)(https?|file|gopher|ftp):.*"))
                .filter(url -> !url.matches("(?i)https?:[^/\\\\].*|(?i)https?:[/\\\\][^/\\\\].*")) // relative, too
                .toList();
        List<String> urls = hops.stream()
                .map(hop -> origin.url("/redirect-to?url=" + URLEncoder.encode(hop, StandardCharsets.UTF_8)))
                .toList();
        assertThat(urls).hasSizeGreaterThan(50);
        for (RunningService service : holed) {
            Reply reply = service.caller().fetch(urls(urls));
            for (JsonObject result : reply.results()) {
                String hop = hops.get(result.getInteger("index"));
                assertThat(ScenariosIT.code(result)).as(result.encode()).isIn(REFUSALS);
                assertThat(result.getJsonObject("error").getString("phase"))
                        .as(result.encode())
                        .isEqualTo("redirect");
                assertNoAddress(result, hop);
            }
        }
        assertThat(origin.path("/redirect-to").count()).isEqualTo(2 * urls.size());
        assertUntouched();
    }

    @Test
    void theServiceDoesNotCallItself() {
        int port = open.port();
        List<String> own = Stream.of(
                        "127.0.0.1",
                        "localhost",
                        "a.localhost",
                        "127.1",
                        "0x7f000001",
                        "2130706433",
                        "0177.0.0.1",
                        "127.0.0.1.",
                        "[::ffff:127.0.0.1]",
                        "[::ffff:7f00:1]",
                        "0.0.0.0",
                        "0",
                        "[::]")
                .map(host -> "http://" + host + ":" + port + "/livez")
                .toList();
        Reply reply = open.caller().fetch(urls(own));
        for (JsonObject result : reply.results()) {
            assertThat(ScenariosIT.code(result)).as(result.encode()).isEqualTo("proxy_loop_detected");
        }
        String back = origin.url("/redirect-to?url=http://127.0.0.1:" + port + "/livez");
        assertThat(ScenariosIT.code(open.caller().fetch(urls(back)).result(0))).isEqualTo("proxy_loop_detected");
    }

    @Test
    void aNameIsRefusedForAnyOneOfItsAddresses() {
        dns.addresses("private.test", 60, "10.0.0.1");
        dns.addresses("mixed.test", 60, PUBLIC, "127.0.0.2");
        dns.addresses("mixed6.test", 60, PUBLIC, "::1");
        dns.addresses("mapped.test", 60, "::ffff:127.0.0.2");
        dns.addresses("translated.test", 60, "64:ff9b::7f00:2");
        dns.alias("alias.test", "private.test");
        List<String> urls = Stream.of("private", "mixed", "mixed6", "mapped", "translated", "alias")
                .map(name -> "http://" + name + ".test:" + origin.port() + "/ok")
                .toList();
        for (RunningService service : all()) {
            Reply reply = service.caller().fetch(urls(urls));
            for (JsonObject result : reply.results()) {
                assertThat(ScenariosIT.code(result)).as(result.encode()).isEqualTo("destination_ip_prohibited");
                assertNoAddress(result, "");
            }
        }
        assertThat(origin.all().count()).isZero();
    }

    @Test
    void aNameThatChangesItsMindIsAskedOncePerConnection() {
        dns.alternating("flip.test", 0, List.of("127.0.0.1"), List.of("127.0.0.2"));
        String quick = origin.url("flip.test", "/ok");
        Caller caller = holed.get(0).caller();
        JsonObject first = caller.fetch(urls(quick)).result(0);
        assertThat(first.getBoolean("ok")).as(first.encode()).isTrue();
        assertThat(dns.queries("flip.test", TestDns.A)).isOne();
        // While this runs, the answer grows too old to be used again, though a connection by this name stays open.
        assertThat(caller.fetch(urls(origin.url("/delay/1100"))).result(0).getBoolean("ok"))
                .isTrue();
        JsonObject second = caller.fetch(urls(quick)).result(0);
        assertThat(ScenariosIT.code(second)).as(second.encode()).isEqualTo("destination_ip_prohibited");
        assertThat(dns.queries("flip.test", TestDns.A)).isEqualTo(2);
        assertThat(origin.path("/ok").count()).isOne();
    }

    @Test
    void theNameIsKeptInTheRequestThoughAnAddressIsDialled() {
        dns.addresses("named.test", 60, "127.0.0.1");
        JsonObject result = holed.get(0)
                .caller()
                .fetch(urls(origin.url("named.test", "/headers")))
                .result(0);
        assertThat(result.getJsonObject("json").getJsonObject("headers").getString("host"))
                .isEqualTo("named.test:" + origin.port());
    }

    private static List<RunningService> all() {
        return Stream.concat(Stream.of(closed), holed.stream()).toList();
    }

    private static List<Reply> everyWay(Caller caller, List<String> urls) {
        List<String> lines =
                urls.stream().map(url -> "\"" + escaped(url) + "\"").toList();
        return List.of(
                caller.fetch(urls(urls)),
                caller.fetch(Caller.requests(urls.stream().map(Caller::item).toArray(JsonObject[]::new))),
                caller.post("/v1/fetch", Caller.TEXT, String.join("\n", urls)),
                caller.post("/v1/fetch", Caller.NDJSON, String.join("\n", lines)),
                caller.get(Caller.fetchPath(urls.subList(0, Math.min(50, urls.size())))),
                caller.get(Caller.fetchPath(urls.subList(Math.max(0, urls.size() - 50), urls.size()))));
    }

    private static String escaped(String url) {
        return url.replace("\\", "\\\\").replace("\t", "\\t");
    }

    private static void assertRefused(Reply reply, List<String> urls) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.results()).hasSizeGreaterThanOrEqualTo(Math.min(urls.size(), 50));
        for (JsonObject result : reply.results()) {
            assertThat(ScenariosIT.code(result)).as(result.encode()).isIn(REFUSALS);
            assertNoAddress(result, result.getString("url"));
        }
    }

    /** No message tells an address that the caller did not. */
    private static void assertNoAddress(JsonObject result, String input) {
        String message = result.getJsonObject("error").getString("message");
        Matcher found = ADDRESS.matcher(message);
        while (found.find()) {
            assertThat(input).as(message).contains(found.group());
        }
    }

    private static void assertUntouched() {
        assertThat(inside.accepted()).isZero();
        assertThat(origin.host("127.0.0.2").count()).isZero();
        assertThat(origin.path("/ok").count()).isZero();
    }
}
