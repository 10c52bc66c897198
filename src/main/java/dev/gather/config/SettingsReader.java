package dev.gather.config;

import dev.gather.api.ApiKey;
import dev.gather.api.ApiSettings;
import dev.gather.cache.CacheSettings;
import dev.gather.fetch.FetchSettings;
import dev.gather.limit.LimitSettings;
import dev.gather.net.NetSettings;
import dev.gather.observe.LogSettings;
import dev.gather.robots.RobotsSettings;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the settings: the table's defaults, then the file, then the environment, then the command line. */
public final class SettingsReader {
    private static final Path STANDARD_FILE = Path.of("conf", "gather.yaml");
    private static final Map<String, Setting<?>> BY_KEY = by(Setting::key);
    private static final Map<String, Setting<?>> BY_VARIABLE = by(Setting::variable);

    /** Where start scripts keep the path of the jar. */
    private static final String JAR_VARIABLE = "GATHER_JAR";

    /** Kubernetes sets these in every pod of a namespace that has a service called gather. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("GATHER_(SERVICE_(HOST|PORT(_\\w+)?)|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private final Map<String, String> environment;
    private final Path directory;

    /**
     * A reader for a process.
     *
     * @param environment its variables; those that begin with {@code GATHER_} are ours
     * @param directory its working directory
     */
    public SettingsReader(Map<String, String> environment, Path directory) {
        this.environment = Map.copyOf(environment);
        this.directory = directory;
    }

    /**
     * All settings, checked.
     *
     * @param options what the command line says, by key of the setting
     * @param file the settings file, which must exist; null: {@code conf/gather.yaml}, if it exists
     * @throws SettingsException naming the first mistake
     */
    public ReadSettings read(Map<String, String> options, @Nullable Path file) throws SettingsException {
        var merged = new Merged();
        takeStandard(merged);
        takeFile(merged, file);
        takeEnvironment(merged);
        takeOptions(merged, options);
        return checked(merged);
    }

    /**
     * The table's defaults and what the options say, checked: no file and no variable is looked at.
     *
     * @param options by key of the setting
     * @throws SettingsException naming the first mistake
     */
    public ReadSettings readOptions(Map<String, String> options) throws SettingsException {
        var merged = new Merged();
        takeStandard(merged);
        takeOptions(merged, options);
        return checked(merged);
    }

    private ReadSettings checked(Merged merged) throws SettingsException {
        Settings settings = settings(merged);
        checkReach(settings);
        return new ReadSettings(settings, merged);
    }

    private static void takeStandard(Merged merged) throws SettingsException {
        for (Setting<?> setting : SettingTable.ROWS) {
            merged.put(setting, Raw.text("default", setting.key(), setting.standard()));
        }
    }

    private void takeFile(Merged merged, @Nullable Path file) throws SettingsException {
        Path shown = file == null ? STANDARD_FILE : file;
        Path path = directory.resolve(shown);
        if (file == null && !Files.exists(path)) {
            return;
        }
        if (!Files.isRegularFile(path)) {
            throw new SettingsException("--config: " + shown + " (expected an existing file)");
        }
        for (Map.Entry<String, Raw> entry :
                YamlFile.read(shown.toString(), path, BY_KEY.keySet()).entrySet()) {
            Setting<?> setting = setting(BY_KEY, entry.getKey());
            Raw raw = entry.getValue();
            merged.put(setting, raw.empty() ? Raw.text(raw.source(), setting.key(), setting.standard()) : raw);
        }
    }

