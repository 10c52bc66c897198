package dev.gather.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstKeyTest {
    @TempDir
    Path directory;

    private final ArrayList<String> announced = new ArrayList<>();

    @Test
    void isMadeOnceAndKeptAsAHash() throws Exception {
        Files.writeString(directory.resolve("keys"), "# no line end");
        Settings first = FirstKey.ensure(read("keys"), announced::add);
        String secret = announced.get(0).replaceFirst(".*: ", "");
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        assertThat(first.api().keys()).hasSize(1);
        assertThat(first.api().keys().get(0).sha256()).isEqualTo(HexFormat.of().formatHex(digest));
        assertThat(Files.readString(directory.resolve("keys"))).doesNotContain(secret);

        announced.clear();
        Settings second = FirstKey.ensure(read("keys"), announced::add);
        assertThat(second.api().keys()).isEqualTo(first.api().keys());
        assertThat(announced).isEmpty();
    }

    @Test
    void fileIsMadeForItsOwnerOnly() throws Exception {
        Settings settings = FirstKey.ensure(read("new-keys"), announced::add);
        assertThat(settings.api().keys()).hasSize(1);
        assertThat(Files.getPosixFilePermissions(directory.resolve("new-keys"))).hasSize(2);
    }

    @Test
    void withoutAFileItHoldsUntilTheStop() throws Exception {
        Settings settings = FirstKey.ensure(read("no-such-directory/keys"), announced::add);
        assertThat(settings.api().keys()).hasSize(1);
        assertThat(announced.get(1)).contains("until the service stops");
    }

    @Test
    void namesAreChecked() {
        assertThatThrownBy(() -> NewKey.named("a:b"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("key name: a:b (expected 1..64 of A-Z a-z 0-9 . _ -)");
    }

    private Settings read(String keysFile) throws SettingsException {
        return new SettingsReader(Map.of("GATHER_GENERATE_KEY", "true"), directory)
                .read(Map.of("keys_file", keysFile), null)
                .settings();
    }
}
