package dev.gather;

import dev.gather.config.FirstKey;
import dev.gather.config.ReadSettings;
import dev.gather.config.Settings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gather}: serves, with every setting as an option. */
@Command(
        name = "gather",
        mixinStandardHelpOptions = true,
        description = "One HTTP call carries many URLs; Gather fetches them all at once and answers for every one.",
        footer = {
            "",
            "A setting comes from the command line, else from the environment (GATHER_LISTEN), else from the file"
                    + " (listen), else from its default. Lists take commas."
        })
final class ServeCommand implements Callable<Integer> {
    private final Launch launch;
    private final Serving serving;

    /** Null where there was no command line to parse. */
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "<file>",
            description = "The settings file. Default: conf/gather.yaml, if it exists")
    private @Nullable Path file;

    @Option(names = "--print-config", description = "Print the settings as they are after all merging, and exit.")
    private boolean printConfig;

    ServeCommand(Launch launch, Serving serving) {
        this.launch = launch;
        this.serving = serving;
    }

    @Override
    public Integer call() throws Exception {
        ReadSettings read = SettingOptions.read(spec, launch, file);
        if (printConfig) {
            launch.out().print(read.yaml());
            return 0;
        }
        Settings settings = FirstKey.ensure(read.settings(), launch.out()::println);
        launch.out().flush();
        return serving.serve(settings, launch);
    }
}
