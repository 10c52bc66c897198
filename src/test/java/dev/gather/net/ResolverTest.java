package dev.gather.net;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.TestDns;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResolverTest {
    private static final Map<String, List<InetAddress>> HOSTS =
            Map.of("listed.example", List.of(IpLiterals.parse("10.9.8.7")));

    private final AtomicLong nanoTime = new AtomicLong();
    private TestDns dns;
    private Resolver resolver;

    @BeforeEach
    void start() throws Exception {
        dns = TestDns.start();
        resolver = resolver(dns.address());
    }

    @AfterEach
    void stop() {
        resolver.close();
        dns.close();
    }

    private Resolver resolver(InetSocketAddress... servers) {
        return new Resolver(new NameServers(List.of(servers)), HOSTS, 20, nanoTime::get);
    }

    @Test
    void givesBothFamiliesIpv4First() throws Exception {
        dns.addresses("both.example", 60, "2001:db8::1", "192.0.2.1", "192.0.2.2");
        assertThat(resolved("both.example")).containsExactly("192.0.2.1", "192.0.2.2", "2001:db8::1");
        assertThat(dns.queries("both.example", TestDns.A)).isOne();
        assertThat(dns.queries("both.example", TestDns.AAAA)).isOne();
    }

    @Test
    void isContentWithOneFamily() throws Exception {
        dns.addresses("four.example", 60, "192.0.2.1").addresses("six.example", 60, "2001:db8::1");
        assertThat(resolved("four.example")).containsExactly("192.0.2.1");
        assertThat(resolved("six.example")).containsExactly("2001:db8::1");
    }

    @Test
    void turnsMappedAnswersIntoIpv4() throws Exception {
        dns.addresses("mapped.example", 60, "::ffff:192.0.2.1");
        assertThat(resolved("mapped.example")).containsExactly("192.0.2.1");
        assertThat(dns.queries("mapped.example", TestDns.AAAA)).isOne();
    }

    @Test
    void followsAliases() throws Exception {
        dns.alias("www.example", "cdn.example").addresses("cdn.example", 60, "192.0.2.1");
        assertThat(resolved("www.example")).containsExactly("192.0.2.1");
        dns.alias("dead.example", "nowhere.example");
        assertThat(refused("dead.example").rcode()).isEqualTo("NXDOMAIN");
    }

    @Test
    void followsNoAliasInCircles() throws Exception {
        dns.alias("ring.example", "gnir.example").alias("gnir.example", "ring.example");
        assertThat(refused("ring.example").rcode()).isEqualTo("NODATA");
        assertThat(dns.queries("ring.example", TestDns.A) + dns.queries("gnir.example", TestDns.A))
                .isLessThan(10);
        dns.alias("odd.example", "no name.example");
        assertThat(refused("odd.example").rcode()).isEqualTo("NODATA");
    }

    @Test
    void namesTheServersAnswer() throws Exception {
        dns.error("broken.example", TestDns.SERVFAIL).error("closed.example", TestDns.REFUSED);
        dns.addresses("empty.example", 60);
        assertThat(refused("none.example")).isEqualTo(Refusal.dnsError("NXDOMAIN"));
        assertThat(refused("empty.example")).isEqualTo(Refusal.dnsError("NODATA"));
        assertThat(refused("broken.example")).isEqualTo(Refusal.dnsError("SERVFAIL"));
        assertThat(refused("closed.example")).isEqualTo(Refusal.dnsError("REFUSED"));
        assertThat(dns.queries("broken.example", TestDns.A)).isEqualTo(2);
    }

    @Test
    void givesUpOnSilenceAfterTwoTries() throws Exception {
        dns.silent("silent.example").silent("half.example", TestDns.AAAA, "192.0.2.1");
        long started = System.nanoTime();
        Future<List<InetAddress>> silent = resolver.resolve("silent.example");
        Future<List<InetAddress>> half = resolver.resolve("half.example");
        assertThat(half.await(5, SECONDS)).containsExactly(IpLiterals.parse("192.0.2.1"));
        assertThat(refusal(silent)).isEqualTo(Refusal.DNS_TIMEOUT);
        assertThat(System.nanoTime() - started).isBetween(SECONDS.toNanos(2), SECONDS.toNanos(4));
        assertThat(dns.queries("silent.example", TestDns.A)).isEqualTo(2);
    }

    @Test
    void asksTheNextServerAndRemembersTheSilentOne() throws Exception {
        dns.addresses("one.example", 60, "192.0.2.1").addresses("two.example", 60, "192.0.2.2");
        try (var mute = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var careful =
                        resolver(new InetSocketAddress(mute.getLocalAddress(), mute.getLocalPort()), dns.address())) {
            assertThat(careful.resolve("one.example").await(5, SECONDS)).hasSize(1);
            long started = System.nanoTime();
            assertThat(careful.resolve("two.example").await(5, SECONDS)).hasSize(1);
            assertThat(System.nanoTime() - started).isLessThan(SECONDS.toNanos(1));
        }
    }

    @Test
    void remembersAnswersAsLongAsTheySay() throws Exception {
        dns.alternating("moving.example", 30, List.of("192.0.2.1"), List.of("192.0.2.2"));
        assertThat(resolved("moving.example")).containsExactly("192.0.2.1");
        nanoTime.addAndGet(SECONDS.toNanos(30) - 1);
        assertThat(resolver.resolve("moving.example").isComplete()).isTrue();
        assertThat(resolved("moving.example")).containsExactly("192.0.2.1");
        nanoTime.incrementAndGet();
        assertThat(resolved("moving.example")).containsExactly("192.0.2.2");
    }

    @Test
    void boundsTimesToLive() throws Exception {
        dns.alternating("hasty.example", 0, List.of("192.0.2.1"), List.of("192.0.2.2"));
        dns.alternating("lasting.example", 1_000_000, List.of("192.0.2.1"), List.of("192.0.2.2"));
        assertThat(resolved("hasty.example")).isEqualTo(resolved("hasty.example"));
        assertThat(resolved("lasting.example")).containsExactly("192.0.2.1");
        nanoTime.addAndGet(SECONDS.toNanos(600));
        assertThat(resolved("hasty.example")).containsExactly("192.0.2.2");
        assertThat(resolved("lasting.example")).containsExactly("192.0.2.2");
    }

    @Test
    void remembersThatANameDoesNotExistForFiveSeconds() throws Exception {
        assertThat(refused("late.example").rcode()).isEqualTo("NXDOMAIN");
        dns.addresses("late.example", 60, "192.0.2.1");
        nanoTime.addAndGet(SECONDS.toNanos(5) - 1);
        assertThat(refused("late.example").rcode()).isEqualTo("NXDOMAIN");
        nanoTime.incrementAndGet();
        assertThat(resolved("late.example")).containsExactly("192.0.2.1");
    }

    @Test
    void joinsLookupsOfOneName() throws Exception {
        dns.addresses("busy.example", 60, "192.0.2.1");
        List<Future<List<InetAddress>>> lookups = IntStream.range(0, 100)
                .mapToObj(i -> resolver.resolve("busy.example"))
                .toList();
        assertThat(Future.all(lookups).await(5, SECONDS).succeeded()).isTrue();
        assertThat(dns.queries("busy.example", TestDns.A)).isOne();
    }

    @Test
    void knowsLocalhostAndTheHostsFileWithoutDns() {
        assertThat(resolver.resolve("localhost").result()).isEqualTo(Resolver.LOOPBACK);
        assertThat(resolver.resolve("a.b.localhost").result()).isEqualTo(Resolver.LOOPBACK);
        assertThat(resolver.resolve("listed.example").result()).containsExactly(IpLiterals.parse("10.9.8.7"));
        assertThat(dns.queries("localhost", TestDns.A)).isZero();
    }

    @Test
    void answersOnTheCallersContext() throws Exception {
        dns.addresses("context.example", 60, "192.0.2.1");
        Vertx vertx = Vertx.vertx();
        try {
            Context caller = vertx.getOrCreateContext();
            Promise<Context> seen = Promise.promise();
            caller.runOnContext(go ->
                    resolver.resolve("context.example").onComplete(answer -> seen.complete(Vertx.currentContext())));
            assertThat(seen.future().await(5, SECONDS)).isSameAs(caller);
        } finally {
            assertThat(vertx.close().await(5, SECONDS)).isNull();
        }
    }

    @Test
    void forgetsNamesBeyondItsBound() throws Exception {
        dns.addresses("first.example", 60, "192.0.2.1");
        assertThat(resolved("first.example")).hasSize(1);
        for (int i = 0; i < 50; i++) {
            assertThat(refused("n" + i + ".example").rcode()).isEqualTo("NXDOMAIN");
            assertThat(resolver.remembered()).isLessThanOrEqualTo(20);
        }
        assertThat(resolver.remembered()).isGreaterThanOrEqualTo(17);
    }

    @Test
    void endsWhatIsUnderWayWhenClosed() throws Exception {
        dns.silent("silent.example");
        Future<List<InetAddress>> pending = resolver.resolve("silent.example");
        resolver.close();
        assertThat(refusal(pending)).isEqualTo(Refusal.DNS_TIMEOUT);
        resolver.close();
        assertThat(refused("late.example")).isEqualTo(Refusal.DNS_TIMEOUT);
    }

    private List<String> resolved(String name) throws Exception {
        return resolver.resolve(name).await(5, SECONDS).stream()
                .map(IpLiterals::format)
                .toList();
    }

    private Refusal refused(String name) throws Exception {
        return refusal(resolver.resolve(name));
    }

    private static Refusal refusal(Future<List<InetAddress>> future) throws Exception {
        return future.<Refusal>map(found -> null)
                .otherwise(cause -> ((Refused) cause).refusal())
                .await(5, SECONDS);
    }
}
