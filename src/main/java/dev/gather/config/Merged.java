package dev.gather.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** The value of every setting, all places taken together. */
final class Merged {
    /** By identity: every setting is one row of the table. */
    private final IdentityHashMap<Setting<?>, Object> values = new IdentityHashMap<>();

    /** Reads what was written for a setting; nothing at all leaves an optional one without a value. */
    void put(Setting<?> setting, Raw raw) throws SettingsException {
        if (raw.empty() && setting.optional()) {
            values.remove(setting);
        } else {
            values.put(setting, setting.kind().read(raw));
        }
    }

    /** The value of a setting that always has one. */
    <T> T get(Setting<T> setting) {
        T value = find(setting);
        if (value == null) {
            throw new IllegalStateException(setting.key() + " has no value");
        }
        return value;
    }

    /** The value of an optional setting; null where it has none. */
    @SuppressWarnings("unchecked") // put reads the value with the setting's own kind
    <T> @Nullable T find(Setting<T> setting) {
        return (T) values.get(setting);
    }

    /** All settings as a file that can be read again, but for the hashes of keys, which are hidden. */
    String yaml() {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        options.setDereferenceAliases(true); // empty lists are one object, and not one value
        return new Yaml(options).dump(tree(SettingTable.ROWS, this::written));
    }

    /** What callers may know of them, in the order of the table; sizes are numbers of bytes. */
    Map<String, Object> harmless() {
        return tree(SettingTable.ROWS.stream().filter(Setting::harmless).toList(), this::plain);
    }

    private static Map<String, Object> tree(List<Setting<?>> settings, Function<Setting<?>, @Nullable Object> leaf) {
        var root = new LinkedHashMap<String, @Nullable Object>();
        var inner = new HashMap<String, Map<String, @Nullable Object>>();
        for (Setting<?> setting : settings) {
            String key = setting.key();
            int dot = key.indexOf('.');
            if (dot < 0) {
                root.put(key, leaf.apply(setting));
                continue;
            }
            String outer = key.substring(0, dot);
            Map<String, @Nullable Object> map = inner.computeIfAbsent(outer, name -> new LinkedHashMap<>());
            map.put(key.substring(dot + 1), leaf.apply(setting));
            root.put(outer, Collections.unmodifiableMap(map));
        }
        return Collections.unmodifiableMap(root);
    }

    private <T> @Nullable Object written(Setting<T> setting) {
        T value = find(setting);
        return value == null ? null : setting.kind().show(value);
    }

    private <T> @Nullable Object plain(Setting<T> setting) {
        T value = find(setting);
        return value instanceof Number ? value : written(setting);
    }
}
