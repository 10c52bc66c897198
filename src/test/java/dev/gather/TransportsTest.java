package dev.gather;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.config.WantedTransport;
import dev.gather.observe.LogSettings;
import dev.gather.observe.Logging;
import dev.gather.testing.Awaited;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wanted and is there is used; what is not there is told of once, and something else is used. */
class TransportsTest {
    private static final Transport NIO_AS_EPOLL = new Fake("epoll", Transport.NIO.implementation(), null);
    private static final Transport NIO_AS_IO_URING = new Fake("io_uring", Transport.NIO.implementation(), null);

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource({"AUTO,epoll", "EPOLL,epoll", "IO_URING,io_uring", "NIO,nio"})
    void whatIsThereIsUsed(WantedTransport wanted, String used) {
        assertThat(start(wanted, () -> NIO_AS_EPOLL, () -> NIO_AS_IO_URING))
                .singleElement()
                .asString()
                .endsWith("DEBUG dev.gather.Transports: transport: " + used);
    }

    @ParameterizedTest
    @CsvSource({"AUTO", "NIO"})
    void whatIsNotWantedIsNotLoaded(WantedTransport wanted) {
        assertThat(start(wanted, () -> null, TransportsTest::mustNotLoad))
                .singleElement()
                .asString()
                .endsWith("transport: nio");
    }

    @Test
    void whatIsNotThereIsOneWarningThatSaysWhy() {
        var refused = new IllegalStateException("outer", new IOException("Operation not permitted\nat a place"));
        assertThat(start(WantedTransport.IO_URING, () -> NIO_AS_EPOLL, () -> missing("io_uring", refused)))
                .singleElement()
                .asString()
                .endsWith("WARN dev.gather.Transports: transport: io_uring is not available (Operation not permitted),"
                        + " so it is epoll");
    }

    @Test
    void withoutEpollItIsNio() {
        var refused = new UnsatisfiedLinkError("x".repeat(1_000));
        assertThat(start(WantedTransport.EPOLL, () -> missing("epoll", refused), TransportsTest::mustNotLoad))
                .singleElement()
                .asString()
                .endsWith("epoll is not available (" + "x".repeat(200) + "…), so it is nio");
    }

    @Test
    void classesThatAreMissingAreNamedSo() {
        assertThat(start(WantedTransport.IO_URING, () -> null, () -> null))
                .singleElement()
                .asString()
                .endsWith("io_uring is not available (its classes are missing), so it is nio");
    }

    /** As a kernel does that has it, but not for as many loops as there are. */
    @Test
    void whatFailsAtTheStartIsNotThere() {
        Transport failing = new Fake("io_uring", null, null);
        assertThat(start(WantedTransport.IO_URING, () -> NIO_AS_EPOLL, () -> failing))
                .singleElement()
                .asString()
                .contains("WARN", "io_uring is not available (no ring left), so it is epoll");
    }

    private List<String> start(WantedTransport wanted, Supplier<Transport> epoll, Supplier<Transport> ioUring) {
        try (Logging logging = Logging.start(new LogSettings(false, "debug"), log)) {
            Vertx vertx = new Transports(epoll, ioUring).vertx(wanted, new VertxOptions());
            Void unused = Awaited.of(vertx.close());
            assertThat(logging.droppedLines()).isZero();
        }
        return log.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static Transport missing(String name, Throwable cause) {
        return new Fake(name, null, cause);
    }

    private static Transport mustNotLoad() {
        throw new AssertionError("loaded");
    }

    /** Under whatever name; without an implementation it fails when it is used. */
    private record Fake(
            String name, io.vertx.core.spi.transport.Transport implementation, Throwable unavailabilityCause)
            implements Transport {
        @Override
        public boolean available() {
            return unavailabilityCause == null;
        }

        @Override
        public io.vertx.core.spi.transport.Transport implementation() {
            if (implementation == null) {
                throw new IllegalStateException("no ring left");
            }
            return implementation;
        }
    }
}
