package dev.gather;

import dev.gather.config.NewKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code gather key NAME}: makes a key for a caller. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Make a key for a caller and the line that lets it in.")
final class KeyCommand implements Callable<Integer> {
    private final Launch launch;

    @Parameters(paramLabel = "NAME", description = "Who will use it; shown in logs: 1..64 of A-Z a-z 0-9 . _ -")
    private String name = "";

    KeyCommand(Launch launch) {
        this.launch = launch;
    }

    @Override
    public Integer call() throws Exception {
        NewKey key = NewKey.named(name);
        launch.out().println("Key, shown only now: " + key.secret());
        launch.out().println("Line for keys_file:  " + key.line());
        return 0;
    }
}
