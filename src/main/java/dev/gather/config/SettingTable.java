package dev.gather.config;

import static dev.gather.config.Setting.optionalSetting;
import static dev.gather.config.Setting.setting;
import static dev.gather.config.Setting.shownSetting;

import dev.gather.api.ApiKey;
import dev.gather.cache.CacheSettings;
import dev.gather.net.Cidr;
import dev.gather.net.HostPattern;
import dev.gather.net.Nat64Prefix;
import dev.gather.net.Ports;
import dev.gather.robots.RobotsSettings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every setting there is: file, environment, command line, help and {@code conf/} follow this table. */
public final class SettingTable {
    /** How the variables of the environment begin that are ours. */
    static final String VARIABLE_PREFIX = "GATHER_";

    private static final Kind<HostPattern> HOST = Kinds.parsed("host", HostPattern::parse);

    static final Setting<SocketAddress> LISTEN = setting(
            "listen",
            Addresses.listen(),
            "127.0.0.1:8080",
            "Address and port of the API; other than loopback needs a key (keys, keys_file or generate_key).");
    static final Setting<SocketAddress> MANAGEMENT_LISTEN = optionalSetting(
            "management_listen",
            Addresses.listen(),
            "Address and port of /livez, /readyz and /metrics; none: the same as listen.");
    static final Setting<Integer> INSTANCES = setting(
            "instances",
            Kinds.orAuto(Kinds.whole(1, 1_024), () -> Runtime.getRuntime().availableProcessors()),
            Kinds.AUTO,
            "Event loops that take calls; auto: one for each core.");
    static final Setting<WantedTransport> TRANSPORT = setting(
            "transport",
            Kinds.choice(WantedTransport.words()).map("transport", WantedTransport::of, WantedTransport::word),
            WantedTransport.AUTO.word(),
            "How sockets are driven: auto (epoll, else nio), epoll, io_uring or nio; auto where that one is not available.");
    static final Setting<List<ApiKey>> KEYS = setting(
            "keys",
            Kinds.keys(),
            "",
            "Who may call: a list of name, sha256 (of the key, as hex), calls_per_minute (optional).");
    static final Setting<Path> KEYS_FILE = optionalSetting(
            "keys_file",
            Kinds.file(),
            "File with further keys, one a line: name:sha256 or name:sha256:calls_per_minute.");
    static final Setting<Boolean> GENERATE_KEY = setting(
            "generate_key",
            Kinds.truth(),
            "false",
            "Where no key is set: make one at start, print it once, keep its hash in keys_file if that can be written.");
    static final Setting<Integer> CALLS_PER_MINUTE = shownSetting(
            "calls_per_minute_per_key",
            Kinds.whole(1, 1_000_000_000),
            "600",
            "Calls per minute of one key; 429 above.");
    static final Setting<Set<HttpMethod>> METHODS = shownSetting(
            "methods",
            Kinds.set(Kinds.choice("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
                    .map("method", HttpMethod::valueOf, HttpMethod::name)),
            "GET, HEAD, OPTIONS, POST",
            "What callers may send to targets; PUT, PATCH and DELETE can be added.");
    static final Setting<List<HostPattern>> ALLOW_HOSTS = setting(
            "allow_hosts",
            Kinds.list(HOST),
            "",
            "Hosts whose addresses are not judged: name, *.domain or address, each with an optional :port.");
    static final Setting<List<HostPattern>> DENY_HOSTS =
            setting("deny_hosts", Kinds.list(HOST), "", "Hosts that are never fetched from, in the same form.");
    static final Setting<List<Cidr>> ALLOW_NETS = setting(
            "allow_nets",
            Kinds.list(Kinds.parsed("net", Cidr::parse)),
            "",
            "Addresses that may be fetched from though they are not public, for example 127.0.0.0/8.");
    static final Setting<List<Nat64Prefix>> NAT64_PREFIXES = setting(
            "nat64_prefixes",
            Kinds.list(Kinds.parsed("NAT64 prefix", Nat64Prefix::parse)),
            "",
            "NAT64 prefixes of this network, for example 64:ff9b::/96: what they carry is judged as IPv4.");
    static final Setting<Ports> PORTS = setting(
            "ports",
            ports(),
            "default",
            "Ports of targets, for example 80,443,8000-8999; default: all but those the Fetch standard blocks.");
    static final Setting<Integer> IN_FLIGHT_TOTAL = shownSetting(
            "in_flight_total", Kinds.whole(1, 100_000), "1024", "Fetches in flight in the process, over all callers.");
    static final Setting<Integer> PER_HOST_CONCURRENCY = shownSetting(
            "per_host.concurrency", Kinds.whole(1, 10_000), "6", "Fetches in flight to one host, over all callers.");
    static final Setting<Map<HostPattern, Integer>> PER_HOST_OVERRIDES = setting(
            "per_host.overrides",
            Kinds.map(HOST, Kinds.whole(1, 10_000)),
            "",
            "Other figures for some hosts, for example \"*.example.com\": 2; the first that matches holds.");
    static final Setting<Integer> MAX_HOST_PAUSE_MS = shownSetting(
            "max_host_pause_ms",
            Kinds.whole(1_000, 3_600_000),
            "60000",
            "The longest pause of a host that is waited for, in milliseconds; items end as host_backoff at a longer one.");
    static final Setting<Integer> URLS_PER_CALL =
            shownSetting("urls_per_call", Kinds.whole(1, 10_000_000), "1000", "URLs in one call; 413 above.");
    static final Setting<Long> REQUEST_BYTES =
            shownSetting("request_bytes", Kinds.size("1KiB", "1GiB"), "16MiB", "Bytes of one call's body; 413 above.");
    static final Setting<Long> RESPONSE_BUDGET_BYTES = shownSetting(
            "response_budget_bytes",
            Kinds.size("1KiB", "1TiB"),
            "64MiB",
            "Bytes of bodies in one gathered answer, at most a quarter of buffered_bytes_total; later items come without their body.");
    static final Setting<Long> BUFFERED_BYTES_TOTAL = setting(
            "buffered_bytes_total",
            Kinds.orAuto(Kinds.size("1MiB", "1TiB"), SettingTable::quarterOfHeap),
            Kinds.AUTO,
            "Bytes of all bodies held at once; over it new calls get 503; auto: a quarter of the heap.");
    static final Setting<Long> CACHE_BYTES = setting(
            "cache_bytes",
            Kinds.orAuto(Kinds.size("0", "1TiB"), CacheSettings.DEFAULT::bytes),
            Kinds.AUTO,
            "Bytes of stored answers, for calls that ask for the cache; 0: none; auto: 64MiB, at most a quarter of the heap.");
    static final Setting<String> USER_AGENT = shownSetting(
            "user_agent",
            Kinds.orAuto(Kinds.headerText(), () -> "Gather/" + Version.TEXT + " (+https://gather.dev/)"),
            Kinds.AUTO,
            "Sent where the caller sets none; auto: Gather/VERSION and the address of the project's page.");
    static final Setting<Boolean> ROBOTS = shownSetting(
            "robots",
            Kinds.choice("client", "enforce")
                    .map("client|enforce", "enforce"::equals, enforced -> enforced ? "enforce" : "client"),
            "client",
            "Who decides whether robots.txt is respected: each call, or enforce: it always is.");
    static final Setting<String> ROBOTS_PRODUCT_TOKEN = shownSetting(
            "robots_product_token",
            Kinds.parsed("1..64 of letters, _ and -", RobotsSettings::checkToken),
            "gather",
            "The name by which a robots.txt means us, whatever User-Agent is sent.");
    static final Setting<List<InetSocketAddress>> DNS_SERVERS = setting(
            "dns_servers",
            Kinds.list(Addresses.nameServer()),
            "",
            "The only name servers asked; none: those of the system.");
    static final Setting<Path> CA_FILE =
            optionalSetting("ca_file", Kinds.file(), "PEM file of further trust anchors, beside the platform's.");
    static final Setting<SocketAddress> EGRESS_PROXY = optionalSetting(
            "egress_proxy",
            Addresses.proxy(),
            "HTTP proxy for all fetches; where it resolves names itself, it is the guard for them.");
    static final Setting<Boolean> PROPAGATE_TRACE =
            setting("propagate_trace", Kinds.truth(), "false", "Whether targets get the traceparent of the call.");
    static final Setting<String> LOG = setting(
            "log",
            Kinds.choice("text", "json").plain(),
            "text",
            "Form of the log on standard error: text for people, json for machines.");
    static final Setting<String> LOG_LEVEL = setting(
            "log_level",
            Kinds.choice("error", "warn", "info", "debug", "trace").plain(),
            "info",
            "The least level that is logged; info has one line for each fetch and each call.");
    static final Setting<Integer> DRAIN_S = setting(
            "drain_s", Kinds.whole(0, 3_600), "20", "Seconds that calls under way may take to finish after SIGTERM.");

    /** The rows, in the order in which they are shown. */
    public static final List<Setting<?>> ROWS = List.of(
            LISTEN,
            MANAGEMENT_LISTEN,
            INSTANCES,
            TRANSPORT,
            KEYS,
            KEYS_FILE,
            GENERATE_KEY,
            CALLS_PER_MINUTE,
            METHODS,
            ALLOW_HOSTS,
            DENY_HOSTS,
            ALLOW_NETS,
            NAT64_PREFIXES,
            PORTS,
            IN_FLIGHT_TOTAL,
            PER_HOST_CONCURRENCY,
            PER_HOST_OVERRIDES,
            MAX_HOST_PAUSE_MS,
            URLS_PER_CALL,
            REQUEST_BYTES,
            RESPONSE_BUDGET_BYTES,
            BUFFERED_BYTES_TOTAL,
            CACHE_BYTES,
            USER_AGENT,
            ROBOTS,
            ROBOTS_PRODUCT_TOKEN,
            DNS_SERVERS,
            CA_FILE,
            EGRESS_PROXY,
            PROPAGATE_TRACE,
            LOG,
            LOG_LEVEL,
            DRAIN_S);

    private SettingTable() {}

    private static long quarterOfHeap() {
        return Math.max(1L << 20, Runtime.getRuntime().maxMemory() / 4);
    }

    /** Ports are one text to {@code net}; a YAML list of them reads the same. */
    private static Kind<Ports> ports() {
        Kind<Ports> text = Kinds.parsed("ports", Ports::parse);
        return new Kind<>(text.label(), raw -> text.read(raw.joined()), text.showing());
    }
}
