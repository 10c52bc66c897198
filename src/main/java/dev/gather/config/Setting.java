package dev.gather.config;

import java.util.Locale;

/**
 * One row of the table of settings.
 *
 * @param key its name in the file; a dot leads into a map
 * @param standard its default as an operator would write it; empty: none, or an empty list
 * @param optional whether it may have no value at all
 * @param harmless whether callers may see it in {@code GET /v1}
 * @param meaning one line of explanation, with the unit
 */
public record Setting<T>(
        String key, Kind<T> kind, String standard, boolean optional, boolean harmless, String meaning) {
    /** A setting that always has a value, told to no caller. */
    static <T> Setting<T> setting(String key, Kind<T> kind, String standard, String meaning) {
        return new Setting<>(key, kind, standard, false, false, meaning);
    }

    /** A setting that callers may know, too. */
    static <T> Setting<T> shownSetting(String key, Kind<T> kind, String standard, String meaning) {
        return new Setting<>(key, kind, standard, false, true, meaning);
    }

    /** A setting without a default. */
    static <T> Setting<T> optionalSetting(String key, Kind<T> kind, String meaning) {
        return new Setting<>(key, kind, "", true, false, meaning);
    }

    /** Its option on the command line: {@code --per-host-concurrency}. */
    public String option() {
        return "--" + key.replace('.', '-').replace('_', '-');
    }

    /** Its variable in the environment: {@code GATHER_PER_HOST_CONCURRENCY}. */
    public String variable() {
        return SettingTable.VARIABLE_PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** Whether its option alone means {@code true}. */
    public boolean flag() {
        return kind.label().equals(Kinds.TRUTH);
    }

    /** The form of its value, for {@code --help}. */
    public String label() {
        return kind.label();
    }
}
