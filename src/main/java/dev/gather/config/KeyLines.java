package dev.gather.config;

import dev.gather.api.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads who may call: from {@code keys}, as maps or as {@code name:sha256[:calls_per_minute]}, and from {@code
 * keys_file}.
 */
final class KeyLines {
    static final String LINE = "expected name:sha256 or name:sha256:calls_per_minute";
    static final String NAME = "expected 1..64 of A-Z a-z 0-9 . _ -";

    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern HASHES = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Set<String> FIELDS = Set.of("name", "sha256", "calls_per_minute");
    private static final Kind<Integer> QUOTA = Kinds.whole(1, 1_000_000_000);

    private KeyLines() {}

    /** Whether a key may be called so. */
    static boolean isName(String name) {
        return NAMES.matcher(name).matches();
    }

    /** The keys of a list. */
    static List<ApiKey> readAll(Raw raw) throws SettingsException {
        var keys = new ArrayList<ApiKey>();
        for (Raw item : raw.hidden().items("expected a list of keys")) {
            keys.add(item.value() instanceof Map ? ofFields(item) : ofLine(item, item.text(LINE)));
        }
        return List.copyOf(keys);
    }

    /** The keys of a file: one a line, {@code #} starts a comment. */
    static List<ApiKey> readFile(Path shown, Path file) throws SettingsException {
        var keys = new ArrayList<ApiKey>();
        int number = 0;
        for (String line : lines(shown, file)) {
            number++;
            String text = line.replaceFirst("#.*", "").strip();
            if (!text.isEmpty()) {
                keys.add(ofLine(new Raw(shown + " line " + number, "keys_file", text, true), text));
            }
        }
        return List.copyOf(keys);
    }

    private static List<String> lines(Path shown, Path file) throws SettingsException {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new SettingsException("keys_file: " + shown + " (expected a readable text file)");
        }
    }

    private static ApiKey ofLine(Raw raw, String line) throws SettingsException {
        String[] parts = line.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw raw.refused(LINE);
        }
        Raw quota = parts.length < 3 ? null : part(raw, "calls_per_minute", parts[2], false);
        return key(part(raw, "name", parts[0], false), part(raw, "sha256", parts[1], true), quota);
    }

    private static ApiKey ofFields(Raw raw) throws SettingsException {
        Map<String, Raw> fields = raw.fields(LINE);
        for (Map.Entry<String, Raw> field : fields.entrySet()) {
            if (!FIELDS.contains(field.getKey())) {
                throw field.getValue().hidden().refused("unknown; expected name, sha256, calls_per_minute");
            }
        }
        return key(field(raw, fields, "name"), field(raw, fields, "sha256").hidden(), fields.get("calls_per_minute"));
    }

    private static Raw field(Raw raw, Map<String, Raw> fields, String name) {
        Raw there = fields.get(name);
        return there == null ? new Raw(raw.source(), raw.path() + "." + name, "", false) : there;
    }

    private static Raw part(Raw raw, String name, String text, boolean secret) {
        return new Raw(raw.source(), raw.path() + "." + name, text, secret);
    }

    private static ApiKey key(Raw name, Raw hash, @Nullable Raw quota) throws SettingsException {
        if (!isName(name.text(NAME))) {
            throw name.refused(NAME);
        }
        String expected = "expected 64 hexadecimal digits, the SHA-256 of the key of " + name.value();
        if (!HASHES.matcher(hash.text(expected)).matches()) {
            throw hash.refused(expected);
        }
        String digits = hash.text(expected).toLowerCase(Locale.ROOT);
        return new ApiKey(name.text(NAME), digits, quota == null ? null : QUOTA.read(quota));
    }
}
