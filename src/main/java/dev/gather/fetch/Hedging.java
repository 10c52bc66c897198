package dev.gather.fetch;

import dev.gather.fetch.Stopped.Stop;
import dev.gather.limit.Clock;
import dev.gather.limit.HostRefusal;
import dev.gather.limit.Share;
import dev.gather.limit.Waiter;
import dev.gather.net.Host;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * A hop with a second, equal exchange beside the first if that is slow to answer (Dean and Barroso, The Tail at Scale,
 * 2013). It stands in line for a permit of its own, and then the host's retry budget pays for it; without either,
 * nothing happens. The first head wins, and the other exchange ends on the wire. Used once, on one loop.
 */
final class Hedging implements Pending, Waiter {
    private static final Stop LOST = new Stop(FailureCode.CANCELLED, "An equal request was answered first.");

    private final Fetcher fetcher;
    private final Share share;
    private final Attempt attempt;
    private final Order order;
    private final Clock clock;
    private final long sinceNanos;
    private final Promise<Answer> answer = Promise.promise();
    private final Run first;
    private @Nullable Run second;
    /** The run that decides: the first to have a head, or the last that is left. */
    private @Nullable Run decisive;

    private Clock.@Nullable Timer timer;
    private boolean stopping;
    private boolean over;

    /** @param granted the permit of the first exchange */
    Hedging(Fetcher fetcher, Share share, Attempt attempt, Order order, Permit granted) {
        this.fetcher = fetcher;
        this.share = share;
        this.attempt = attempt;
        this.order = order;
        this.clock = fetcher.clock();
        this.sinceNanos = clock.nanos();
        this.first = new Run(fetcher.exchange(order, granted), granted);
    }

    /** The complete answer, or what an {@link Exchange} fails with. */
    Future<Answer> run() {
        timer = clock.after(attempt.hedgeNanos(), this::late);
        begin(first);
        return answer.future();
    }

    /** The permit of the exchange that decided. */
    Permit permit() {
        return decisive == null ? first.permit : decisive.permit;
    }

    @Override
    public void stop(Stop why) {
        stopping = true;
        first.exchange.stop(why);
        if (second != null) {
            second.exchange.stop(why);
        }
    }

    private Host host() {
        return order.target().host();
    }

    private boolean decided() {
        return over || stopping || decisive != null;
    }

    private void late() {
        if (!decided()) {
            attempt.hedged();
            share.await(host(), this);
        }
    }

    /** Its turn has come, and only now is it paid for: what is answered before costs nothing. */
    @Override
    public void granted(long pausedNanos) {
        Permit permit = new Permit(share, host(), clock.nanos());
        if (decided()) {
            permit.release();
        } else {
            share.hedge(host(), allowed -> paid(allowed, permit));
        }
    }

    private void paid(boolean allowed, Permit permit) {
        long leftNanos = order.totalNanos() - (clock.nanos() - sinceNanos);
        if (!allowed || decided() || leftNanos <= 0) {
            permit.release();
            return;
        }
        Run hedge = new Run(fetcher.exchange(order.within(leftNanos), permit), permit);
        second = hedge;
        begin(hedge);
    }

    @Override
    public void refused(HostRefusal why) {
        // The first exchange goes on alone.
    }

    private void begin(Run run) {
        run.exchange.whenHead(() -> wins(run));
        run.exchange.run().onComplete(ended -> ended(run, ended));
    }

    private void wins(Run run) {
        if (decided()) {
            return;
        }
        decisive = run;
        Run other = other(run);
        if (other != null) {
            other.exchange.stop(LOST);
        }
    }

    private @Nullable Run other(Run run) {
        return run == first ? second : first;
    }

    /** One has ended: that is how the hop ends, unless the other one decides or may still. */
    private void ended(Run run, AsyncResult<Answer> ended) {
        run.over = true;
        Run other = other(run);
        boolean otherMayWin = !stopping && decisive == null && other != null && !other.over;
        boolean lost = decisive != null && decisive != run;
        if (over || lost || otherMayWin) {
            return;
        }
        decisive = run;
        end(ended);
    }

    private void end(AsyncResult<Answer> ended) {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
        answer.handle(ended);
    }

    /** One of the two exchanges. */
    private static final class Run {
        private final Exchange exchange;
        private final Permit permit;
        private boolean over;

        Run(Exchange exchange, Permit permit) {
            this.exchange = exchange;
            this.permit = permit;
        }
    }
}
