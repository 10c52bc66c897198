package dev.gather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gather.testing.Caller;
import dev.gather.testing.JarProcess;
import dev.gather.testing.LoggedOrigin;
import dev.gather.testing.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build wrote down beside the jar makes the JVM load the service's classes from there. */
class ArchiveIT {
    private static final int FIRST_WITH_AOT_CACHE = 25;

    /** HotSpot's own classes, on which every archive builds; a JDK without them makes none. */
    private static final Path JDK_ARCHIVE = Path.of(System.getProperty("java.home"), "lib", "server", "classes.jsa");

    @TempDir
    private Path directory;

    @BeforeEach
    void theBuildWasToArchive() {
        assumeThat(JDK_ARCHIVE).exists();
        // Maven hands what its command line defines to the tests.
        assumeThat(Boolean.getBoolean("exec.skip"))
                .as("the build was told by -Dexec.skip to make no archive")
                .isFalse();
    }

    @Test
    void theServiceAnswersWithItsClassesFromTheArchive() throws Exception {
        Path log = directory.resolve("loaded.txt");
        List<String> options = List.of(archive(), "-Xlog:class+load:file=" + log);
        try (LoggedOrigin origin = LoggedOrigin.start();
                JarProcess jar =
                        JarProcess.run(directory, options, "--listen", "127.0.0.1:0", "--allow-nets", "127.0.0.0/8")) {
            Reply reply = new Caller(jar.awaitReady()).fetch(Caller.urls(origin.url("/ok")));
            assertThat(reply.results())
                    .singleElement()
                    .satisfies(result -> assertThat(result.getString("outcome")).isEqualTo("ok"));
            jar.terminate();
            assertThat(jar.awaitExit()).isZero();
        }
        assertThat(List.of("dev.gather.Service", "dev.gather.fetch.Exchange", "io.vertx.core.impl.VertxImpl"))
                .allSatisfy(name -> assertThat(loaded(log, name)).contains("source: shared objects file"));
    }

    @Test
    void aJarThatIsAnotherRunsWithoutTheArchive() throws Exception {
        Path copy = Files.copy(Path.of(System.getProperty("gather.jar")), directory.resolve("other.jar"));
        try (JarProcess jar = JarProcess.runJar(copy, directory, List.of(archive()), "--listen", "127.0.0.1:0")) {
            assertThat(new Caller(jar.awaitReady()).get("/livez").status()).isEqualTo(200);
        }
    }

    private static String archive() {
        Path jar = Path.of(System.getProperty("gather.jar"));
        return Runtime.version().feature() < FIRST_WITH_AOT_CACHE
                ? "-XX:SharedArchiveFile=" + jar.resolveSibling("gather.jsa")
                : "-XX:AOTCache=" + jar.resolveSibling("gather.aot");
    }

    private static String loaded(Path log, String name) throws Exception {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" " + name + " "))
                    .findFirst()
                    .orElse(name + " was not loaded");
        }
    }
}
