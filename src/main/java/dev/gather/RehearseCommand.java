package dev.gather;

import dev.gather.config.Settings;
import dev.gather.config.SettingsException;
import dev.gather.config.SettingsReader;
import dev.gather.demo.Rehearsal;
import dev.gather.observe.Logging;
import dev.gather.origin.OriginServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** {@code gather rehearse}: the service at work and its end, for a JVM that writes down what it loaded. */
@Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        description =
                "Fetch some thousand URLs from a test origin, and end: with -XX:ArchiveClassesAtExit=<file> (JDK 17) or"
                        + " -XX:AOTCacheOutput=<file> (JDK 25) the JVM then writes the file that makes later starts"
                        + " fast. No settings are read: nothing but loopback is called.")
final class RehearseCommand implements Callable<Integer> {
    private static final long BOUND_S = 60;

    private final Launch launch;

    RehearseCommand(Launch launch) {
        this.launch = launch;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = settings();
        Vertx vertx = Transports.nio();
        try (Logging logging = Logging.start(settings.log(), OutputStream.nullOutputStream())) {
            OriginServer origin = OriginServer.start(vertx, 0).await(BOUND_S, TimeUnit.SECONDS);
            int ok = rehearse(Serve.start(settings, logging), origin);
            launch.out().println("Rehearsed: " + ok + " URLs were fetched and ok.");
            return 0;
        } catch (IOException | TimeoutException e) {
            launch.err().println("gather: " + e.getMessage());
            return 1;
        } finally {
            Void unused = vertx.close().await(BOUND_S, TimeUnit.SECONDS);
        }
    }

    /** None of the operator's: a proxy would take the calls to others, ports or denied hosts stand in their way. */
    private Settings settings() throws SettingsException {
        var options = Map.of("listen", "127.0.0.1:0", "allow_nets", "127.0.0.0/8,::1/128");
        return new SettingsReader(Map.of(), launch.directory())
                .readOptions(options)
                .settings();
    }

    private static int rehearse(Service service, OriginServer origin)
            throws IOException, InterruptedException, TimeoutException {
        try {
            return Rehearsal.run(service.uri(), origin);
        } finally {
            Void unused = service.drain().await(BOUND_S, TimeUnit.SECONDS);
        }
    }
}
