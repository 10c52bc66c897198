package dev.gather.fetch;

import dev.gather.content.Content;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The few workers that apply callers' rules to bodies, which takes long; they belong to all instances. Calls take turns
 * for them, so that one with much work holds up no other. Used on one loop only.
 */
final class Extractors {
    /**
     * Heap that one of them may need: a page at every limit is a tree of some 100 MiB, and what is found of it comes
     * besides.
     */
    private static final long HEAP_OF_ONE = 192L << 20;

    /** So few that what they need, processors and trees in memory, leaves the rest alone. */
    private static final int MOST = (int) Math.max(
            1,
            Math.min(
                    Math.min(4, Runtime.getRuntime().availableProcessors() / 2),
                    Runtime.getRuntime().maxMemory() / HEAP_OF_ONE));

    private final Vertx vertx;
    /** Of each call that waits, first the one whose turn it is. */
    private final Map<String, ArrayDeque<Extracting>> lines = new LinkedHashMap<>();

    private @Nullable WorkerExecutor workers;
    private int working;

    Extractors(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Has one done when it is its call's turn. */
    void add(Extracting work) {
        lines.computeIfAbsent(work.batchId(), call -> new ArrayDeque<>(4)).addLast(work);
        goOn();
    }

    /** Takes one out of its line; false if it stands in none. */
    boolean remove(Extracting work) {
        ArrayDeque<Extracting> line = lines.get(work.batchId());
        if (line == null || !line.remove(work)) {
            return false;
        }
        if (line.isEmpty()) {
            lines.remove(work.batchId());
        }
        return true;
    }

    private void goOn() {
        while (working < MOST && !lines.isEmpty()) {
            begin(next());
        }
    }

    /** The first of the call whose turn it is, which goes to the end of the line. */
    private Extracting next() {
        Iterator<Map.Entry<String, ArrayDeque<Extracting>>> calls =
                lines.entrySet().iterator();
        Map.Entry<String, ArrayDeque<Extracting>> call = calls.next();
        String batchId = call.getKey();
        ArrayDeque<Extracting> line = call.getValue();
        calls.remove();
        Extracting work = line.removeFirst();
        if (!line.isEmpty()) {
            lines.put(batchId, line);
        }
        return work;
    }

    private void begin(Extracting work) {
        working++;
        workers().<Content>executeBlocking(work::apply, false).onComplete(done -> {
            working--;
            work.done(done);
            goOn();
        });
    }

    private WorkerExecutor workers() {
        if (workers == null) {
            workers = vertx.createSharedWorkerExecutor("extract", MOST);
        }
        return workers;
    }

    void close() {
        lines.clear();
        if (workers != null) {
            var unused = workers.close();
        }
    }
}
