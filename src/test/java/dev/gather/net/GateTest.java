package dev.gather.net;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.net.Refusal.Reason;
import dev.gather.testing.TestDns;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private static final int OWN_PORT = 8080;
    private static final OwnAddresses OWN = OwnAddresses.of(List.of(IpLiterals.parse("93.184.215.14")));

    private final Listeners listeners = new Listeners(OWN);
    private TestDns dns;
    private Resolver resolver;
    private Gate closed;

    @BeforeEach
    void start() throws Exception {
        dns = TestDns.start();
        resolver = new Resolver(new NameServers(List.of(dns.address())), Map.of(), 100, System::nanoTime);
        listeners.add(SocketAddress.inetSocketAddress(OWN_PORT, "127.0.0.1"));
        closed = gate(NetSettings.DEFAULT);
        dns.addresses("public.example", 60, "1.1.1.1", "2606:4700::1111")
                .addresses("inside.example", 60, "10.0.0.1")
                .addresses("mixed.example", 60, "1.1.1.1", "169.254.169.254")
                .addresses("mixed6.example", 60, "1.1.1.1", "fd00:ec2::254")
                .addresses("self.example", 60, "127.0.0.1")
                .addresses("own.example", 60, "93.184.215.14")
                .addresses("mapped.example", 60, "::ffff:10.0.0.1")
                .alias("alias.example", "inside.example");
    }

    @AfterEach
    void stop() {
        resolver.close();
        dns.close();
    }

    private Gate gate(NetSettings settings) {
        return new Gate(settings, OWN, listeners, resolver, false);
    }

    @Test
    void letsPublicHostsThroughIpv4First() throws Exception {
        assertThat(dialled(closed, "https://public.example/"))
                .containsExactly(
                        SocketAddress.inetSocketAddress(443, "1.1.1.1"),
                        SocketAddress.inetSocketAddress(443, "[2606:4700::1111]"));
        assertThat(dialled(closed, "http://1.1.1.1/")).containsExactly(SocketAddress.inetSocketAddress(80, "1.1.1.1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://inside.example/",
                "http://mixed.example/",
                "http://mixed6.example/",
                "http://alias.example/",
                "http://mapped.example/",
                "http://own.example/",
                "http://localhost/",
                "http://x.localhost/",
                "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ./",
                "http://127.0.0.1/",
                "http://2130706433/",
                "http://0177.1/",
                "http://0x7f.1/",
                "http://①②⑦.1/",
                "http://10.0.0.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://172.16.0.1/",
                "http://198.18.0.1/",
                "http://100.64.0.1/",
                "http://0.0.0.0/",
                "http://[::]/",
                "http://[::1]/",
                "http://[::ffff:10.0.0.1]/",
                "http://[64:ff9b::a9fe:a9fe]/",
                "http://[2002:7f00:1::]/",
                "http://93.184.215.14/",
            })
    void refusesTheInsideInOneVoice(String url) throws Exception {
        assertThat(refusal(closed, url)).isEqualTo(Refusal.PROHIBITED_ADDRESS);
    }

    @Test
    void judgesAgainWhenAnAnswerChanges() throws Exception {
        var nanoTime = new AtomicLong();
        dns.alternating("rebinding.example", 0, List.of("1.1.1.1"), List.of("127.0.0.1"));
        try (var flipping = new Resolver(new NameServers(List.of(dns.address())), Map.of(), 100, nanoTime::get)) {
            var gate = new Gate(NetSettings.DEFAULT, OWN, listeners, flipping, false);
            assertThat(dialled(gate, "http://rebinding.example/")).hasSize(1);
            nanoTime.addAndGet(SECONDS.toNanos(1));
            assertThat(refusal(gate, "http://rebinding.example/")).isEqualTo(Refusal.PROHIBITED_ADDRESS);
        }
    }

    @Test
    void judgesAgainWhenTheServiceListensSomewhereElse() throws Exception {
        Gate gate = gate(settings(List.of(), List.of(), List.of("127.0.0.0/8"), "1-65535"));
        assertThat(dialled(gate, "http://127.0.0.1:8099/")).hasSize(1);
        listeners.add(SocketAddress.inetSocketAddress(8099, "127.0.0.1"));
        assertThat(refusal(gate, "http://127.0.0.1:8099/")).isEqualTo(Refusal.LOOP);
        assertThat(gate.check(Target.parse("http://127.0.0.1:8099/"))).isEqualTo(Refusal.LOOP);
    }

    @Test
    void checksLiteralsWithoutAsking() throws Exception {
        assertThat(closed.check(Target.parse("http://10.0.0.1/"))).isEqualTo(Refusal.PROHIBITED_ADDRESS);
        assertThat(closed.check(Target.parse("http://localhost/"))).isEqualTo(Refusal.PROHIBITED_ADDRESS);
        assertThat(closed.check(Target.parse("http://inside.example/"))).isNull();
        assertThat(dns.queries("inside.example", TestDns.A)).isZero();
    }

    @Test
    void refusesBlockedPorts() throws Exception {
        assertThat(refusal(closed, "http://public.example:25/"))
                .isEqualTo(new Refusal(Reason.INVALID_URL, "Port 25 may not be fetched from.", null));
        Gate narrow = gate(settings(List.of(), List.of(), List.of(), "443"));
        assertThat(refusal(narrow, "http://public.example/").reason()).isEqualTo(Reason.INVALID_URL);
        assertThat(dialled(narrow, "https://public.example/")).isNotEmpty();
    }

    @Test
    void carriesTheDnsAnswer() throws Exception {
        Refusal refusal = refusal(closed, "http://nowhere.example/");
        assertThat(refusal.reason()).isEqualTo(Reason.DNS_ERROR);
        assertThat(refusal.rcode()).isEqualTo("NXDOMAIN");
    }

    /** The listener is on 127.0.0.1:8080; all of loopback is open. */
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080/, true",
        "http://[::ffff:127.0.0.1]:8080/, true",
        "http://2130706433:8080/, true",
        "http://0.0.0.0:8080/, true",
        "http://localhost:8080/, true",
        "http://a.localhost:8080/, true",
        "http://self.example:8080/, true",
        "http://127.0.0.1:8081/, false",
        "http://127.0.0.2:8080/, false",
        "http://self.example:9000/, false",
        "http://localhost:9000/, false",
    })
    void refusesLoopsWhateverIsOpen(String url, boolean loop) throws Exception {
        Gate byNet = gate(settings(List.of(), List.of(), List.of("127.0.0.0/8", "0.0.0.0"), "1-65535"));
        Gate byHost = gate(settings(
                List.of("127.0.0.1", "127.0.0.2", "0.0.0.0", "*.example", "localhost", "*.localhost"),
                List.of(),
                List.of(),
                "1-65535"));
        for (Gate open : List.of(byNet, byHost)) {
            if (loop) {
                assertThat(refusal(open, url)).isEqualTo(Refusal.LOOP);
            } else {
                assertThat(dialled(open, url)).isNotEmpty();
            }
        }
    }

    @Test
    void opensLocalhostAsFarAsTheHoleGoes() throws Exception {
        Gate open = gate(settings(List.of(), List.of(), List.of("127.0.0.0/8"), "default"));
        assertThat(dialled(open, "http://localhost:9000/"))
                .containsExactly(SocketAddress.inetSocketAddress(9000, "127.0.0.1"));
        Gate wide = gate(settings(List.of("localhost"), List.of(), List.of(), "default"));
        assertThat(dialled(wide, "http://localhost:9000/")).hasSize(2);
    }

    @Test
    void opensHostsByName() throws Exception {
        Gate open = gate(settings(List.of("inside.example:80", "[::1]"), List.of(), List.of(), "default"));
        assertThat(dialled(open, "http://inside.example/")).hasSize(1);
        assertThat(dialled(open, "http://[::1]/")).containsExactly(SocketAddress.inetSocketAddress(80, "[::1]"));
        assertThat(refusal(open, "http://inside.example:81/")).isEqualTo(Refusal.PROHIBITED_ADDRESS);
        assertThat(refusal(open, "http://10.0.0.1/")).isEqualTo(Refusal.PROHIBITED_ADDRESS);
    }

    @Test
    void deniesHostsAboveAll() throws Exception {
        Gate gate = gate(settings(List.of("*.example"), List.of("*.example"), List.of("0.0.0.0/0"), "1-65535"));
        assertThat(refusal(gate, "http://public.example/")).isEqualTo(Refusal.DENIED_HOST);
        assertThat(refusal(gate, "http://PUBLIC.example./")).isEqualTo(Refusal.DENIED_HOST);
        assertThat(refusal(gate, "http://self.example:8080/")).isEqualTo(Refusal.DENIED_HOST);
    }

    @Test
    void deniesAnAddressByWhateverName() throws Exception {
        Gate gate = gate(settings(List.of("*.example"), List.of("1.1.1.1"), List.of(), "default"));
        assertThat(refusal(gate, "http://1.1.1.1/")).isEqualTo(Refusal.DENIED_HOST);
        assertThat(refusal(gate, "http://[::ffff:1.1.1.1]/")).isEqualTo(Refusal.DENIED_HOST);
        assertThat(refusal(gate, "http://0x1010101/")).isEqualTo(Refusal.DENIED_HOST);
        assertThat(refusal(gate, "http://public.example/")).isEqualTo(Refusal.PROHIBITED_ADDRESS);
    }

    @Test
    void judgesAllAddressesButUsesSixteen() throws Exception {
        String[] many = IntStream.rangeClosed(1, 20).mapToObj(i -> "1.1.1." + i).toArray(String[]::new);
        dns.addresses("many.example", 60, many);
        dns.addresses(
                "last.example",
                60,
                Stream.concat(Stream.of(many), Stream.of("10.0.0.1")).toArray(String[]::new));
        assertThat(dialled(closed, "http://many.example/")).hasSize(16);
        assertThat(refusal(closed, "http://last.example/")).isEqualTo(Refusal.PROHIBITED_ADDRESS);
    }

    @Test
    void leavesNamesToAnEgressProxy() throws Exception {
        var proxied = new Gate(NetSettings.DEFAULT, OWN, listeners, resolver, true);
        assertThat(dialled(proxied, "http://inside.example/")).isEmpty();
        assertThat(dns.queries("inside.example", TestDns.A)).isZero();
        assertThat(refusal(proxied, "http://10.0.0.1/")).isEqualTo(Refusal.PROHIBITED_ADDRESS);
        assertThat(refusal(proxied, "http://localhost/")).isEqualTo(Refusal.PROHIBITED_ADDRESS);
    }

    @ParameterizedTest
    @CsvSource({
        "2606:4700:64::1.1.1.1, ",
        "2606:4700:64::10.0.0.1, PROHIBITED_ADDRESS",
        "2606:4700:64::169.254.169.254, PROHIBITED_ADDRESS",
        "2606:4700:64::127.0.0.1, PROHIBITED_ADDRESS",
        "2606:4700:64::93.184.215.14, PROHIBITED_ADDRESS",
        "2606:4700:64::5.5.5.5, PROHIBITED_ADDRESS",
        "2606:4700:65::10.0.0.1, ",
    })
    void judgesTheIpv4AddressBehindNat64(String address, Reason reason) throws Exception {
        dns.addresses("translated.example", 60, address);
        Gate gate = gate(behindNat64());
        Refusal named = refusal(gate, "http://translated.example/");
        Refusal literal = refusal(gate, "http://[" + address + "]/");
        assertThat(named == null ? null : named.reason()).isEqualTo(reason);
        assertThat(literal).isEqualTo(named);
    }

    @Test
    void findsItselfBehindNat64() throws Exception {
        listeners.add(SocketAddress.inetSocketAddress(81, "93.184.215.14"));
        assertThat(refusal(gate(behindNat64()), "http://[2606:4700:64::93.184.215.14]:81/"))
                .isEqualTo(Refusal.LOOP);
    }

    private static NetSettings behindNat64() {
        return new NetSettings(
                List.of(),
                List.of(HostPattern.parse("5.5.5.5")),
                List.of(Cidr.parse("10.0.0.0/8")),
                List.of(Nat64Prefix.parse("2606:4700:64::/96")),
                Ports.DEFAULT,
                List.of());
    }

    private static NetSettings settings(List<String> allow, List<String> deny, List<String> nets, String ports) {
        return new NetSettings(
                allow.stream().map(HostPattern::parse).toList(),
                deny.stream().map(HostPattern::parse).toList(),
                nets.stream().map(Cidr::parse).toList(),
                List.of(),
                Ports.parse(ports),
                List.of());
    }

    private static List<SocketAddress> dialled(Gate gate, String url) throws Exception {
        Target target = Target.parse(url);
        return gate.admit(target).await(5, SECONDS).servers();
    }

    private static Refusal refusal(Gate gate, String url) throws Exception {
        Future<Refusal> refusal = gate.admit(Target.parse(url)).map(vetted -> null);
        return refusal.otherwise(cause -> ((Refused) cause).refusal()).await(5, SECONDS);
    }
}
