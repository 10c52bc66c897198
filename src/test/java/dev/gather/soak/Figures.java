package dev.gather.soak;

import dev.gather.testing.Caller;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a service process has taken up at one moment, after a full collection.
 *
 * @param heapMib live objects
 * @param directKib buffers outside the heap that the JVM knows of
 * @param rssMib memory of the process as the system sees it; it is not given back in full
 * @param sockets open sockets, listening ones included
 * @param files open files and the like, sockets left out
 * @param threads threads of the JVM
 * @param timers Vert.x timers that have not fired
 * @param works batches, fetches, exchanges and answers that are still referenced
 */
record Figures(
        long heapMib, long directKib, long rssMib, long sockets, long files, long threads, long timers, long works) {
    private static final Pattern ROW = Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+).*");
    private static final String TIMER = "io.vertx.core.impl.VertxImpl$InternalTimerHandler";
    private static final List<String> WORKS = List.of(
            "dev.gather.fetch.BatchRun",
            "dev.gather.fetch.BatchRun$Item",
            "dev.gather.fetch.Fetching",
            "dev.gather.fetch.Exchange",
            "dev.gather.fetch.BodyCollector",
            "dev.gather.encode.Outlet");

    /** Of a process whose metrics this caller can read. */
    static Figures of(long pid, Caller caller) {
        // The second listing follows the finalizers and cleaners that the first one's collection has let run.
        List<String> unused = histogram(pid);
        List<String> rows = histogram(pid);
        long bytes = rows.stream()
                .map(TOTAL::matcher)
                .filter(Matcher::matches)
                .mapToLong(total -> Long.parseLong(total.group(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no total in " + rows));
        return new Figures(
                bytes >> 20,
                (long) caller.metric("jvm_buffer_memory_used_bytes{id=\"direct\"}") >> 10,
                residentKib(pid) >> 10,
                descriptors(pid, true),
                descriptors(pid, false),
                (long) caller.metric("jvm_threads_live_threads"),
                instances(rows, TIMER),
                WORKS.stream().mapToLong(name -> instances(rows, name)).sum());
    }

    /** Open sockets of a process, listening ones included. */
    static long sockets(long pid) {
        return descriptors(pid, true);
    }

    private static long instances(List<String> rows, String name) {
        return rows.stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .filter(row -> row.group(3).equals(name))
                .mapToLong(row -> Long.parseLong(row.group(1)))
                .sum();
    }

    /** Live objects by class; the JVM collects before it counts. */
    private static List<String> histogram(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                return reader.lines().toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long residentKib(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long descriptors(long pid, boolean sockets) {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return all.filter(one -> isSocket(one) == sockets).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
