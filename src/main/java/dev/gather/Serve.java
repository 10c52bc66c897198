package dev.gather;

import dev.gather.config.Settings;
import dev.gather.config.Version;
import dev.gather.observe.Logging;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

/** Runs the service until the process is told to stop. */
final class Serve implements Serving {
    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);
    private static final Duration START = Duration.ofSeconds(30);

    /** Past the drain's own bound: what hangs then is ended with the process. */
    private static final Duration CLOSE = Duration.ofSeconds(10);

    @Override
    public int serve(Settings settings, Launch launch) {
        Logging logging = Logging.start(settings.log());
        try {
            Service service = start(settings, logging);
            Thread.setDefaultUncaughtExceptionHandler((thread, bug) -> service.uncaught(bug));
            launch.out().println(readyLine(settings, service.uri()));
            launch.out().flush();
            drainOnExit(service, settings, logging);
            return ExitCode.OK;
        } catch (IOException | TimeoutException e) {
            logging.close();
            launch.err().println("gather: " + e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    /** The service, listening; an exception whose message says why it cannot. */
    static Service start(Settings settings, Logging logging) throws IOException, TimeoutException {
        try {
            return Service.start(settings, logging).await(START.toSeconds(), TimeUnit.SECONDS);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static String readyLine(Settings settings, URI uri) {
        int keys = settings.api().keys().size();
        String callers = keys == 0 ? "no key: callers of this machine only" : keys == 1 ? "1 key" : keys + " keys";
        return "Gather " + Version.TEXT + " listens on " + uri + " (" + callers + "), docs at " + uri.resolve("/docs");
    }

    /** On SIGTERM and Ctrl-C the process drains, and ends with 0 if it could. */
    static void drainOnExit(Service service, Settings settings, Logging logging) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(service, settings, logging), "gather-drain"));
    }

    private static void drain(Service service, Settings settings, Logging logging) {
        LOG.info("draining");
        Future<Void> drained = service.drain();
        try {
            Void unused = drained.await(settings.api().drain().plus(CLOSE).toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            LOG.error("The service did not close in time", e);
        }
        logging.close();
        // A process that was told to stop and did so has succeeded; without this the JVM would say 143.
        Runtime.getRuntime().halt(drained.succeeded() ? 0 : 1);
    }
}
