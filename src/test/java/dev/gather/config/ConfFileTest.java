package dev.gather.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conf/gather.yaml} is the reference of every setting, and changes nothing. */
class ConfFileTest {
    private static final Path FILE = Path.of("conf", "gather.yaml");

    @Test
    void holdsEveryKeyWithItsDefaultAndItsMeaning() throws IOException {
        String text = Files.readString(FILE);
        assertThat(text.substring(text.indexOf("\n\n") + 2)).isEqualTo(reference());
    }

    @Test
    void equalsTheDefaults(@TempDir Path empty) throws Exception {
        var withFile = new SettingsReader(Map.of(), Path.of("").toAbsolutePath()).read(Map.of(), null);
        var without = new SettingsReader(Map.of(), empty).read(Map.of(), null);
        assertThat(withFile.yaml()).isEqualTo(without.yaml());
    }

    @Test
    void isPackedIntoTheJar() throws IOException {
        try (InputStream packed = Settings.class.getResourceAsStream("/conf/gather.yaml")) {
            assertThat(new String(packed.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(Files.readString(FILE));
        }
    }

    private static String reference() {
        var text = new StringBuilder();
        String outer = "";
        for (Setting<?> setting : SettingTable.ROWS) {
            int dot = setting.key().indexOf('.');
            String prefix = setting.key().substring(0, dot + 1);
            if (!prefix.equals(outer) && dot > 0) {
                text.append(setting.key(), 0, dot).append(":\n");
            }
            outer = prefix;
            String indent = dot < 0 ? "" : "  ";
            text.append(indent).append("# ").append(setting.meaning()).append('\n');
            text.append(indent).append(setting.key().substring(dot + 1)).append(':');
            text.append(setting.standard().isEmpty() ? "" : " " + setting.standard())
                    .append("\n\n");
        }
        return text.toString().stripTrailing() + "\n";
    }
}
