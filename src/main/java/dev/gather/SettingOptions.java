package dev.gather;

import dev.gather.config.ReadSettings;
import dev.gather.config.Setting;
import dev.gather.config.SettingTable;
import dev.gather.config.SettingsException;
import dev.gather.config.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The settings as options of a command: one for each row of the {@link SettingTable}. */
final class SettingOptions {
    private SettingOptions() {}

    /** Adds an option for every setting. */
    static void addTo(CommandSpec spec) {
        for (Setting<?> setting : SettingTable.ROWS) {
            spec.addOption(option(setting));
        }
    }

    /**
     * The settings after all merging: options of this command, environment, file, defaults.
     *
     * @param spec null where no command line was parsed
     */
    static ReadSettings read(@Nullable CommandSpec spec, Launch launch, @Nullable Path file) throws SettingsException {
        var reader = new SettingsReader(launch.environment(), launch.directory());
        return reader.read(spec == null ? Map.of() : given(spec.commandLine().getParseResult()), file);
    }

    /** What was given, by key of the setting. */
    private static Map<String, String> given(ParseResult parsed) {
        var given = new LinkedHashMap<String, String>();
        for (Setting<?> setting : SettingTable.ROWS) {
            if (parsed.hasMatchedOption(setting.option())) {
                given.put(setting.key(), parsed.matchedOptionValue(setting.option(), ""));
            }
        }
        return given;
    }

    /** Every option there is, for a guess at what was meant. */
    static List<String> names(CommandSpec spec) {
        var names = new ArrayList<String>();
        for (OptionSpec option : spec.options()) {
            names.add(option.longestName());
        }
        return names;
    }

    private static OptionSpec option(Setting<?> setting) {
        var option = OptionSpec.builder(setting.option())
                .type(String.class)
                .arity("1")
                .paramLabel("<" + setting.label() + ">")
                .description(description(setting));
        if (setting.flag()) {
            option = option.arity("0..1").fallbackValue("true");
        }
        return option.build();
    }

    /** For picocli a percent sign starts a format. */
    private static String description(Setting<?> setting) {
        String standard = setting.standard().isEmpty() ? "none" : setting.standard();
        return (setting.meaning() + " Default: " + standard).replace("%", "%%");
    }
}
