package dev.gather;

import dev.gather.config.WantedTransport;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.impl.transports.TransportLoader;
import io.vertx.core.transport.Transport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vert.x over the transport that the operator wants. One that is not available costs a warning, never the start.
 *
 * <p>The constants of {@link Transport} are not used: the first use of any of them loads every transport with its
 * native code, and io_uring makes rings to see what the kernel has. Here each is loaded when it is wanted.
 *
 * <p>Epoll is the default: io_uring takes 0.94 and 0.88 of epoll's CPU and has 1.08 and 1.07 times its speed (calls of
 * 10 000 URLs of 1 KiB, 64 in flight, two runs of 21 and 30 rounds in turns on two cores; with {@link
 * #MANY_READS_A_POLL} 0.93 of the CPU), but is often forbidden.
 */
final class Transports {
    private static final Logger LOG = LoggerFactory.getLogger(Transports.class);
    private static final int MOST_SHOWN = 200;

    /**
     * Whether one poll of a socket serves for many reads. With Netty 4.2.18 a peer that resets right behind its data is
     * then not noticed, and the connection stays until some clock runs out.
     */
    private static final String MANY_READS_A_POLL = "io.netty.iouring.pollAddMultishotEnabled";

    private static final Transport NIO = new TransportInternal("nio", true, null, NioTransport.INSTANCE);

    private final Supplier<@Nullable Transport> epoll;
    private final Supplier<@Nullable Transport> ioUring;

    /** Those of this machine. */
    Transports() {
        this(TransportLoader::epoll, Transports::ioUring);
    }

    /** Each is null where its classes are missing. */
    Transports(Supplier<@Nullable Transport> epoll, Supplier<@Nullable Transport> ioUring) {
        this.epoll = epoll;
        this.ioUring = ioUring;
    }

    /** Vert.x over NIO with default options, for what runs beside a service. */
    static Vertx nio() {
        return over(NIO, new VertxOptions());
    }

    /** Vert.x over the wanted transport, or over that of {@code auto} if that cannot be had. */
    Vertx vertx(WantedTransport wanted, VertxOptions options) {
        if (wanted == WantedTransport.AUTO) {
            return told(best(), options);
        }
        try {
            return told(available(wanted), options);
        } catch (RuntimeException | LinkageError none) {
            // The kernel may have io_uring and yet not make as many rings as there are loops.
            Transport instead = best();
            LOG.warn("transport: {} is not available ({}), so it is {}", wanted.word(), reason(none), instead.name());
            return over(instead, options);
        }
    }

    private static Vertx told(Transport transport, VertxOptions options) {
        Vertx vertx = over(transport, options);
        LOG.debug("transport: {}", transport.name());
        return vertx;
    }

    private static Vertx over(Transport transport, VertxOptions options) {
        return Vertx.builder().with(options).withTransport(transport).build();
    }

    private static @Nullable Transport ioUring() {
        if (System.getProperty(MANY_READS_A_POLL) == null) {
            System.setProperty(MANY_READS_A_POLL, "false");
        }
        return TransportLoader.io_uring();
    }

    private Transport best() {
        Transport loaded = epoll.get();
        return loaded != null && loaded.available() ? loaded : NIO;
    }

    private Transport available(WantedTransport wanted) {
        Transport loaded = load(wanted);
        if (loaded == null) {
            throw new IllegalStateException("its classes are missing");
        }
        if (!loaded.available()) {
            throw new IllegalStateException("not on this system", loaded.unavailabilityCause());
        }
        return loaded;
    }

    private @Nullable Transport load(WantedTransport wanted) {
        return switch (wanted) {
            case EPOLL -> epoll.get();
            case IO_URING -> ioUring.get();
            case NIO -> NIO;
            case AUTO -> best();
        };
    }

    /** The first line of what the innermost cause says. */
    private static String reason(Throwable thrown) {
        Throwable inner = thrown;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        String line = String.valueOf(inner.getMessage()).lines().findFirst().orElse("");
        return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…";
    }
}
