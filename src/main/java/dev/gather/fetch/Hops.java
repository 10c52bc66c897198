package dev.gather.fetch;

import dev.gather.fetch.Stopped.Stop;
import dev.gather.limit.Clock;
import dev.gather.limit.HostRefusal;
import dev.gather.limit.Share;
import dev.gather.limit.Waiter;
import dev.gather.net.Host;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hops of one fetch and the waits between them, one thing at a time: robots.txt is asked, then the cache, then the
 * hop waits for its permit and goes out. Knows how long it has waited for what. Used on its batch's loop only.
 */
final class Hops {
    private final Fetcher fetcher;
    private final Clock clock;
    private final Batch batch;
    private final Fetch fetch;
    private final Share share;
    private @Nullable Pending pending;
    private @Nullable Stop stopped;
    private @Nullable Permit inHand;
    private @Nullable Permit last;
    private @Nullable Runnable whenInLine;
    private boolean urged;
    private long queuedNanos;
    private long backoffNanos;

    private Hops(Fetcher fetcher, Batch batch, Fetch fetch, Share share) {
        this.fetcher = fetcher;
        this.clock = fetcher.clock();
        this.batch = batch;
        this.fetch = fetch;
        this.share = share;
        this.queuedNanos = clock.nanos() - batch.acceptedNanos();
    }

    /**
     * The first one has its permit.
     *
     * @param pausedNanos how long it waited for nothing but its host's pause
     */
    static Hops withPermit(Fetcher fetcher, Batch batch, Fetch fetch, Share share, long pausedNanos) {
        Hops hops = new Hops(fetcher, batch, fetch, share);
        Host host = Objects.requireNonNull(fetch.target()).host();
        hops.inHand = new Permit(share, host, hops.clock.nanos());
        hops.queuedNanos -= pausedNanos;
        hops.backoffNanos = pausedNanos;
        return hops;
    }

    /** @param whenInLine runs once, as the first one stands in line for its host; not at all if it never does */
    static Hops withoutPermit(Fetcher fetcher, Batch batch, Fetch fetch, Share share, Runnable whenInLine) {
        Hops hops = new Hops(fetcher, batch, fetch, share);
        hops.whenInLine = whenInLine;
        return hops;
    }

    /** Ends what it waits for at once, on the wire too, with the reason as its failure. */
    void stop(Stop why) {
        stopped = why;
        if (pending != null) {
            pending.stop(why);
        }
    }

    /** Has it go on although its batch is paused, should it stand in line. */
    void urge() {
        urged = true;
        if (pending instanceof PermitWait wait) {
            share.urge(wait.host);
        }
    }

    /** How long it has stood in our own lines. */
    long queuedNanos() {
        return queuedNanos;
    }

    /** How long it has waited for hosts, or before repeating. */
    long backoffNanos() {
        return backoffNanos;
    }

    /** Whether the last answer had its host paused. */
    boolean hostIsPaused() {
        return last != null && last.paused();
    }

    /** Waits for something else that can be stopped. */
    <T> Future<T> pend(Pending what, Future<T> future) {
        pending = what;
        return future.onComplete(over -> done(what));
    }

    private void done(Pending what) {
        if (pending == what) {
            pending = null;
        }
    }

    /**
     * The answer of an attempt's next hop; fails with {@link HopFailed}, {@link HostRefused}, {@link Stopped} or a bug.
     *
     * @param firstTry whether this is the fetch's first attempt
     */
    Future<Answer> next(Attempt attempt, boolean firstTry) {
        Permit permit = inHand;
        if (permit != null) {
            inHand = null;
            attempt.cached = fetcher.cached(batch, fetch, attempt, firstTry);
            return exchange(attempt, permit);
        }
        if (stopped != null) {
            return Future.failedFuture(new Stopped(stopped));
        }
        return fetcher.respectsRobots(fetch.options()) ? allowed(attempt, firstTry) : stored(attempt, firstTry);
    }

    /** The hop, if the origin's robots.txt has nothing against it. */
    private Future<Answer> allowed(Attempt attempt, boolean firstTry) {
        long since = clock.nanos();
        RobotsCheck check = new RobotsCheck(fetcher, batch.caller(), attempt.target(), attempt.phase());
        Future<Long> answer = pend(check, check.run());
        if (!answer.isComplete()) {
            share.refusal(attempt.target().host(), check::refused);
        }
        return answer.onComplete(asked -> queuedNanos += clock.nanos() - since).compose(crawlDelayNanos -> {
            if (crawlDelayNanos > 0) {
                share.crawlDelay(attempt.target().host(), crawlDelayNanos);
            }
            return stored(attempt, firstTry);
        });
    }

    /** The hop, from the cache if that has the answer. */
    private Future<Answer> stored(Attempt attempt, boolean firstTry) {
        CachedHop cached = fetcher.cached(batch, fetch, attempt, firstTry);
        attempt.cached = cached;
        return cached != null && cached.settles()
                ? fromCache(attempt, cached)
                : permit(attempt, firstTry)
                        .transform(granted -> granted.succeeded()
                                ? exchange(attempt, granted.result())
                                : unasked(cached, granted.cause()));
    }

