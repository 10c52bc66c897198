package dev.gather.net;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameServersTest {
    private final AtomicLong nanoTime = new AtomicLong();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void start() {
        file = directory.resolve("resolv.conf");
    }

    @Test
    void thoseConfiguredAreTheOnlyOnes() throws Exception {
        Files.writeString(file, "nameserver 127.0.0.9\n");
        assertThat(servers(List.of(at("127.0.0.1", 5353))).written()).containsExactly("127.0.0.1:5353");
    }

    @Test
    void otherwiseItIsThoseTheSystemNames() throws Exception {
        Files.writeString(file, "search example\nnameserver 127.0.0.9 # ours\nnameserver ::1\noptions ndots:1\n");
        assertThat(servers(List.of()).written()).containsExactly("127.0.0.9:53", "[::1]:53");
    }

    @Test
    void aDomainMayHaveItsOwn() throws Exception {
        Files.writeString(file, "nameserver 127.0.0.9\n");
        Files.writeString(
                Files.createDirectory(directory.resolve("resolver")).resolve("corp.example"), "nameserver 127.0.0.8\n");
        NameServers servers = servers(List.of());
        assertThat(servers.of("www.corp.example")).containsExactly(at("127.0.0.8", 53));
        assertThat(servers.of("www.example")).containsExactly(at("127.0.0.9", 53));
    }

    /** Left alone, Netty would go on to public servers here. */
    @ParameterizedTest
    @ValueSource(strings = {"", "search example\n", "nameserver not-an-address\n", "# nameserver 127.0.0.9\n"})
    void aSystemThatNamesNoneHasNone(String content) throws Exception {
        Files.writeString(file, content);
        NameServers servers = servers(List.of());
        assertThat(servers.of("any.example")).isEmpty();
        assertThat(servers.written()).containsExactly("127.0.0.1:53");
    }

    @Test
    void aSystemWithoutTheFileHasNone() {
        assertThat(servers(List.of()).of("any.example")).isEmpty();
    }

    @Test
    void theFileIsReadAgainAfterAMinute() throws Exception {
        NameServers servers = servers(List.of());
        assertThat(servers.of("any.example")).isEmpty();
        Files.writeString(file, "nameserver 127.0.0.9\n");
        nanoTime.addAndGet(SECONDS.toNanos(60) - 1);
        assertThat(servers.of("any.example")).isEmpty();
        nanoTime.incrementAndGet();
        assertThat(servers.of("any.example")).hasSize(1);
    }

    @Test
    void withoutAnyALookUpFailsAtOnceAndAsksNobody() throws Exception {
        try (var resolver = new Resolver(servers(List.of()), Map.of(), 10, nanoTime::get)) {
            Refusal refusal = resolver.resolve("any.example")
                    .<Refusal>map(found -> null)
                    .otherwise(cause -> ((Refused) cause).refusal())
                    .await(1, SECONDS);
            assertThat(refusal).isEqualTo(Refusal.NO_NAME_SERVER);
            assertThat(refusal.reason()).isEqualTo(Refusal.Reason.DNS_ERROR);
        }
    }

    private NameServers servers(List<InetSocketAddress> configured) {
        return new NameServers(
                configured, file.toFile(), directory.resolve("resolver").toFile(), nanoTime::get);
    }

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(IpLiterals.parse(literal), port);
    }
}
