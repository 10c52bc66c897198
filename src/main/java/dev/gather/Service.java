package dev.gather;

import dev.gather.config.Settings;
import dev.gather.net.NameServers;
import dev.gather.observe.Logging;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running service: its instances and what they share. */
final class Service {
    /** How long answers that were just ended may take to reach their callers. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final Vertx vertx;
    private final Parts parts;
    private final List<MainVerticle> instances = new CopyOnWriteArrayList<>();

    private Service(Vertx vertx, Parts parts) {
        this.vertx = vertx;
        this.parts = parts;
    }

    /** Starts every instance; the service then listens. Nothing of it is left running if that fails. */
    static Future<Service> start(Settings settings, Logging logging) {
        return start(settings, logging, new Transports());
    }

    static Future<Service> start(Settings settings, Logging logging, Transports transports) {
        Vertx vertx = transports.vertx(settings.transport(), options(settings));
        return Parts.of(vertx, settings, logging)
                .map(parts -> new Service(vertx, parts))
                .compose(service -> service.deploy(settings.instances()))
                .onFailure(cause -> {
                    Future<Void> unused = vertx.close();
                });
    }

    private static VertxOptions options(Settings settings) {
        // No cache of files: everything is read from the jar, and the root file system may be read-only.
        return new VertxOptions()
                .setDisableTCCL(true)
                .setAddressResolverOptions(resolving(settings))
                .setEventLoopPoolSize(settings.instances())
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }

    /**
     * Vert.x resolves one name, that of an egress proxy. Left alone it would not ask those that are configured, and
     * where the system names none it would ask public ones.
     */
    private static AddressResolverOptions resolving(Settings settings) {
        return new AddressResolverOptions()
                .setServers(new NameServers(settings.net().dnsServers()).written());
    }

    /** Tells of what ended a handler, or a whole thread; without memory it ends the process. */
    void uncaught(Throwable bug) {
        parts.unexpected(bug); // first: without memory even a line of the log can fail
        LOG.error("An exception that nobody caught", bug);
    }

    private Future<Service> deploy(int count) {
        AtomicInteger number = new AtomicInteger();
        vertx.exceptionHandler(this::uncaught);
        return vertx.deployVerticle(
                        () -> {
                            MainVerticle instance = new MainVerticle(parts, number.getAndIncrement());
                            instances.add(instance);
                            return instance;
                        },
                        new DeploymentOptions().setInstances(count))
                .map(deployed -> {
                    parts.health().ready();
                    return this;
                })
                .onFailure(cause -> parts.close());
    }

    /** The port that the API listens on. */
    int port() {
        return instances.get(0).port();
    }

    /** Where the API is reached from this machine. */
    URI uri() {
        String host = parts.settings().api().listen().host();
        boolean anywhere = host.equals("0.0.0.0") || host.equals("::");
        String shown = anywhere ? "127.0.0.1" : host;
        return URI.create("http://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + port());
    }

    Vertx vertx() {
        return vertx;
    }

    /**
     * Takes no new calls, lets those under way end for as long as the settings say, ends the rest, and closes
     * everything.
     */
    Future<Void> drain() {
        parts.health().drain();
        Future<Void> idle = parts.admission().drain();
        return within(parts.settings().api().drain(), idle)
                .compose(done -> lastWords(idle))
                .compose(said -> vertx.close())
                .onComplete(closed -> parts.close());
    }

    private Future<Void> lastWords(Future<Void> idle) {
        if (idle.isComplete()) {
            return idle;
        }
        instances.forEach(MainVerticle::cancelAll);
        return within(LAST_WORDS, idle);
    }

    /** Completes when the future does, or after this span. */
    private Future<Void> within(Duration span, Future<Void> future) {
        Promise<Void> over = Promise.promise();
        long timer = vertx.setTimer(Math.max(1, span.toMillis()), due -> over.tryComplete());
        future.onComplete(done -> {
            boolean unused = vertx.cancelTimer(timer);
            over.tryComplete();
        });
        return over.future();
    }
}
