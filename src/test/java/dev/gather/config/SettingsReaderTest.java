package dev.gather.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gather.api.ApiKey;
import dev.gather.api.ApiSettings;
import dev.gather.limit.LimitSettings;
import dev.gather.observe.LogSettings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    private static final String HASH = "ab".repeat(32);

    @TempDir
    Path directory;

    @Test
    void nothingSaidGivesTheContractsDefaults() throws Exception {
        Settings settings = options(Map.of());
        assertThat(settings.api()).isEqualTo(ApiSettings.DEFAULT);
        assertThat(settings.limit()).isEqualTo(LimitSettings.DEFAULT);
        assertThat(settings.log()).isEqualTo(LogSettings.DEFAULT);
        assertThat(settings.instances()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(settings.transport()).isEqualTo(WantedTransport.AUTO);
        assertThat(settings.fetch().methods())
                .containsExactlyInAnyOrder(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.POST);
        assertThat(settings.fetch().userAgent()).startsWith("Gather/" + Version.TEXT + " (+");
        assertThat(settings.net().allowNets()).isEmpty();
        assertThat(settings.generateKey()).isFalse();
    }

    @Test
    void laterPlacesWin() throws Exception {
        standardFile("in_flight_total: 1\nurls_per_call: 1\nper_host:\n  concurrency: 1\n");
        var environment = Map.of("GATHER_URLS_PER_CALL", "2", "GATHER_PER_HOST_CONCURRENCY", "2", "HOME", "/");
        Settings settings = new SettingsReader(environment, directory)
                .read(Map.of("per_host.concurrency", "3"), null)
                .settings();
        assertThat(settings.limit().inFlightTotal()).isEqualTo(1);
        assertThat(settings.api().urlsPerCall()).isEqualTo(2);
        assertThat(settings.limit().perHost()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"auto,AUTO", "epoll,EPOLL", "io_uring,IO_URING", "nio,NIO"})
    void eachTransportHasItsWord(String word, WantedTransport transport) throws Exception {
        assertThat(environment(Map.of("GATHER_TRANSPORT", word)).transport()).isEqualTo(transport);
        assertThat(read(Map.of("transport", word)).yaml()).contains("transport: " + word);
    }

    @Test
    void optionsAloneLookAtNoFileAndNoVariable() throws Exception {
        standardFile("in_flight_total: 1\nunknown: 1\n");
        var environment = Map.of("GATHER_URLS_PER_CALL", "2", "GATHER_UNKNOWN", "1");
        Settings settings = new SettingsReader(environment, directory)
                .readOptions(Map.of("per_host.concurrency", "3"))
                .settings();
        assertThat(settings.limit().inFlightTotal()).isEqualTo(LimitSettings.DEFAULT.inFlightTotal());
        assertThat(settings.api().urlsPerCall()).isEqualTo(ApiSettings.DEFAULT.urlsPerCall());
        assertThat(settings.limit().perHost()).isEqualTo(3);
    }

    @Test
    void fileHoldsListsAndMaps() throws Exception {
        Settings settings = file("""
                keys:
                  - name: acme
                    sha256: %s
                    calls_per_minute: 5
                per_host:
                  overrides:
                    "*.example.com": 2
                    example.org: 3
                methods: [GET, PUT]
                allow_nets:
                  - 127.0.0.0/8
                  - 10.0.0.0/8
                nat64_prefixes: [64:ff9b::/96, 2001:db8:64::/48]
                dns_servers: 192.0.2.53:53, [2001:db8::53]:5353
                ports: [80, 443]
                drain_s: 1
                """.formatted(HASH));
        assertThat(settings.api().keys()).containsExactly(new ApiKey("acme", HASH, 5));
        assertThat(settings.limit().perHostOverrides().values()).containsExactly(2, 3);
        assertThat(settings.limit().perHostOverrides().keySet())
                .extracting(Object::toString)
                .containsExactly("*.example.com", "example.org");
        assertThat(settings.fetch().methods()).containsExactlyInAnyOrder(HttpMethod.GET, HttpMethod.PUT);
        assertThat(settings.net().allowNets()).hasSize(2);
        assertThat(settings.net().nat64Prefixes())
                .extracting(Object::toString)
                .containsExactly("64:ff9b::/96", "2001:db8:64::/48");
        assertThat(settings.net().dnsServers())
                .containsExactly(
                        new InetSocketAddress(InetAddress.getByName("192.0.2.53"), 53),
                        new InetSocketAddress(InetAddress.getByName("2001:db8::53"), 5353));
        assertThat(settings.net().ports().allows(443)).isTrue();
        assertThat(settings.api().drain()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void variablesAndOptionsHoldListsAndMapsToo() throws Exception {
        Settings settings = options(Map.of(
                "keys", "acme:" + HASH + ":7, other:" + "CD".repeat(32),
                "per_host.overrides", "host=3,*.example.com=1",
                "methods", "GET HEAD",
                "egress_proxy", "http://proxy.example:3128/",
                "generate_key", "true"));
        assertThat(settings.api().keys())
                .containsExactly(new ApiKey("acme", HASH, 7), new ApiKey("other", "cd".repeat(32), null));
        assertThat(settings.limit().perHostOverrides().values()).containsExactly(3, 1);
        assertThat(settings.fetch().methods()).containsExactlyInAnyOrder(HttpMethod.GET, HttpMethod.HEAD);
        assertThat(settings.fetch().egressProxy()).isEqualTo(SocketAddress.inetSocketAddress(3128, "proxy.example"));
        assertThat(settings.generateKey()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 1024",
        "16MiB, 16777216",
        "64 MiB, 67108864",
        "2KiB, 2048",
        "4096B, 4096",
        "1GiB, 1073741824",
    })
    void sizesTakeUnits(String written, int bytes) throws Exception {
        assertThat(options(Map.of("request_bytes", written)).api().requestBytes())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, 127.0.0.1, 8080",
        "localhost:0, 127.0.0.1, 0",
        "[::1]:8080, ::1, 8080",
        "127.9.9.9:1, 127.9.9.9, 1",
    })
    void loopbackNeedsNoKey(String written, String host, int port) throws Exception {
        SocketAddress listen = options(Map.of("listen", written)).api().listen();
        assertThat(InetAddress.getByName(listen.host())).isEqualTo(InetAddress.getByName(host));
        assertThat(listen.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8080", "[::]:8080", "192.0.2.1:80"})
    void otherAddressesNeedAKey(String listen) throws Exception {
        assertThatThrownBy(() -> options(Map.of("listen", listen)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("listen: " + listen + " can be reached from other machines")
                .hasMessageContaining("generate_key");
        assertThat(options(Map.of("listen", listen, "generate_key", "true"))
                        .api()
                        .keys())
                .isEmpty();
        assertThat(options(Map.of("listen", listen, "keys", "a:" + HASH)).api().keys())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "per_host.concurrency|0|0 (expected 1..10000)",
                "per_host.concurrency|10001|10001 (expected 1..10000)",
                "per_host.concurrency|-1|-1 (expected 1..10000)",
                "per_host.concurrency|six|six (expected 1..10000)",
                "per_host.concurrency|''|nothing (expected 1..10000)",
                "per_host.concurrency|99999999999999999999|99999999999999999999 (expected 1..10000)",
                "in_flight_total|0|0 (expected 1..100000)",
                "instances|0|0 (expected 1..1024)",
                "transport|uring|uring (expected auto or epoll or io_uring or nio)",
                "transport|EPOLL|EPOLL (expected auto or epoll or io_uring or nio)",
                "drain_s|3601|3601 (expected 0..3600)",
                "request_bytes|16MB|16MB (expected 1KiB..1GiB, in bytes or as 16MiB)",
                "request_bytes|2GiB|2GiB (expected 1KiB..1GiB, in bytes or as 16MiB)",
                "request_bytes|999999999999999TiB|999999999999999TiB (expected 1KiB..1GiB, in bytes or as 16MiB)",
                "buffered_bytes_total|1KiB|1KiB (expected 1MiB..1TiB, in bytes or as 16MiB)",
                "listen|8080|8080 (expected ip:port, for example 127.0.0.1:8080 or [::1]:8080)",
                "listen|:8080|:8080 (expected ip:port, for example 127.0.0.1:8080 or [::1]:8080)",
                "listen|::1:8080|::1:8080 (expected ip:port, for example 127.0.0.1:8080 or [::1]:8080)",
                "listen|[::1%lo]:80|[::1%lo]:80 (expected ip:port, for example 127.0.0.1:8080 or [::1]:8080)",
                "listen|[[::1]]:80|[[::1]]:80 (expected ip:port, for example 127.0.0.1:8080 or [::1]:8080)",
                "listen|example.com:80|example.com:80 (expected ip:port, for example 127.0.0.1:8080 or [::1]:8080)",
                "listen|127.0.0.1:65536|127.0.0.1:65536 (expected ip:port, for example 127.0.0.1:8080 or [::1]:8080)",
                "dns_servers|192.0.2.53|192.0.2.53 (expected ip:port, for example 192.0.2.53:53)",
                "dns_servers|192.0.2.53:0|192.0.2.53:0 (expected ip:port, for example 192.0.2.53:53)",
                "egress_proxy|https://proxy:1|https://proxy:1 (expected http://host:port without credentials)",
                "egress_proxy|http://me:pass@proxy:1|**** (expected http://host:port without credentials)",
                "methods|GET TRACE|TRACE (expected GET or HEAD or OPTIONS or POST or PUT or PATCH or DELETE)",
                "methods|''|nothing (expected at least one)",
                "generate_key|yes|yes (expected true or false)",
                "log|xml|xml (expected text or json)",
                "log_level|loud|loud (expected error or warn or info or debug or trace)",
                "user_agent|Grüße|Grüße (expected 1..512 printable ASCII characters)",
                "per_host.overrides|host|host (expected a map such as host=number)",
            })
    void wrongValuesStopTheStartInOneLine(String key, String value, String complaint) {
        Setting<?> setting = SettingTable.ROWS.stream()
                .filter(row -> row.key().equals(key))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> options(Map.of(key, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessage(setting.option() + ": " + key + ": " + complaint);
        assertThatThrownBy(() -> environment(Map.of(setting.variable(), value)))
                .isInstanceOf(SettingsException.class)
                .hasMessage(setting.variable() + ": " + key + ": " + complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listen: 127.0.0.1:1\\nlisten: 127.0.0.1:2|line 2: listen is there twice",
                "per_host.concurrency: 1\\nper_host: {concurrency: 2}|line 2: per_host.concurrency is there twice",
                "log: text\\nlisen: 127.0.0.1:1|line 2: lisen: unknown key (did you mean listen?)",
                "per_host:\\n  concurency: 6|line 2: per_host.concurency: unknown key (did you mean per_host.concurrency?)",
                "robots: respect|line 1: robots: respect (expected client or enforce)",
                "store: {a: 1}|line 1: store: unknown key",
                "log: text\\n\\nper_host:\\n  concurrency: 0|line 4: per_host.concurrency: 0 (expected 1..10000)",
                "drain_s: [1]|line 1: drain_s: a list (expected 0..3600)",
                "drain_s: {a: 1}|line 1: drain_s: a map (expected 0..3600)",
                "allow_nets: {a: 1}|line 1: allow_nets: a map (expected a list of net)",
                "methods:\\n  - GET\\n  - TRACE|line 3: methods[1]: TRACE (expected GET or HEAD or OPTIONS or POST or PUT or PATCH or DELETE)",
                "per_host: {overrides: {a: 0}}|line 1: per_host.overrides.a: 0 (expected 1..10000)",
                "per_host: {overrides: {a: 1, a: 2}}|line 1: per_host.overrides.a is there twice",
                "- listen|line 1: expected lines such as listen: 127.0.0.1:8080",
                "a: b: c|line 1: is not valid YAML (mapping values are not allowed here)",
                "listen: !!javax.script.ScriptEngineManager []|line 1: is not valid YAML (Global tag is not allowed: tag:yaml.org,2002:javax.script.ScriptEngineManager)",
                "keys: [{name: a, sha256: mysecret}]|line 1: keys[0].sha256: **** (expected 64 hexadecimal digits, the SHA-256 of the key of a)",
                "keys: [{name: a b, sha256: x}]|line 1: keys[0].name: a b (expected 1..64 of A-Z a-z 0-9 . _ -)",
                "keys: [{name: a, secret: x}]|line 1: keys[0].secret: **** (unknown; expected name, sha256, calls_per_minute)",
                "keys: mysecret|line 1: keys: **** (expected name:sha256 or name:sha256:calls_per_minute)",
            })
    void wrongFilesStopTheStartAndNameTheLine(String text, String complaint) {
        assertThatThrownBy(() -> file(text.replace("\\n", "\n")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("my.yaml " + complaint);
    }

    @Test
    void aliasBombsAreRefused() {
        assertThatThrownBy(() -> file("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("is not valid YAML");
    }

    @Test
    void anEmptyFileChangesNothing() throws Exception {
        assertThat(file("# nothing\n").api()).isEqualTo(ApiSettings.DEFAULT);
    }

    @Test
    void aFileThatWasNamedMustExist() {
        assertThatThrownBy(() -> new SettingsReader(Map.of(), directory).read(Map.of(), Path.of("no.yaml")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("--config: no.yaml (expected an existing file)");
    }

    @ParameterizedTest
    @CsvSource({
        "GATHER_PER_HOST_CONCURENCY, GATHER_PER_HOST_CONCURENCY: unknown variable (did you mean GATHER_PER_HOST_CONCURRENCY?)",
        "GATHER_PORT, GATHER_PORT: unknown variable (did you mean GATHER_PORTS?)",
        "GATHER_STORE, GATHER_STORE: unknown variable",
    })
    void unknownVariablesStopTheStart(String name, String complaint) {
        assertThatThrownBy(() -> environment(Map.of(name, "1")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(complaint);
    }

    @Test
    void serviceLinksOfKubernetesAreNotOurs() throws Exception {
        var links = Map.of(
                "GATHER_PORT", "tcp://10.0.0.1:80",
                "GATHER_SERVICE_HOST", "10.0.0.1",
                "GATHER_SERVICE_PORT", "80",
                "GATHER_SERVICE_PORT_HTTP", "80",
                "GATHER_PORT_80_TCP", "tcp://10.0.0.1:80",
                "GATHER_PORT_80_TCP_ADDR", "10.0.0.1");
        assertThat(environment(links).api()).isEqualTo(ApiSettings.DEFAULT);
    }

    @Test
    void valuesThatOtherRoomsReadAreToldOnce() {
        Kind<String> kind = Kinds.parsed("net", text -> {
            throw new IllegalArgumentException(text + " (expected a net)");
        });
        assertThatThrownBy(() -> kind.read(Raw.text("--allow-nets", "allow_nets", "10/99")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("--allow-nets: allow_nets: 10/99 (expected a net)");
    }

    @Test
    void aMessageIsOneLineWhateverTheValueHolds() {
        assertThatThrownBy(() -> options(Map.of("log", "a\nb\u001b[31m" + "x".repeat(500))))
                .message()
                .doesNotContain("\n", "\u001b")
                .hasSizeLessThan(200);
    }

    @Test
    void keysComeFromAFileToo() throws Exception {
        Files.writeString(directory.resolve("keys"), "# who\nacme:" + HASH + "\n\nb:" + HASH + ":9 # comment\n");
        Settings settings = options(Map.of("keys_file", "keys", "keys", "c:" + HASH));
        assertThat(settings.api().keys())
                .containsExactly(new ApiKey("c", HASH, null), new ApiKey("acme", HASH, null), new ApiKey("b", HASH, 9));
    }

    @Test
    void keysFilesAreChecked() throws Exception {
        assertThatThrownBy(() -> options(Map.of("keys_file", "none")))
                .hasMessage("keys_file: none (expected a readable text file)");
        Files.writeString(directory.resolve("keys"), "acme:" + HASH + "\nacme\n");
        assertThatThrownBy(() -> options(Map.of("keys_file", "keys")))
                .hasMessage("keys line 2: keys_file: **** (" + KeyLines.LINE + ")");
        Files.writeString(directory.resolve("keys"), "acme:" + HASH + "\nacme:" + HASH + "\n");
        assertThatThrownBy(() -> options(Map.of("keys_file", "keys")))
                .hasMessage("keys: acme (expected each name once, it is there twice)");
    }

    @Test
    void printedSettingsHideHashesAndCanBeReadAgain() throws Exception {
        var options = new LinkedHashMap<String, String>();
        options.put("allow_hosts", "*.example.com,[2001:db8::1]:80");
        options.put("per_host.overrides", "*.example.com=2");
        options.put("listen", "[::1]:0");
        options.put("user_agent", "me: #1 'x'");
        options.put("egress_proxy", "http://[2001:db8::1]:3128");
        String printed = read(options).yaml();
        Files.writeString(directory.resolve("again.yaml"), printed);
        var again = new SettingsReader(Map.of(), directory).read(Map.of(), Path.of("again.yaml"));
        assertThat(again.yaml()).isEqualTo(printed);
        assertThat(read(Map.of("keys", "acme:" + HASH)).yaml())
                .contains("name: acme", "sha256: '****'")
                .doesNotContain(HASH);
    }

    @Test
    void callersSeeOnlyHarmlessSettings() throws Exception {
        Settings settings = options(Map.of("keys", "acme:" + HASH, "allow_nets", "10.0.0.0/8"));
        assertThat(settings.shown())
                .containsEntry("request_bytes", 16L << 20)
                .containsEntry("per_host", Map.of("concurrency", 6))
                .containsEntry("methods", List.of("GET", "HEAD", "OPTIONS", "POST"))
                .doesNotContainKeys("keys", "keys_file", "allow_nets", "allow_hosts", "dns_servers", "egress_proxy");
    }

    private Settings options(Map<String, String> options) throws SettingsException {
        return read(options).settings();
    }

    private ReadSettings read(Map<String, String> options) throws SettingsException {
        return new SettingsReader(Map.of(), directory).read(options, null);
    }

    private Settings environment(Map<String, String> variables) throws SettingsException {
        return new SettingsReader(variables, directory).read(Map.of(), null).settings();
    }

    private Settings file(String text) throws Exception {
        Files.writeString(directory.resolve("my.yaml"), text);
        return new SettingsReader(Map.of(), directory)
                .read(Map.of(), Path.of("my.yaml"))
                .settings();
    }

    private void standardFile(String text) throws Exception {
        Files.createDirectories(directory.resolve("conf"));
        Files.writeString(directory.resolve("conf/gather.yaml"), text);
    }

    @Test
    void theManagementAddressIsAnotherOneOrNone(@TempDir Path empty) throws Exception {
        var reader = new SettingsReader(Map.of(), empty);
        Map<String, String> same = Map.of("listen", "127.0.0.1:8080", "management_listen", "127.0.0.1:8080");
        assertThat(reader.read(same, null).settings().api().managementListen()).isNull();
        Map<String, String> covered = Map.of("listen", "127.0.0.1:8080", "management_listen", "0.0.0.0:8080");
        assertThatThrownBy(() -> reader.read(covered, null))
                .isInstanceOf(SettingsException.class)
                .hasMessage("management_listen: 0.0.0.0:8080 (expected another port than listen's)");
    }
}
