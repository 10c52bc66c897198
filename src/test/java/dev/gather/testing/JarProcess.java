package dev.gather.testing;

import static dev.gather.testing.Eventually.eventually;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shaded jar as a process of its own, started in an empty directory; ended with the test, whatever happens. */
public final class JarProcess implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(30);
    private static final Duration EXIT = Duration.ofSeconds(30);
    private static final Pattern READY_LINE = Pattern.compile("(?:listens|Test origin) on (http://[^\\s,]+)");

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private JarProcess(Process process) {
        this.process = process;
        readers = List.of(read(process.getInputStream(), out), read(process.getErrorStream(), err));
    }

    /** Runs the jar with these arguments. */
    public static JarProcess run(Path directory, String... arguments) throws IOException {
        return run(directory, List.of(), arguments);
    }

    /** Runs the jar with options for the JVM and these arguments. */
    public static JarProcess run(Path directory, List<String> jvmOptions, String... arguments) throws IOException {
        return runJar(Path.of(System.getProperty("gather.jar")), directory, jvmOptions, arguments);
    }

    /** Runs a jar at another place. */
    public static JarProcess runJar(Path jar, Path directory, List<String> jvmOptions, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("GATHER_"));
        return new JarProcess(builder.start());
    }

    /** Where it listens, service or test origin, once its ready line says so. */
    public URI awaitReady() {
        eventually("a ready line", READY, () -> ready() != null || !process.isAlive());
        URI ready = ready();
        if (ready == null) {
            throw new AssertionError("ended with " + awaitExit() + ": " + err);
        }
        return ready;
    }

    private URI ready() {
        return out.stream()
                .map(READY_LINE::matcher)
                .filter(Matcher::find)
                .map(found -> URI.create(found.group(1)))
                .findFirst()
                .orElse(null);
    }

    public long pid() {
        return process.pid();
    }

    /** Time that it has spent on processors. */
    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Says SIGTERM. */
    public void terminate() {
        // Not Process.destroy: that closes the streams too, and last words would be lost.
        boolean unused = process.toHandle().destroy();
    }

    /** Says SIGKILL. */
    public void kill() {
        Process unused = process.destroyForcibly();
    }

    /** The exit code; all output has been read then. */
    public int awaitExit() {
        try {
            if (!process.waitFor(EXIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running after " + EXIT);
            }
            for (Thread reader : readers) {
                reader.join(EXIT.toMillis());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Lines of standard output so far. */
    public List<String> out() {
        return List.copyOf(out);
    }

    /** Lines of standard error so far. */
    public List<String> err() {
        return List.copyOf(err);
    }

    @Override
    public void close() {
        kill();
        int unused = awaitExit();
    }

    private static Thread read(InputStream from, List<String> lines) {
        Thread thread = new Thread(() -> drain(from, lines), "jar-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void drain(InputStream from, List<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (IOException | java.io.UncheckedIOException ended) {
            lines.add("(output ended: " + ended.getMessage() + ")");
        }
    }
}
