package dev.gather.limit;

import dev.gather.net.Host;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;

/** A batch that asks for all its items at once, as the service does, and gives every permit back in a later turn. */
final class AskingBatch {
    static final int ITEMS = 10_000;
    static final int CONCURRENCY = 64;

    private final Share share;
    private final Executor loop;
    private final List<Host> hosts;
    private final int answersPerTurn;
    private final Runnable atEnd;
    private final ArrayDeque<Host> inFlight = new ArrayDeque<>(CONCURRENCY);
    private int left = ITEMS;

    AskingBatch(Share share, Executor loop, List<Host> hosts, int answersPerTurn, Runnable atEnd) {
        this.share = share;
        this.loop = loop;
        this.hosts = hosts;
        this.answersPerTurn = answersPerTurn;
        this.atEnd = atEnd;
    }

    void begin() {
        for (int i = 0; i < ITEMS; i++) {
            Host host = hosts.get(i % hosts.size());
            share.await(host, new Granted(host));
        }
    }

    private void granted(Host host) {
        inFlight.addLast(host);
        if (inFlight.size() == 1) {
            loop.execute(this::turn);
        }
    }

    private final class Granted implements Waiter {
        private final Host host;

        Granted(Host host) {
            this.host = host;
        }

        @Override
        public void granted(long pausedNanos) {
            AskingBatch.this.granted(host);
        }

        @Override
        public void refused(HostRefusal why) {
            throw new IllegalStateException(host + ": " + why + " (expected a permit)");
        }
    }

    private void turn() {
        int answers = Math.min(answersPerTurn, inFlight.size());
        for (int i = 0; i < answers; i++) {
            share.release(inFlight.removeFirst(), true);
        }
        left -= answers;
        if (left == 0) {
            share.close();
            atEnd.run();
        } else if (!inFlight.isEmpty()) {
            loop.execute(this::turn);
        }
    }
}
