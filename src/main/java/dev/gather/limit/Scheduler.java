package dev.gather.limit;

import dev.gather.limit.Share.Order;
import dev.gather.net.Host;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Grants permits within the limits of batch, host and process: exact over all callers and instances, hosts served in
 * turn, and within a host the batches in turn. Shared by all instances; its state lives on one context and is touched
 * nowhere else, so there are no locks.
 */
public final class Scheduler {
    private final Executor owner;
    private final BufferedBytes buffered;
    private final int callerLimit;
    private final long longestPauseNanos;

    /** One for each of the operator's keys; what is in them is touched on the owning context only. */
    private final ConcurrentMap<String, CallerShare> callers = new ConcurrentHashMap<>();

    private final Turns turns;

    /**
     * @param owner runs a task on the one context that owns this scheduler, in order
     * @param clock its timers are started on that context
     * @param callerLimit most permits of one caller
     */
    public Scheduler(Executor owner, Clock clock, LimitSettings settings, BufferedBytes buffered, int callerLimit) {
        this(owner, clock, settings, buffered, callerLimit, new SplittableRandom());
    }

    /** @param random what pauses are jittered by */
    Scheduler(
            Executor owner,
            Clock clock,
            LimitSettings settings,
            BufferedBytes buffered,
            int callerLimit,
            RandomGenerator random) {
        this.owner = owner;
        this.buffered = buffered;
        this.callerLimit = callerLimit;
        this.longestPauseNanos = TimeUnit.MILLISECONDS.toNanos(settings.maxHostPauseMs());
        this.turns = new Turns(clock, settings, buffered, callers.values(), random);
    }

    /**
     * A share for one batch; callable from any loop.
     *
     * @param caller whose batch it is; callers are few
     * @param loop runs a task on the batch's loop, in order
     * @param concurrency most permits of this batch
     * @param hostConcurrency most permits of this batch for one host; the operator's figure holds besides
     * @param intervalNanos least time between two grants of this batch for one host
     * @param deadlineNanos when the batch ends, by the clock
     */
    public Share open(
            String caller,
            Executor loop,
            int concurrency,
            int hostConcurrency,
            long intervalNanos,
            long deadlineNanos) {
        CallerShare of = callers.computeIfAbsent(caller, name -> new CallerShare(callerLimit, buffered.account(name)));
        return new Share(this, of, loop, concurrency, hostConcurrency, intervalNanos, deadlineNanos);
    }

    /** Whether what could start waits too long for the process alone; readable from any thread. */
    public boolean congested() {
        return turns.congested();
    }

    /** Permits out at this moment; readable from any thread. */
    public int inFlight() {
        return turns.inFlight();
    }

    /** Waiters at this moment; readable from any thread. */
    public int queued() {
        return turns.queued();
    }

    /** The longest pause of a host that is waited for. */
    public long longestPauseNanos() {
        return longestPauseNanos;
    }

    /** What happened to hosts in all; readable from any thread. */
    public HostFigures figures() {
        return turns.figures();
    }

    /** How a host stands now, known or not; callable from any thread, and completed on the owning context. */
    public Future<HostSnapshot> host(Host host) {
        Promise<HostSnapshot> answer = Promise.promise();
        owner.execute(() -> answer.complete(turns.snapshot(host)));
        return answer.future();
    }

    /**
     * The hosts with most in flight and queued, busiest first; callable from any thread, and completed on the owning
     * context.
     */
    public Future<List<HostSnapshot>> busiest(int most) {
        Promise<List<HostSnapshot>> answer = Promise.promise();
        owner.execute(() -> answer.complete(turns.busiest(most)));
        return answer.future();
    }

    void accept(Member batch, List<Order> orders) {
        owner.execute(() -> turns.accept(batch, orders));
    }

    void report(Host host, Trouble trouble, long grantedNanos) {
        owner.execute(() -> turns.report(host, trouble, grantedNanos));
    }

    void retry(Host host, Consumer<Boolean> answer) {
        owner.execute(() -> turns.retry(host, answer));
    }

    void hedge(Host host, Consumer<Boolean> answer) {
        owner.execute(() -> turns.hedge(host, answer));
    }

    void refusal(Member batch, Host host, Consumer<HostRefusal> refused) {
        owner.execute(() -> turns.refusal(batch, host, refused));
    }

    void crawlDelay(Member batch, Host host, long nanos) {
        owner.execute(() -> turns.crawlDelay(batch, host, nanos));
    }

    /** What counts as waiting for the process alone; to be called on the owning context. */
    int inLine() {
        return turns.inLine();
    }

    /** Hosts remembered at this moment; to be called on the owning context. */
    int hostCount() {
        return turns.hostCount();
    }
}
