package dev.gather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gather.config.Setting;
import dev.gather.config.SettingTable;
import dev.gather.config.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    @TempDir
    Path directory;

    private Map<String, String> environment = Map.of();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ArrayList<Settings> served = new ArrayList<>();

    @Test
    void helpNamesEverySetting() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains(SettingTable.ROWS.stream().map(Setting::option).toList())
                .contains("--config", "--print-config", "key ");
        assertThat(served).isEmpty();
    }

    @Test
    void versionIsTheBuilds() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("gather [0-9]+\\.[0-9]+\\.[0-9]+\\S*\n");
    }

    @Test
    void optionsReachTheService() {
        assertThat(run("--allow-nets", "127.0.0.0/8", "--per-host-concurrency=50", "--generate-key", "--log", "json"))
                .isZero();
        assertThat(served).hasSize(1);
        Settings settings = served.get(0);
        assertThat(settings.limit().perHost()).isEqualTo(50);
        assertThat(settings.net().allowNets()).hasSize(1);
        assertThat(settings.log().json()).isTrue();
        assertThat(settings.api().keys()).hasSize(1);
        assertThat(out.toString()).startsWith("Key, shown only now: gather_");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void withoutArgumentsTheSettingsAreThoseOfEnvironmentAndFile() throws Exception {
        Path file = Files.createDirectory(directory.resolve("conf")).resolve("gather.yaml");
        Path unused = Files.writeString(file, "drain_s: 3\nper_host.concurrency: 7\n");
        environment = Map.of("GATHER_PER_HOST_CONCURRENCY", "8");
        assertThat(run()).isZero();
        assertThat(served).singleElement().satisfies(settings -> {
            assertThat(settings.limit().perHost()).isEqualTo(8);
            assertThat(settings.api().drain()).isEqualTo(Duration.ofSeconds(3));
        });
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(value = {"''", "--instances 1"})
    void mistakesInTheEnvironmentEndInOneLineAndCode2(String arguments) {
        environment = Map.of("GATHER_DRAIN", "3");
        assertThat(run(words(arguments))).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("gather: GATHER_DRAIN: unknown variable (did you mean GATHER_DRAIN_S?)"
                        + System.lineSeparator());
        assertThat(served).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(value = {"''", "--instances 1"})
    void aBugAtStartIsToldWithItsStackAndEndsInCode1(String arguments) {
        int code = Main.run(
                launch(),
                (settings, launch) -> {
                    throw new IllegalStateException("a bug");
                },
                words(arguments));
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("IllegalStateException: a bug", "at dev.gather.MainTest");
    }

    private static String[] words(String line) {
        return line.isEmpty() ? new String[0] : line.split(" ");
    }

    @Test
    void printedSettingsAreTheMergedOnes() {
        assertThat(run("--print-config", "--drain-s", "3")).isZero();
        assertThat(out.toString()).contains("drain_s: 3\n", "urls_per_call: 1000\n");
        assertThat(served).isEmpty();
    }

    @Test
    void keyIsPrintedWithItsLine() {
        assertThat(run("key", "acme")).isZero();
        assertThat(out.toString())
                .matches("Key, shown only now: gather_[0-9a-f]{48}\nLine for keys_file:  acme:[0-9a-f]{64}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--per-host-concurrency 0|gather: --per-host-concurrency: per_host.concurrency: 0 (expected 1..10000)",
                "--per-host-concurency 5|gather: --per-host-concurency: unknown option or command (did you mean --per-host-concurrency?)",
                "--per-host-concurency=5|gather: --per-host-concurency: unknown option or command (did you mean --per-host-concurrency?)",
                "--config none.yaml|gather: --config: none.yaml (expected an existing file)",
                "--listen|gather: Missing required parameter for option '--listen' (<ip:port>)",
                "--robots maybe|gather: --robots: robots: maybe (expected client or enforce)",
                "serv|gather: serv: unknown option or command",
                "key|gather: Missing required parameter: 'NAME'",
                "key a/b|gather: key name: a/b (expected 1..64 of A-Z a-z 0-9 . _ -)",
                "--listen 0.0.0.0:80|gather: listen: 0.0.0.0:80 can be reached from other machines, so it needs a key: make one with `gather key NAME` and set keys_file, or set generate_key: true, or listen on 127.0.0.1.",
            })
    void mistakesEndInOneLineAndCode2(String arguments, String line) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isEqualTo(line + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
        assertThat(served).isEmpty();
    }

    @Test
    void aServiceThatFailsToStartEndsInCode1() {
        int code = Main.run(launch(), (settings, launch) -> 1);
        assertThat(code).isEqualTo(1);
    }

    @Test
    void rehearsesOnLoopbackWhateverTheOperatorSet() throws Exception {
        try (var proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + proxy.getLocalPort();
            Path file = Files.createDirectory(directory.resolve("conf")).resolve("gather.yaml");
            Path unused = Files.writeString(file, """
                    egress_proxy: http://%1$s
                    dns_servers: %1$s
                    deny_hosts: 127.0.0.1
                    ports: 443
                    urls_per_call: 1
                    unknown: 1
                    """.formatted(address));
            environment = Map.of("GATHER_EGRESS_PROXY", "http://" + address, "GATHER_PORTS", "443");
            assertThat(run("rehearse")).as(err.toString()).isZero();
            proxy.setSoTimeout(1);
            assertThatThrownBy(proxy::accept).as("a call to the proxy").isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(out.toString()).isEqualTo("Rehearsed: 9443 URLs were fetched and ok." + System.lineSeparator());
        assertThat(err.toString()).isEmpty();
    }

    private int run(String... arguments) {
        return Main.run(
                launch(),
                (settings, launch) -> {
                    served.add(settings);
                    return 0;
                },
                arguments);
    }

    private Launch launch() {
        return new Launch(environment, directory, new PrintWriter(out), new PrintWriter(err));
    }
}