    /** There is no permit; an answer that may stand in for a host's errors does so for its state, too. */
    private static Future<Answer> unasked(@Nullable CachedHop cached, Throwable cause) {
        if (!(cause instanceof HostRefused) || cached == null || !cached.standsIn()) {
            return Future.failedFuture(cause);
        }
        try {
            return Future.succeededFuture(cached.standIn());
        } catch (HopFailed failed) {
            return Future.failedFuture(failed);
        }
    }

    private static Future<Answer> fromCache(Attempt attempt, CachedHop cached) {
        attempt.source = Source.CACHE;
        try {
            return Future.succeededFuture(cached.answer());
        } catch (HopFailed failed) {
            return Future.failedFuture(failed);
        }
    }

    private Future<Permit> permit(Attempt attempt, boolean firstTry) {
        if (stopped != null) {
            return Future.failedFuture(new Stopped(stopped));
        }
        Host host = attempt.target().host();
        PermitWait wait = new PermitWait(attempt, host, firstTry);
        Future<Permit> granted = pend(wait, wait.granted.future());
        Runnable first = whenInLine;
        if (first == null) {
            share.awaitFirst(host, wait);
        } else {
            whenInLine = null;
            share.await(host, wait);
            first.run();
            if (urged) {
                share.urge(host);
            }
        }
        return granted;
    }

    private Future<Answer> exchange(Attempt attempt, Permit permit) {
        last = permit;
        attempt.source = Source.NETWORK;
        CachedHop cached = attempt.cached;
        Order plain = attempt.send(clock.nanos());
        Order order = cached == null ? plain : cached.order(plain);
        Future<Answer> answer = attempt.hedgeNanos() > 0 ? hedged(attempt, order, permit) : single(order, permit);
        return cached == null ? answer : cached.conclude(answer);
    }

    private Future<Answer> single(Order order, Permit permit) {
        Exchange exchange = fetcher.exchange(order, permit);
        pending = exchange;
        return exchange.run();
    }

    /** The same with a second exchange beside the first, should that be slow. */
    private Future<Answer> hedged(Attempt attempt, Order order, Permit permit) {
        Hedging hedging = new Hedging(fetcher, share, attempt, order, permit);
        pending = hedging;
        return hedging.run().onComplete(ended -> last = hedging.permit());
    }

    /** Whether a host's budget allows a repetition; true spends it. */
    Future<Boolean> budget(Host host) {
        BudgetWait wait = new BudgetWait();
        share.retry(host, wait);
        return pend(wait, wait.said.future());
    }

    /** Over when the next attempt is due. */
    Future<Void> backOff(long waitNanos) {
        long since = clock.nanos();
        BackOff wait = new BackOff(waitNanos);
        return pend(wait, wait.over.future()).onComplete(over -> backoffNanos += clock.nanos() - since);
    }

    /** Waits for another permit. */
    private final class PermitWait implements Waiter, Pending {
        private final Promise<Permit> granted = Promise.promise();
        private final Attempt attempt;
        private final Host host;
        private final boolean firstTry;
        private final long since = clock.nanos();

        PermitWait(Attempt attempt, Host host, boolean firstTry) {
            this.attempt = attempt;
            this.host = host;
            this.firstTry = firstTry;
        }

        @Override
        public void granted(long pausedNanos) {
            waited(pausedNanos);
            Permit permit = new Permit(share, host, clock.nanos());
            if (!granted.tryComplete(permit)) {
                permit.release();
            }
        }

        @Override
        public void refused(HostRefusal why) {
            waited(why.pausedNanos());
            boolean unused = granted.tryFail(new HostRefused(host, why));
        }

        private void waited(long pausedNanos) {
            queuedNanos += clock.nanos() - since - pausedNanos;
            backoffNanos += pausedNanos;
            if (!attempt.sent() && !firstTry) {
                attempt.paused(pausedNanos);
            }
        }

        @Override
        public void stop(Stop why) {
            boolean unused = granted.tryFail(new Stopped(why));
        }
    }

    /** Waits to hear whether the host's budget allows a repetition. */
    private static final class BudgetWait implements Consumer<Boolean>, Pending {
        private final Promise<Boolean> said = Promise.promise();

        @Override
        public void accept(Boolean allowed) {
            boolean unused = said.tryComplete(allowed);
        }

        @Override
        public void stop(Stop why) {
            boolean unused = said.tryFail(new Stopped(why));
        }
    }

    /** Waits until the next attempt is due. */
    private final class BackOff implements Pending {
        private final Promise<Void> over = Promise.promise();
        private final Clock.Timer timer;

        BackOff(long waitNanos) {
            timer = clock.after(waitNanos, over::tryComplete);
        }

        @Override
        public void stop(Stop why) {
            timer.cancel();
            boolean unused = over.tryFail(new Stopped(why));
        }
    }
}
