package dev.gather;

import dev.gather.config.Settings;
import dev.gather.config.SettingsException;
import dev.gather.demo.Demo;
import dev.gather.net.HostPattern;
import dev.gather.net.NetSettings;
import dev.gather.observe.LogSettings;
import dev.gather.observe.Logging;
import dev.gather.origin.OriginServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gather demo}: the service, a test origin, and one real call between them. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Start the service and a test origin, make one real call, show what came of it, and go on serving.")
final class DemoCommand implements Callable<Integer> {
    private static final int ORIGIN_PORT = 9000;
    private static final long BOUND_S = 60;

    private final Launch launch;

    @Spec
    private @Nullable CommandSpec spec;

    DemoCommand(Launch launch) {
        this.launch = launch;
    }

    /** The caller's settings, with a hole for exactly this origin and no log lines between the rows of the table. */
    private Settings settings(OriginServer origin) throws SettingsException {
        Settings read =
                SettingOptions.read(Objects.requireNonNull(spec), launch, null).settings();
        if (!read.api().keys().isEmpty()) {
            throw new SettingsException("keys: the demo calls without one (expected none)");
        }
        NetSettings net = read.net();
        List<HostPattern> allowed = new ArrayList<>(net.allowHosts());
        allowed.add(HostPattern.parse("127.0.0.1:" + origin.port()));
        return read.with(
                new NetSettings(
                        allowed, net.denyHosts(), net.allowNets(), net.nat64Prefixes(), net.ports(), net.dnsServers()),
                new LogSettings(read.log().json(), "warn"));
    }

    private static OriginServer startOrigin(Vertx vertx) throws Exception {
        return OriginServer.start(vertx, ORIGIN_PORT)
                .recover(taken -> OriginServer.start(vertx, 0))
                .await(BOUND_S, TimeUnit.SECONDS);
    }

    @Override
    public Integer call() throws Exception {
        Vertx vertx = Transports.nio();
        try {
            show(startOrigin(vertx));
            return 0;
        } catch (SettingsException e) {
            Void unused = vertx.close().await(BOUND_S, TimeUnit.SECONDS);
            throw e;
        } catch (IOException e) {
            launch.err().println("gather: " + e.getMessage());
            Void unused = vertx.close().await(BOUND_S, TimeUnit.SECONDS);
            return 1;
        }
    }

    private void show(OriginServer origin) throws Exception {
        Settings settings = settings(origin);
        Logging logging = Logging.start(settings.log());
        Service service = Serve.start(settings, logging);
        Serve.drainOnExit(service, settings, logging);
        Void unused = new Demo(launch.out()).run(service.uri(), origin).await(BOUND_S, TimeUnit.SECONDS);
    }
}
