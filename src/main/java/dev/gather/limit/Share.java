package dev.gather.limit;

import dev.gather.net.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One batch's share of the limits, to be used on the batch's own loop only. What is asked of it during one turn of the
 * loop crosses to the scheduler in one hop, and grants come back many at a time.
 */
public final class Share {
    /** Bounds what crosses in one hop, so that a batch of 100 000 does not hold up the scheduler for others. */
    private static final int MAX_ORDERS = 1_024;

    private final Scheduler scheduler;
    private final Executor loop;
    private final Member member;
    private List<Order> orders = new ArrayList<>();

    Share(
            Scheduler scheduler,
            CallerShare caller,
            Executor loop,
            int concurrency,
            int hostConcurrency,
            long intervalNanos,
            long deadlineNanos) {
        this.scheduler = scheduler;
        this.loop = loop;
        this.member = new Member(this, caller, concurrency, hostConcurrency, intervalNanos, deadlineNanos);
    }

    /** Puts a waiter last in this batch's line before a host. */
    public void await(Host host, Waiter waiter) {
        order(new Order(Kind.LAST, host, waiter));
    }

    /** Puts a waiter first in this batch's line before a host: for what had its turn and goes on. */
    public void awaitFirst(Host host, Waiter waiter) {
        order(new Order(Kind.FIRST, host, waiter));
    }

    /**
     * Gives one permit for this host back.
     *
     * @param well whether it served a whole exchange without trouble, whatever the answer said
     */
    public void release(Host host, boolean well) {
        order(new Order(well ? Kind.RELEASE_WELL : Kind.RELEASE, host, null));
    }

    /**
     * Tells of trouble with a host, as soon as it is known and before its permit goes back.
     *
     * @param grantedNanos when the permit was granted, so that a burst counts as one event
     */
    public void report(Host host, Trouble trouble, long grantedNanos) {
        send();
        scheduler.report(host, trouble, grantedNanos);
    }

    /**
     * Tells that a host was reached, as soon as that is known: what it sends may take its time, or never be whole.
     * Costs nothing while no host is doubted.
     */
    public void reached(Host host) {
        if (scheduler.figures().doubted() > 0) {
            order(new Order(Kind.REACHED, host, null));
        }
    }

    /**
     * Asks whether a host's retry budget pays for one more attempt; the answer comes on this loop, and true spends it.
     */
    public void retry(Host host, Consumer<Boolean> answer) {
        send();
        scheduler.retry(host, pays -> loop.execute(() -> answer.accept(pays)));
    }

    /** Asks the same for a second exchange beside one that is under way and slow. */
    public void hedge(Host host, Consumer<Boolean> answer) {
        send();
        scheduler.hedge(host, pays -> loop.execute(() -> answer.accept(pays)));
    }

    /**
     * Hears, on this loop, if a host is asked nothing for longer than the batch has time; for what does not stand in
     * line yet, because it waits for something of that host first.
     */
    public void refusal(Host host, Consumer<HostRefusal> refused) {
        send();
        scheduler.refusal(member, host, why -> loop.execute(() -> refused.accept(why)));
    }

    /**
     * Leaves at least this long between two starts to a host, counted over all batches that ask for it: robots.txt says
     * so. To be called before its first waiter; holds until the share is closed.
     */
    public void crawlDelay(Host host, long nanos) {
        send();
        scheduler.crawlDelay(member, host, nanos);
    }

    /** Has no waiter of this batch granted until {@link #resume}, save those that had their turn and go on. */
    public void pause() {
        order(new Order(Kind.PAUSE, null, null));
    }

    /** Ends a {@link #pause}. */
    public void resume() {
        order(new Order(Kind.RESUME, null, null));
    }

    /** Has the first in line before a host granted although the batch is paused. */
    public void urge(Host host) {
        order(new Order(Kind.URGE, host, null));
    }

    /** Forgets every waiter; permits in hand are still to be released, and grants under way still arrive. */
    public void close() {
        order(new Order(Kind.CLOSE, null, null));
    }

    private void order(Order order) {
        orders.add(order);
        if (orders.size() == 1) {
            loop.execute(this::send);
        } else if (orders.size() == MAX_ORDERS) {
            send();
        }
    }

    private void send() {
        if (orders.isEmpty()) {
            return;
        }
        List<Order> sent = orders;
        orders = new ArrayList<>();
        scheduler.accept(member, sent);
    }

    /** Called on the scheduler's context. */
    void deliver(List<Waiter> granted) {
        loop.execute(() -> granted.forEach(waiter -> waiter.granted(0)));
    }

    /** Called on the scheduler's context. */
    void tell(List<Runnable> words) {
        loop.execute(() -> words.forEach(Runnable::run));
    }

    enum Kind {
        LAST,
        FIRST,
        RELEASE,
        RELEASE_WELL,
        REACHED,
        PAUSE,
        RESUME,
        URGE,
        CLOSE
    }

    /** One thing asked of the scheduler; host and waiter as its kind needs them. */
    record Order(Kind kind, @Nullable Host host, @Nullable Waiter waiter) {}
}
