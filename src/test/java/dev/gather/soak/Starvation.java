package dev.gather.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How long the machine kept threads of a process waiting for a processor, as Linux tells (schedstat): event loops, and
 * those of the JVM that all others wait for while they collect. A loop that is late by no more than this was not
 * blocked.
 */
final class Starvation {
    private static final String LOOP = "vert.x-eventloo";
    private static final List<String> COLLECTING = List.of("VM Thread", "GC Thread", "G1 ");

    /** As far back as the service's own gauge looks, and a little more. */
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(32);

    /** A delay can begin in one sample and end two later. */
    private static final int SAMPLES_OF_ONE_DELAY = 3;

    private final Path threads;
    private final Map<String, Long> waitedBefore = new HashMap<>();
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    private record Sample(long atNanos, long waitedNanos) {}

    private record ThreadWait(String name, long nanos) {}

    Starvation(long pid) {
        threads = Path.of("/proc", Long.toString(pid), "task");
    }

    /** The longest that a loop can have waited for the machine of late, in seconds; looks at the process once more. */
    double seconds() {
        long now = System.nanoTime();
        samples.addLast(new Sample(now, waited()));
        samples.removeIf(sample -> now - sample.atNanos > WINDOW_NANOS);
        List<Sample> all = List.copyOf(samples);
        long worst = 0;
        for (int end = 1; end <= all.size(); end++) {
            List<Sample> delay = all.subList(Math.max(0, end - SAMPLES_OF_ONE_DELAY), end);
            worst = Math.max(
                    worst, delay.stream().mapToLong(Sample::waitedNanos).sum());
        }
        return worst / 1e9;
    }

    /** The most that a loop waited since the last look, and the most that a collecting thread did. */
    private long waited() {
        long loops = 0;
        long collecting = 0;
        for (ThreadWait one : waits()) {
            if (one.name.startsWith(LOOP)) {
                loops = Math.max(loops, one.nanos);
            } else if (COLLECTING.stream().anyMatch(one.name::startsWith)) {
                collecting = Math.max(collecting, one.nanos);
            }
        }
        return loops + collecting;
    }

    private List<ThreadWait> waits() {
        try (Stream<Path> all = Files.list(threads)) {
            return all.map(this::wait).toList();
        } catch (IOException gone) {
            return List.of();
        }
    }

    private ThreadWait wait(Path thread) {
        try {
            String name = Files.readString(thread.resolve("comm"), StandardCharsets.UTF_8)
                    .strip();
            long total = Long.parseLong(Files.readString(thread.resolve("schedstat"), StandardCharsets.UTF_8)
                    .split(" ", -1)[1]);
            Long before = waitedBefore.put(thread.toString(), total);
            return new ThreadWait(name, before == null ? 0 : total - before);
        } catch (IOException ended) {
            return new ThreadWait("", 0);
        }
    }
}
