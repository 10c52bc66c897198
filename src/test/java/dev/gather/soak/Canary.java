package dev.gather.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Caller;
import dev.gather.testing.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Somebody with a good origin of their own who calls beside the crowd, and must not suffer for it. */
final class Canary implements AutoCloseable {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LAST_ANSWER_MS = 60_000;

    private final Caller caller;
    private final String url;
    private final Thread thread = new Thread(this::sing, "canary");
    private final List<Long> tookMs = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<Throwable> wrong = new AtomicReference<>();
    private volatile boolean over;
    private final LongAdder shed = new LongAdder();

    private Canary(Caller caller, String url) {
        this.caller = caller;
        this.url = url;
    }

    static Canary start(Caller caller, String url) {
        Canary canary = new Canary(caller, url);
        canary.thread.start();
        return canary;
    }

    private void sing() {
        try {
            while (!over) {
                long start = System.nanoTime();
                check(caller.fetch(Caller.urls(url)));
                tookMs.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                LockSupport.parkNanos(EVERY_NANOS);
            }
        } catch (RuntimeException | Error e) {
            wrong.compareAndSet(null, e);
        }
    }

    private void check(Reply reply) {
        if (reply.status() == 503) {
            assertThat(reply.json().getString("code")).isEqualTo("overloaded");
            shed.increment();
            return;
        }
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.result(0).getString("body")).as(reply.body()).isEqualTo("ok\n");
    }

    /** How it went; fails if an answer was wrong, or if more than one in ten calls was refused. */
    String told() {
        if (wrong.get() != null) {
            throw new AssertionError("a call beside the crowd failed", wrong.get());
        }
        List<Long> sorted = tookMs.stream().sorted().toList();
        int count = sorted.size();
        assertThat(count).isPositive();
        assertThat(shed.intValue()).as("refused of " + count).isLessThanOrEqualTo(count / 10);
        return "canary calls " + count + ", refused " + shed + ", p50 " + sorted.get(count / 2) + " ms, p99 "
                + sorted.get(count * 99 / 100) + " ms, worst " + sorted.get(count - 1) + " ms";
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join(LAST_ANSWER_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
