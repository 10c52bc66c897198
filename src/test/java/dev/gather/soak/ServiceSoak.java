package dev.gather.soak;

import static dev.gather.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Awaited;
import dev.gather.testing.Caller;
import dev.gather.testing.JarProcess;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service in a small heap, for minutes, among origins and callers of all manners; then it is as before.
 */
class ServiceSoak {
    private static final Duration SPAN = Duration.ofSeconds(Integer.getInteger("soak.seconds", 600));
    private static final Duration WARM_UP = Duration.ofSeconds(Math.min(60, 5 + SPAN.toSeconds() / 4));
    private static final Duration TO_REST = Duration.ofMinutes(2);
    private static final int CALLERS = 300;

    /** Delays of a loop that nothing excuses: one can be the machine's all the same. */
    private static final int MOST_DELAYS = 1;

    /** What may be there more after the load than after a first, short one: caches that had not filled. */
    private static final long MORE_HEAP_MIB = 8;

    private static final long MORE_DIRECT_KIB = 16 << 10;
    private static final long MORE_SOCKETS = 2;
    private static final long MORE_FILES = 2;
    /** Vert.x starts its workers, at most 20, as bodies over 1 MiB come together, and keeps them. */
    private static final long MORE_THREADS = 20 + 4;

    private static final long MORE_TIMERS = 2;

    private final List<String> report = new ArrayList<>();
    private Vertx vertx;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() {
        Void unused = Awaited.of(vertx.close());
    }

    @Test
    void afterABadDayEverythingIsAsItWas() throws Exception {
        try (JarProcess originJar = JarProcess.run(directory, List.of("-Xmx128m"), "origin", "--port", "0");
                JarProcess jar = serve();
                Menu menu = new Menu(vertx, originJar.awaitReady())) {
            URI service = jar.awaitReady();
            Caller caller = new Caller(service);
            String good = "http://127.0.0.3:" + originJar.awaitReady().getPort() + "/ok";
            soak(jar, caller, good, new Crowd(service, menu), menu);
            jar.terminate();
            assertThat(jar.awaitExit()).isZero();
        } finally {
            Path unused = Files.write(Path.of(System.getProperty("soak.report")), report);
        }
    }

    private JarProcess serve() throws Exception {
        // Without its own way around the JVM, all that Netty takes outside the heap is counted by the JVM.
        List<String> jvm = List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError", "-Dio.netty.maxDirectMemory=0");
        return JarProcess.run(
                directory,
                jvm,
                "--listen=127.0.0.1:0",
                "--allow-nets=127.0.0.0/8",
                "--per-host-concurrency=32",
                "--calls-per-minute-per-key=1000000000",
                "--log-level=warn");
    }

    private void soak(JarProcess jar, Caller caller, String good, Crowd crowd, Menu menu) throws Exception {
        Starvation starvation = new Starvation(jar.pid());
        Delays warming = new Delays(starvation);
        crowd.call(CALLERS, WARM_UP, () -> look(jar, caller, warming));
        Figures before = atRest(jar, caller, menu, Long.MAX_VALUE);
        report.add("idle before: " + before);
        Delays delays = new Delays(starvation);
        try (Canary canary = Canary.start(caller, good)) {
            crowd.call(CALLERS, SPAN, () -> look(jar, caller, delays));
            report.add(crowd.told());
            report.add(canary.told());
        }
        report.add(delays.told());
        Figures after = atRest(jar, caller, menu, before.sockets() + MORE_SOCKETS);
        report.add("idle after " + SPAN.toSeconds() + " s: " + after);
        assertThat(delays.tooLong()).as(delays.told()).isLessThanOrEqualTo(MOST_DELAYS);
        compare(before, after);
        assertThat(caller.metric("gather_unexpected_errors_total")).isZero();
        assertThat(jar.err()).isEmpty();
    }

    /** Looks at the process once, a moment later. */
    private static void look(JarProcess jar, Caller caller, Delays delays) {
        waitAMoment();
        assertThat(jar.isAlive()).as("it is alive").isTrue();
        delays.look(caller.worstMetric("gather_event_loop_lag_seconds"));
    }

    private static void waitAMoment() {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    }

    private Figures atRest(JarProcess jar, Caller caller, Menu menu, long mostSockets) {
        eventually("no fetch in flight", TO_REST, () -> caller.metric("gather_fetches_in_flight") == 0);
        eventually("no fetch queued", TO_REST, () -> caller.metric("gather_fetches_queued") == 0);
        eventually("no byte held", TO_REST, () -> caller.metric("gather_buffered_bytes") == 0);
        eventually(
                "origins see no connection", TO_REST, () -> menu.connections().isEmpty());
        long[] last = {Long.MAX_VALUE};
        eventually("sockets are closed", TO_REST, () -> settled(jar, last) && last[0] <= mostSockets);
        return Figures.of(jar.pid(), caller);
    }

    /** Whether the sockets of the process became no fewer within a while. */
    private static boolean settled(JarProcess jar, long[] last) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(12));
        long now = Figures.sockets(jar.pid());
        boolean same = now == last[0];
        last[0] = now;
        return same;
    }

    private static void compare(Figures before, Figures after) {
        assertThat(after.works())
                .as("batches, fetches and answers still referenced")
                .isZero();
        assertThat(after.heapMib()).as("heap in MiB").isLessThanOrEqualTo(before.heapMib() + MORE_HEAP_MIB);
        assertThat(after.directKib())
                .as("direct memory in KiB")
                .isLessThanOrEqualTo(before.directKib() + MORE_DIRECT_KIB);
        assertThat(after.sockets()).as("sockets").isLessThanOrEqualTo(before.sockets() + MORE_SOCKETS);
        assertThat(after.files()).as("files").isLessThanOrEqualTo(before.files() + MORE_FILES);
        assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + MORE_THREADS);
        assertThat(after.timers()).as("timers").isLessThanOrEqualTo(before.timers() + MORE_TIMERS);
    }
}
