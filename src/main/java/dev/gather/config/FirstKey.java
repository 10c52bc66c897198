package dev.gather.config;

import dev.gather.api.ApiKey;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the key of a service that was started with {@code generate_key} and without one. */
public final class FirstKey {
    private static final String NAME = "generated";

    private FirstKey() {}

    /**
     * The settings with at least one key, if they ask for that.
     *
     * @param announce hears of a new key, in lines for the operator; it is shown nowhere else
     */
    public static Settings ensure(Settings settings, Consumer<String> announce) throws SettingsException {
        if (!settings.generateKey() || !settings.api().keys().isEmpty()) {
            return settings;
        }
        NewKey key = NewKey.named(NAME);
        boolean kept = keep(settings.keysFile(), key);
        announce.accept("Key, shown only now: " + key.secret());
        announce.accept(
                kept ? "Its hash is kept in keys_file." : "It holds until the service stops: keys_file keeps it.");
        return settings.withKeys(List.of(new ApiKey(key.name(), key.sha256(), null)));
    }

    private static boolean keep(@Nullable Path file, NewKey key) {
        if (file == null) {
            return false;
        }
        try {
            if (!Files.exists(file)) {
                return append(Files.createFile(file, ownerOnly()), key);
            }
            return append(file, key);
        } catch (IOException readOnly) {
            return false;
        }
    }

    private static boolean append(Path file, NewKey key) throws IOException {
        String gap = Files.size(file) == 0 ? "" : "\n"; // the last line may lack its end
        Path written = Files.writeString(file, gap + key.line() + "\n", StandardOpenOption.APPEND);
        return written.equals(file);
    }

    private static FileAttribute<?>[] ownerOnly() {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }
}
