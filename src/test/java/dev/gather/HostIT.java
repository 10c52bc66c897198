package dev.gather;

import static dev.gather.testing.Caller.urls;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.net.InvalidUrl;
import dev.gather.net.Target;
import dev.gather.testing.Awaited;
import dev.gather.testing.GoodOrigin;
import dev.gather.testing.Reply;
import dev.gather.testing.TestDns;
import dev.gather.testing.UrlForms;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The host that is judged is the host that is looked up, dialled, and named in {@code Host} and in TLS. */
class HostIT {
    /** What the JDK puts into TLS: at least two labels, none with an underscore or a hyphen at its edge. */
    private static final String NAMEABLE = "(?!-)[a-z0-9-]+(?<!-)(\\.(?!-)[a-z0-9-]+(?<!-))+";

    private static Vertx vertx;
    private static TestDns dns;
    private static GoodOrigin origin;
    private static RunningService service;

    @BeforeAll
    static void start() throws IOException {
        vertx = Vertx.vertx();
        dns = TestDns.start();
        origin = GoodOrigin.start(
                vertx,
                request -> request.response()
                        .putHeader("content-type", "text/plain")
                        .end(request.getHeader("host") + ' ' + request.uri()));
        service = RunningService.closed(
                "dns_servers", "127.0.0.1:" + dns.address().getPort(), "allow_nets", "127.0.0.1/32");
    }

    @AfterAll
    static void stop() {
        service.close();
        origin.close();
        dns.close();
        Void unused = Awaited.of(vertx.close());
    }

    @Test
    void everyHostThatIsReadIsTheOneThatIsAskedForAndNamed() {
        List<Target> targets = targets("http://%s:" + origin.port() + "/x?y");
        assertThat(targets).hasSizeGreaterThan(60);
        Set<String> names = names(targets);
        names.forEach(name -> dns.addresses(name, 60, "127.0.0.1"));

        Reply reply = service.caller().fetch(urls(forms("http://%s:" + origin.port() + "/x?y")));
        for (JsonObject result : reply.results()) {
            Target target = targets.get(result.getInteger("index"));
            assertThat(result.getString("body")).as(result.encode()).isEqualTo(target.host() + " /x?y");
            assertThat(result.getString("final_url")).isEqualTo(target.href());
        }
        assertThat(reply.results()).hasSameSizeAs(targets);
        assertThat(names).allMatch(name -> dns.queries(name, TestDns.A) == (name.equals("localhost") ? 0 : 1));
    }

    @Test
    void everyPathThatIsReadIsTheOneOnTheWire() throws InvalidUrl {
        List<String> urls =
                UrlForms.paths().stream().map(path -> origin.url("") + path).toList();
        Reply reply = service.caller().fetch(urls(urls));
        for (JsonObject result : reply.results()) {
            Target target = Target.parse(urls.get(result.getInteger("index")));
            assertThat(result.getString("body"))
                    .as(result.encode())
                    .isEqualTo(target.host() + " " + target.requestUri());
        }
        assertThat(reply.results()).hasSameSizeAs(urls);
    }

    @Test
    void tlsNamesTheHostOfTheUrlAndNoOther() {
        Queue<String> named = new ConcurrentLinkedQueue<>();
        NetServer server = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(hello -> {
                    named.add(serverName(hello));
                    socket.close();
                }));
        int port = Awaited.of(server.listen(0, "127.0.0.1")).actualPort();
        List<Target> targets = targets("https://%s:" + port + "/");
        names(targets).forEach(name -> dns.addresses(name, 60, "127.0.0.1"));

        JsonObject batch = urls(forms("https://%s:" + port + "/"));
        batch.put("defaults", new JsonObject().put("max_attempts", 1));
        Reply reply = service.caller().fetch(batch);
        assertThat(reply.results()).hasSameSizeAs(targets).allMatch(result -> !result.getBoolean("ok"));
        Set<String> nameable =
                names(targets).stream().filter(name -> name.matches(NAMEABLE)).collect(Collectors.toSet());
        assertThat(nameable).hasSizeGreaterThan(20);
        assertThat(named)
                .filteredOn(name -> !name.isEmpty())
                .isSubsetOf(nameable)
                .containsAll(nameable);
        Void unused = Awaited.of(server.close());
    }

    /** Hosts that may be dialled here: names, which the test's name server knows, and this machine. */
    private static List<String> forms(String format) {
        return UrlForms.hosts().stream()
                .map(host -> format.replace("%s", host))
                .filter(url -> read(url).anyMatch(HostIT::isHere))
                .toList();
    }

    private static List<Target> targets(String format) {
        return forms(format).stream().flatMap(HostIT::read).toList();
    }

    private static Set<String> names(List<Target> targets) {
        return targets.stream()
                .filter(target -> target.literal() == null)
                .map(target -> target.host().name())
                .collect(Collectors.toSet());
    }

    private static boolean isHere(Target target) {
        return target.literal() == null || target.host().name().equals("127.0.0.1");
    }

    private static Stream<Target> read(String url) {
        try {
            return Stream.of(Target.parse(url));
        } catch (InvalidUrl e) {
            return Stream.empty();
        }
    }

    /** The name in a ClientHello's server_name extension (RFC 6066, section 3); empty if there is none. */
    private static String serverName(Buffer hello) {
        int at = 9 + 2 + 32;
        at += 1 + hello.getUnsignedByte(at); // session
        at += 2 + hello.getUnsignedShort(at); // cipher suites
        at += 1 + hello.getUnsignedByte(at); // compression
        int end = at + 2 + hello.getUnsignedShort(at);
        for (at += 2; at < end; at += 4 + hello.getUnsignedShort(at + 2)) {
            if (hello.getUnsignedShort(at) == 0) {
                int length = hello.getUnsignedShort(at + 7);
                return hello.getString(at + 9, at + 9 + length, StandardCharsets.US_ASCII.name());
            }
        }
        return "";
    }
}
