package dev.gather.limit;

import dev.gather.net.Host;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Grants per second, each with the asking before it and the release after it, over sixteen batches at once. Nothing is
 * fetched and an answer is there at once, so this is the most that the scheduler lets through.
 */
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SchedulerBenchmark {
    private static final int BATCHES = 16;
    private static final int GRANTS = BATCHES * AskingBatch.ITEMS;
    private static final long PATIENCE_S = 60;

    /** All that shares and scheduler compute, on one thread: no hop between threads is in it. */
    @Benchmark
    @OperationsPerInvocation(GRANTS)
    public void onOneThread(OneThread thread) {
        for (int i = 0; i < BATCHES; i++) {
            thread.load.batch(thread.scheduler, thread.tasks::add, () -> {}).begin();
        }
        thread.runAll();
    }

    /**
     * As the service has it: batches on their loops, and the scheduler on a context of its own on the first of them.
     */
    @Benchmark
    @OperationsPerInvocation(GRANTS)
    public void acrossLoops(Loops loops) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(BATCHES);
        for (int i = 0; i < BATCHES; i++) {
            Executor loop = loops.executors.get(i % loops.count);
            AskingBatch batch = loops.load.batch(loops.scheduler, loop, ended::countDown);
            loop.execute(batch::begin);
        }
        if (!ended.await(PATIENCE_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("batches: " + ended.getCount() + " left (expected none)");
        }
    }

    /** What the batches ask for. */
    @State(Scope.Benchmark)
    public static class Load {
        /** The hosts of a batch's items, in turn. */
        @Param({"1", "100"})
        public int hosts;

        /** How many answers of a batch come in one turn of its loop: few where origins are slow, more under load. */
        @Param({"1", "16"})
        public int answersPerTurn;

        private List<Host> names;

        @Setup
        public void name() {
            names = IntStream.range(0, hosts)
                    .mapToObj(i -> new Host("host" + i + ".example", 443))
                    .toList();
        }

        AskingBatch batch(Scheduler scheduler, Executor loop, Runnable atEnd) {
            Share share = scheduler.open(
                    "anybody", loop, AskingBatch.CONCURRENCY, AskingBatch.CONCURRENCY, 0, Long.MAX_VALUE);
            return new AskingBatch(share, loop, names, answersPerTurn, atEnd);
        }

        static Scheduler scheduler(Executor owner, Clock clock) {
            LimitSettings usual = LimitSettings.DEFAULT;
            int perHost = BATCHES * AskingBatch.CONCURRENCY;
            var settings = new LimitSettings(
                    usual.inFlightTotal(),
                    perHost,
                    usual.perHostOverrides(),
                    usual.callsPerMinutePerKey(),
                    usual.bufferedBytesTotal(),
                    usual.maxHostPauseMs());
            var buffered = new BufferedBytes(usual.bufferedBytesTotal());
            return new Scheduler(owner, clock, settings, buffered, settings.inFlightPerCaller(1));
        }
    }

    /** One queue of tasks for the scheduler and all batches. */
    @State(Scope.Benchmark)
    public static class OneThread {
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        private Load load;
        private Scheduler scheduler;

        @Setup
        public void open(Load asked) {
            load = asked;
            scheduler = Load.scheduler(tasks::add, new TimerlessClock());
        }

        void runAll() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    /** Event loops as the service makes them. */
    @State(Scope.Benchmark)
    public static class Loops {
        /** Instances of the service. */
        @Param({"1", "2", "4"})
        public int count;

        private Vertx vertx;
        private Load load;
        private Scheduler scheduler;
        private List<Executor> executors;

        @Setup
        public void start(Load asked) {
            load = asked;
            vertx = Vertx.vertx(
                    new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(count));
            scheduler = Load.scheduler(loop(), new VertxClock(vertx));
            executors = IntStream.range(0, count).mapToObj(i -> loop()).toList();
        }

        /** A context on the next event loop in turn. */
        private Executor loop() {
            Context context = ((VertxInternal) vertx).createEventLoopContext();
            return task -> context.runOnContext(turn -> task.run());
        }

        @TearDown
        public void stop() throws Exception {
            Void unused = vertx.close().await(PATIENCE_S, TimeUnit.SECONDS);
        }
    }
}
