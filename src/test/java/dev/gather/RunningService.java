package dev.gather;

import dev.gather.config.Settings;
import dev.gather.config.SettingsException;
import dev.gather.config.SettingsReader;
import dev.gather.observe.Logging;
import dev.gather.testing.Awaited;
import dev.gather.testing.Caller;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The whole service within the test's process, at a free port of 127.0.0.1; drained when it is closed. With
 * {@code -Dgather.transport=nio} it is over that transport; with {@code io_uring} the tests' own Vert.x loads it first,
 * so that what {@code Transports} would set must be said too.
 */
final class RunningService implements AutoCloseable {
    private final Service service;
    private final Logging logging;
    private Future<Void> drained;

    private RunningService(Service service, Logging logging) {
        this.service = service;
        this.logging = logging;
    }

    /** A service that may fetch from all of 127.0.0.0/8, with these settings beside: keys and values in turn. */
    static RunningService open(String... settings) {
        Map<String, String> all = standard();
        all.put("allow_nets", "127.0.0.0/8");
        return start(all, settings);
    }

    /** A service with no hole in its address policy but those that these settings make. */
    static RunningService closed(String... settings) {
        return start(standard(), settings);
    }

    private static Map<String, String> standard() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("listen", "127.0.0.1:0");
        settings.put("instances", "2");
        settings.put("transport", System.getProperty("gather.transport", "auto"));
        settings.put("log_level", "error");
        settings.put("calls_per_minute_per_key", "1000000");
        settings.put("drain_s", "1");
        return settings;
    }

    private static RunningService start(Map<String, String> all, String... settings) {
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        // No environment, and a directory without settings file: the test says all there is.
        SettingsReader reader = new SettingsReader(Map.of(), Path.of("target", "test-classes"));
        try {
            Settings read = reader.read(all, null).settings();
            Logging logging = Logging.start(read.log());
            return new RunningService(Awaited.of(Service.start(read, logging)), logging);
        } catch (SettingsException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    URI uri() {
        return service.uri();
    }

    int port() {
        return service.port();
    }

    Caller caller() {
        return new Caller(uri());
    }

    /** Begins to stop, once; {@link #close} then waits for the end. */
    Future<Void> drain() {
        if (drained == null) {
            drained = service.drain();
        }
        return drained;
    }

    @Override
    public void close() {
        Void unused = Awaited.of(drain());
        logging.close();
    }
}
