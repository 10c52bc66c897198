package dev.gather.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.testing.Caller;
import dev.gather.testing.RawClient;
import dev.gather.testing.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Many callers who call again and again, each time in another manner; who wants the answer checks it. */
final class Crowd {
    private static final Duration LAST_CALL = Duration.ofSeconds(90);
    private static final int READ_WITHIN_MS = 40_000;
    private static final int BREATH_MS = 200;

    private final URI service;
    private final Menu menu;
    private final Map<Manner, LongAdder> calls = new EnumMap<>(Manner.class);
    private final LongAdder results = new LongAdder();
    private final LongAdder shed = new LongAdder();
    private final AtomicReference<Throwable> wrong = new AtomicReference<>();
    private volatile boolean over;

    /** What a caller does with the answer. */
    private enum Manner {
        READS_ALL(66),
        READS_SLOWLY(8),
        LEAVES(9),
        VANISHES(9),
        NEVER_READS(8);

        private final int outOfAHundred;

        Manner(int outOfAHundred) {
            this.outOfAHundred = outOfAHundred;
        }

        static Manner any(Random random) {
            int drawn = random.nextInt(100);
            for (Manner manner : values()) {
                drawn -= manner.outOfAHundred;
                if (drawn < 0) {
                    return manner;
                }
            }
            throw new IllegalStateException("the weights add up to a hundred");
        }
    }

    Crowd(URI service, Menu menu) {
        this.service = service;
        this.menu = menu;
        for (Manner manner : Manner.values()) {
            calls.put(manner, new LongAdder());
        }
    }

    /**
     * So many callers at once for so long, while the calling thread looks after them; returns when all have their
     * answers.
     */
    void call(int callers, Duration span, Runnable meanwhile) {
        over = false;
        List<Thread> threads = IntStream.range(0, callers)
                .mapToObj(n -> new Thread(() -> keepCalling(new Random(n)), "caller-" + n))
                .toList();
        long end = System.nanoTime() + span.toNanos();
        threads.forEach(Thread::start);
        while (System.nanoTime() < end && wrong.get() == null) {
            meanwhile.run();
        }
        over = true;
        threads.forEach(Crowd::awaitEnd);
        if (wrong.get() != null) {
            throw new AssertionError("a caller did not get what is promised", wrong.get());
        }
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join(LAST_CALL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(thread.isAlive())
                .as("%s waits for an answer", thread.getName())
                .isFalse();
    }

    private void keepCalling(Random random) {
        try {
            while (!over) {
                Manner manner = Manner.any(random);
                calls.get(manner).increment();
                call(manner, random);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(BREATH_MS)));
            }
        } catch (IOException | RuntimeException | Error e) {
            wrong.compareAndSet(null, e);
        }
    }

    private void call(Manner manner, Random random) throws IOException {
        if (manner == Manner.READS_ALL) {
            Order order = Order.any(random, menu);
            Reply reply = new Caller(service).post(order.path(), order.type(), order.body(), "accept", order.accept());
            check(order, reply);
            return;
        }
        Order order = Order.stream(random, menu);
        try (RawClient client = RawClient.connect(service.getPort(), READ_WITHIN_MS)) {
            switch (manner) {
                case READS_SLOWLY -> readSlowly(client, order);
                case LEAVES -> leave(client, order);
                case VANISHES -> vanish(client, order, random);
                default -> neverRead(client, order, random);
            }
        }
    }

    private void check(Order order, Reply reply) {
        if (reply.status() == 503) {
            assertThat(reply.json().getString("code")).isEqualTo("overloaded");
            assertThat(reply.header("retry-after")).isNotEmpty();
            shed.increment();
            return;
        }
        assertThat(reply.status()).as(reply.body()).isIn(200, 502);
        List<JsonObject> all = reply.results();
        assertThat(all)
                .extracting(one -> one.getInteger("index"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, order.items()).boxed().toList());
        assertThat(all).extracting(Crowd::code).doesNotContain("proxy_internal_error");
        assertThat(reply.summary().getJsonObject("counts").getInteger("total")).isEqualTo(order.items());
        results.add(all.size());
    }

    private static String code(JsonObject result) {
        JsonObject error = result.getJsonObject("error");
        return error == null ? "none" : error.getString("code");
    }

    private void readSlowly(RawClient client, Order order) throws IOException {
        client.send(head(order) + order.body());
        RawClient.Said said = client.readSlowly(16_384, Duration.ofMillis(20));
        boolean refused = said.text().startsWith("HTTP/1.1 503 ");
        boolean patienceEnded = said.end() == RawClient.End.STILL_TALKING;
        assertThat(refused || patienceEnded || said.text().contains("\"type\":\"summary\""))
                .as(
                        "%s: %s",
                        said.end(),
                        said.text().substring(0, Math.min(200, said.text().length())))
                .isTrue();
    }

    private static void leave(RawClient client, Order order) throws IOException {
        client.send(head(order) + order.body());
        RawClient.Said unused = client.readUntil("\"type\":");
    }

    private static void vanish(RawClient client, Order order, Random random) throws IOException {
        String request = head(order) + order.body();
        client.send(request.substring(0, random.nextInt(request.length()) + 1));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
        client.reset();
    }

    private static void neverRead(RawClient client, Order order, Random random) throws IOException {
        client.send(head(order) + order.body());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(5_000)));
        client.reset();
    }

    private static String head(Order order) {
        int length = order.body().getBytes(StandardCharsets.ISO_8859_1).length;
        return "POST " + order.path() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: " + order.accept()
                + "\r\nContent-Type: " + order.type() + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** What was called and brought, for people. */
    String told() {
        return "calls " + calls + ", results checked " + results + ", calls shed " + shed;
    }
}