    private void takeEnvironment(Merged merged) throws SettingsException {
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            if (!name.startsWith(SettingTable.VARIABLE_PREFIX) || isNoSetting(name, variable.getValue())) {
                continue;
            }
            if (!BY_VARIABLE.containsKey(name)) {
                throw new SettingsException(
                        Raw.oneLine(name) + ": unknown variable" + Nearest.hint(name, BY_VARIABLE.keySet()));
            }
            Setting<?> setting = setting(BY_VARIABLE, name);
            merged.put(setting, Raw.text(name, setting.key(), variable.getValue()));
        }
    }

    private static boolean isNoSetting(String name, String value) {
        boolean port = name.equals("GATHER_PORT") && value.startsWith("tcp://");
        return port || name.equals(JAR_VARIABLE) || SERVICE_LINK.matcher(name).matches();
    }

    private static void takeOptions(Merged merged, Map<String, String> options) throws SettingsException {
        for (Map.Entry<String, String> option : options.entrySet()) {
            Setting<?> setting = setting(BY_KEY, option.getKey());
            merged.put(setting, Raw.text(setting.option(), setting.key(), option.getValue()));
        }
    }

    private Settings settings(Merged merged) throws SettingsException {
        return new Settings(
                merged.get(SettingTable.INSTANCES),
                merged.get(SettingTable.TRANSPORT),
                api(merged),
                limit(merged),
                fetch(merged),
                new CacheSettings(merged.get(SettingTable.CACHE_BYTES)),
                net(merged),
                new RobotsSettings(merged.get(SettingTable.ROBOTS), merged.get(SettingTable.ROBOTS_PRODUCT_TOKEN)),
                new LogSettings(merged.get(SettingTable.LOG).equals("json"), merged.get(SettingTable.LOG_LEVEL)),
                merged.get(SettingTable.GENERATE_KEY),
                resolved(merged.find(SettingTable.KEYS_FILE)),
                merged.harmless());
    }

    private ApiSettings api(Merged merged) throws SettingsException {
        checkPorts(merged.get(SettingTable.LISTEN), merged.find(SettingTable.MANAGEMENT_LISTEN));
        return new ApiSettings(
                merged.get(SettingTable.LISTEN),
                merged.find(SettingTable.MANAGEMENT_LISTEN),
                keys(merged),
                merged.get(SettingTable.URLS_PER_CALL),
                Math.toIntExact(merged.get(SettingTable.REQUEST_BYTES)),
                merged.get(SettingTable.RESPONSE_BUDGET_BYTES),
                Duration.ofSeconds(merged.get(SettingTable.DRAIN_S)));
    }

    /** The same address is no second one; a wildcard on the same port covers the other. */
    private static void checkPorts(SocketAddress listen, @Nullable SocketAddress management) throws SettingsException {
        boolean apart = management == null
                || management.port() == 0
                || management.port() != listen.port()
                || management.equals(listen)
                || !(Addresses.anywhere(listen) || Addresses.anywhere(management));
        if (!apart) {
            throw new SettingsException("management_listen: " + management + " (expected another port than listen's)");
        }
    }

    private static LimitSettings limit(Merged merged) {
        return new LimitSettings(
                merged.get(SettingTable.IN_FLIGHT_TOTAL),
                merged.get(SettingTable.PER_HOST_CONCURRENCY),
                merged.get(SettingTable.PER_HOST_OVERRIDES),
                merged.get(SettingTable.CALLS_PER_MINUTE),
                merged.get(SettingTable.BUFFERED_BYTES_TOTAL),
                merged.get(SettingTable.MAX_HOST_PAUSE_MS));
    }

    private FetchSettings fetch(Merged merged) throws SettingsException {
        return new FetchSettings(
                merged.get(SettingTable.METHODS),
                merged.get(SettingTable.USER_AGENT),
                readable(merged.find(SettingTable.CA_FILE)),
                merged.find(SettingTable.EGRESS_PROXY),
                merged.get(SettingTable.PROPAGATE_TRACE));
    }

    private static NetSettings net(Merged merged) {
        return new NetSettings(
                merged.get(SettingTable.ALLOW_HOSTS),
                merged.get(SettingTable.DENY_HOSTS),
                merged.get(SettingTable.ALLOW_NETS),
                merged.get(SettingTable.NAT64_PREFIXES),
                merged.get(SettingTable.PORTS),
                merged.get(SettingTable.DNS_SERVERS));
    }

    private List<ApiKey> keys(Merged merged) throws SettingsException {
        var keys = new ArrayList<>(merged.get(SettingTable.KEYS));
        Path file = merged.find(SettingTable.KEYS_FILE);
        if (file != null && (!merged.get(SettingTable.GENERATE_KEY) || Files.exists(directory.resolve(file)))) {
            keys.addAll(KeyLines.readFile(file, directory.resolve(file)));
        }
        Set<String> names = new HashSet<>();
        for (ApiKey key : keys) {
            if (!names.add(key.name())) {
                throw new SettingsException("keys: " + key.name() + " (expected each name once, it is there twice)");
            }
        }
        return keys;
    }

    private @Nullable Path readable(@Nullable Path file) throws SettingsException {
        Path resolved = resolved(file);
        if (resolved != null && !(Files.isRegularFile(resolved) && Files.isReadable(resolved))) {
            throw new SettingsException("ca_file: " + file + " (expected a readable PEM file)");
        }
        return resolved;
    }

    private @Nullable Path resolved(@Nullable Path file) {
        return file == null ? null : directory.resolve(file);
    }

    /** Whoever can be reached by others must know who calls. */
    private static void checkReach(Settings settings) throws SettingsException {
        boolean closed = !settings.api().keys().isEmpty() || settings.generateKey();
        if (!closed && !Addresses.loopback(settings.api().listen())) {
            throw new SettingsException(
                    "listen: " + SettingTable.LISTEN.kind().show(settings.api().listen())
                            + " can be reached from other machines, so it needs a key:"
                            + " make one with `gather key NAME` and set keys_file, or set generate_key: true,"
                            + " or listen on 127.0.0.1.");
        }
    }

    private static Map<String, Setting<?>> by(Function<Setting<?>, String> name) {
        var settings = new LinkedHashMap<String, Setting<?>>();
        SettingTable.ROWS.forEach(setting -> settings.put(name.apply(setting), setting));
        return Collections.unmodifiableMap(settings);
    }

    private static Setting<?> setting(Map<String, Setting<?>> settings, String name) {
        Setting<?> setting = settings.get(name);
        if (setting == null) {
            throw new IllegalArgumentException("setting: " + name + " (expected a key of the table)");
        }
        return setting;
    }
}
