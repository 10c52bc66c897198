package dev.gather.limit;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** An event loop that runs when it is told to. */
final class ManualLoop implements Executor {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    boolean runOne() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    void run() {
        while (runOne()) {
            // until nothing is left to do
        }
    }
}
