package dev.gather;

import dev.gather.origin.OriginServer;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gather origin}: the test origin alone. */
@Command(
        name = "origin",
        mixinStandardHelpOptions = true,
        description = "Run a test origin on loopback: good, slow and broken answers to fetch. GET / lists them.")
final class OriginCommand implements Callable<Integer> {
    private static final long START_S = 10;

    private final Launch launch;

    @Option(names = "--port", paramLabel = "<port>", description = "Where it listens. Default: ${DEFAULT-VALUE}")
    private int port = 9000;

    OriginCommand(Launch launch) {
        this.launch = launch;
    }

    @Override
    public Integer call() throws Exception {
        Vertx vertx = Transports.nio();
        try {
            OriginServer origin = OriginServer.start(vertx, port).await(START_S, TimeUnit.SECONDS);
            launch.out().println("Test origin on " + origin.url("/") + ", also at " + origin.addresses());
            return 0;
        } catch (Exception e) {
            Void unused = vertx.close().await(START_S, TimeUnit.SECONDS);
            launch.err().println("gather: --port: " + port + " (expected a free port)");
            return 1;
        }
    }
}
