package dev.gather;

import dev.gather.config.Nearest;
import dev.gather.config.SettingsException;
import dev.gather.config.Version;
import dev.gather.observe.QuickLogback;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: {@code gather} serves, {@code demo}, {@code origin} and {@code key} help to begin,
 * {@code rehearse} to begin fast.
 */
public final class Main {
    /** Netty's own events for the JDK's flight recorder: making them ready costs every start, recorded or not. */
    private static final String NETTY_EVENTS = "io.netty.jfr.enabled";

    private Main() {}

    /** Runs a command; the process goes on as long as the service does, and ends at once when it could not start. */
    public static void main(String[] args) {
        QuickLogback.choose();
        if (System.getProperty(NETTY_EVENTS) == null) {
            System.setProperty(NETTY_EVENTS, "false");
        }
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        var launch = new Launch(System.getenv(), Path.of("").toAbsolutePath(), out, err);
        int code = run(launch, new Serve(), args);
        if (code != ExitCode.OK) {
            System.exit(code);
        }
    }

    /**
     * Runs a command.
     *
     * @return the exit code: 0, 1 for what went wrong, 2 for a wrong setting or a wrong command line
     */
    static int run(Launch launch, Serving serving, String... args) {
        int code = args.length == 0
                ? serve(launch, serving)
                : commandLine(launch, serving).execute(args);
        launch.out().flush();
        launch.err().flush();
        return code;
    }

    /** Serves without making the command line, which is a tenth of a second of the start and has nothing to parse. */
    private static int serve(Launch launch, Serving serving) {
        try {
            return new ServeCommand(launch, serving).call();
        } catch (SettingsException wrong) {
            return refuse(launch, String.valueOf(wrong.getMessage()));
        } catch (Exception bug) {
            bug.printStackTrace(launch.err());
            return ExitCode.SOFTWARE;
        }
    }

    private static CommandLine commandLine(Launch launch, Serving serving) {
        var line = new CommandLine(new ServeCommand(launch, serving));
        var demo = new CommandLine(new DemoCommand(launch));
        SettingOptions.addTo(line.getCommandSpec());
        SettingOptions.addTo(demo.getCommandSpec());
        line.getCommandSpec().version("gather " + Version.TEXT);
        return line.addSubcommand(demo)
                .addSubcommand(new OriginCommand(launch))
                .addSubcommand(new KeyCommand(launch))
                .addSubcommand(new RehearseCommand(launch))
                .setOut(launch.out())
                .setErr(launch.err())
                .setUsageHelpWidth(120)
                .setUsageHelpLongOptionsMaxWidth(50)
                .setParameterExceptionHandler((wrong, given) -> refuse(launch, message(wrong)))
                .setExecutionExceptionHandler((thrown, command, parsed) -> fail(launch, thrown));
    }

    private static int fail(Launch launch, Exception thrown) throws Exception {
        if (thrown instanceof SettingsException wrong) {
            return refuse(launch, String.valueOf(wrong.getMessage()));
        }
        throw thrown;
    }

    private static int refuse(Launch launch, String message) {
        launch.err().println("gather: " + message);
        return ExitCode.USAGE;
    }

    private static String message(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String typed = firstOf(unmatched.getUnmatched());
            List<String> names = SettingOptions.names(unmatched.getCommandLine().getCommandSpec());
            return typed + ": unknown option or command" + Nearest.hint(typed, names);
        }
        return String.valueOf(wrong.getMessage()).lines().findFirst().orElse("wrong command line");
    }

    /** The first argument nobody understood, without its value. */
    private static String firstOf(List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        return first.replaceFirst("=.*", "").replaceAll("\\p{Cntrl}", "?");
    }
}
