package dev.gather.fetch;

import dev.gather.content.Content;
import dev.gather.extract.Unmet;
import dev.gather.fetch.Stopped.Stop;
import dev.gather.limit.Clock;
import dev.gather.limit.HostRefusal;
import dev.gather.limit.Share;
import dev.gather.limit.Waiter;
import dev.gather.net.Host;
import dev.gather.net.InvalidUrl;
import dev.gather.net.Refusal;
import dev.gather.net.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One fetch under way: attempts and hops under one deadline. Used on its batch's loop only.
 *
 * <p>Every hop has a permit for its host, which goes back when the hop is off the wire; while it waits, for a permit or
 * between attempts, it holds none.
 *
 * <p>An attempt that the host answered with a pause for all is repeated after that pause and costs nothing; any other
 * repetition has a wait of its own and is paid from the host's retry budget.
 */
final class Fetching {
    private final Fetcher fetcher;
    private final Clock clock;
    private final Batch batch;
    private final Fetch fetch;
    private final Target target;
    private final Share share;
    private final long acceptedNanos;
    private final long deadlineNanos;
    private final List<AttemptRecord> attempts = new ArrayList<>(1);
    private @Nullable Attempt current;
    private @Nullable Pending pending;
    private @Nullable Stop stopped;
    private @Nullable Runnable whenInLine;
    private boolean urged;
    private @Nullable Permit permit;
    /** What the last answer began with; null if the last exchange had none. */
    private @Nullable Head lastHead;
    /** Why the last attempt failed; null if it was answered. */
    private @Nullable Failure lastFailure;
    /** The answer that stands if it is not repeated; no longer kept once that is decided, for it may be large. */
    private @Nullable Answer standing;

    private boolean retrySuppressed;
    private long queuedNanos;
    private long backoffNanos;

    /**
     * The permit for the target's host is in hand.
     *
     * @param pausedNanos how long it waited for nothing but the host's pause
     */
    Fetching(Fetcher fetcher, Batch batch, Fetch fetch, Share share, long pausedNanos) {
        this(fetcher, batch, fetch, share, null);
        this.permit = new Permit(share, target.host(), clock.nanos());
        this.queuedNanos -= pausedNanos;
        this.backoffNanos = pausedNanos;
    }

    /** @param whenInLine runs once, as it stands in line for its host; null if it has the permit in hand already */
    Fetching(Fetcher fetcher, Batch batch, Fetch fetch, Share share, @Nullable Runnable whenInLine) {
        this.fetcher = fetcher;
        this.clock = fetcher.clock();
        this.batch = batch;
        this.fetch = fetch;
        this.target = Objects.requireNonNull(fetch.target());
        this.share = share;
        this.whenInLine = whenInLine;
        this.acceptedNanos = batch.acceptedNanos();
        this.deadlineNanos = acceptedNanos + TimeUnit.MILLISECONDS.toNanos(batch.deadlineMs());
        this.queuedNanos = clock.nanos() - acceptedNanos;
    }

    /** How it ended; never fails. */
    Future<Outcome> run() {
        return attempt(0).recover(bug -> Future.succeededFuture(internal(bug)));
    }

    /** Ends it at once, on the wire too, with the reason as its failure. */
    void stop(Stop why) {
        stopped = why;
        if (pending != null) {
            pending.stop(why);
        }
    }

    private Future<Outcome> attempt(long waitNanos) {
        Attempt attempt = new Attempt(fetch, target, fetcher.headers(batch, fetch), waitNanos, clock.nanos());
        if (current == null) {
            current = attempt;
        }
        return hop(attempt);
    }

    /** One exchange, as soon as it has its permit, and whatever follows from how it ends. */
    private Future<Outcome> hop(Attempt attempt) {
        Permit inHand = permit;
        if (inHand != null && !attempt.sent() && attempts.isEmpty()) {
            attempt.cached = cached(attempt);
            return exchange(attempt, inHand);
        }
        return fetcher.respectsRobots(fetch.options()) ? robots(attempt) : stored(attempt);
    }

    /** The hop, if the origin's robots.txt has nothing against it. */
    private Future<Outcome> robots(Attempt attempt) {
        if (stopped != null) {
            return broken(attempt, new Stopped(stopped));
        }
        long since = clock.nanos();
        RobotsCheck check = new RobotsCheck(fetcher, batch.caller(), attempt.target(), attempt.phase());
        pending = check;
        return check.run().transform(asked -> {
            queuedNanos += clock.nanos() - since;
            return asked.succeeded() ? allowed(attempt, asked.result()) : broken(attempt, asked.cause());
        });
    }

    private Future<Outcome> allowed(Attempt attempt, long crawlDelayNanos) {
        if (crawlDelayNanos > 0) {
            share.crawlDelay(attempt.target().host(), crawlDelayNanos);
        }
        return stored(attempt);
    }

    /** The hop, from the cache if that has the answer. */
    private Future<Outcome> stored(Attempt attempt) {
        CachedHop cached = cached(attempt);
        attempt.cached = cached;
        return cached != null && cached.settles() && stopped == null ? fromCache(attempt, cached) : permitted(attempt);
    }

    private @Nullable CachedHop cached(Attempt attempt) {
        return fetcher.cached(batch, fetch, attempt, attempts.isEmpty());
    }

    private Future<Outcome> fromCache(Attempt attempt, CachedHop cached) {
        attempt.source = Source.CACHE;
        try {
            return answered(attempt, cached.answer());
        } catch (HopFailed failed) {
            return broken(attempt, failed);
        }
    }

    private Future<Outcome> permitted(Attempt attempt) {
        return permit(attempt)
                .transform(granted ->
                        granted.succeeded() ? exchange(attempt, granted.result()) : broken(attempt, granted.cause()));
    }

    private Future<Permit> permit(Attempt attempt) {
        if (stopped != null) {
            return Future.failedFuture(new Stopped(stopped));
        }
        Host host = attempt.target().host();
        PermitWait wait = new PermitWait(attempt, host);
        pending = wait;
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
        return wait.granted.future();
    }

    /** Has it go on although its batch is paused, should it stand in line. */
    void urge() {
        urged = true;
        if (pending instanceof PermitWait wait) {
            share.urge(wait.host);
        }
    }

    private Future<Outcome> exchange(Attempt attempt, Permit granted) {
        permit = granted;
        current = attempt;
        attempt.onTheWire = true;
        attempt.source = Source.NETWORK;
        CachedHop cached = attempt.cached;
        Order plain = attempt.send(clock.nanos());
        Order order = cached == null ? plain : cached.order(plain);
        Future<Answer> came = attempt.hedgeNanos() > 0 ? hedged(attempt, order, granted) : single(order, granted);
        Future<Answer> answer = cached == null ? came : cached.conclude(came);
        return answer.transform(
                ended -> ended.succeeded() ? answered(attempt, ended.result()) : broken(attempt, ended.cause()));
    }

    private Future<Answer> single(Order order, Permit granted) {
        Exchange exchange = fetcher.exchange(order, granted);
        pending = exchange;
        return exchange.run();
    }

    /** The same with a second exchange beside the first, should that be slow. */
    private Future<Answer> hedged(Attempt attempt, Order order, Permit granted) {
        Hedging hedging = new Hedging(fetcher, share, attempt, order, granted);
        pending = hedging;
        return hedging.run().onComplete(ended -> permit = hedging.permit());
    }

    private Future<Outcome> answered(Attempt attempt, Answer answer) {
        Head head = answer.head();
        attempt.source = answer.source();
        boolean follows = fetch.options().maxRedirects() > 0 && Redirects.redirects(head.status(), head.headers());
        if (follows) {
            return follow(attempt, answer);
        }
        attempt.timed(answer.timings());
        return concluded(attempt, answer);
    }

    private Future<Outcome> broken(Attempt attempt, Throwable cause) {
        if (cause instanceof HopFailed failed) {
            if (failed.stale() && attempt.retryForFree()) {
                // A connection that the origin closed between two requests is no failure of the fetch.
                return goOn(attempt);
            }
            return broken(attempt, failed);
        }
        pending = null;
        if (cause instanceof HostRefused refused) {
            return Future.succeededFuture(refused(attempt, refused));
        }
        return Future.succeededFuture(cause instanceof Stopped why ? cut(attempt, why) : crashed(attempt, cause));
    }

    private Future<Outcome> goOn(Attempt attempt) {
        attempt.goOn(clock.nanos());
        return hop(attempt);
    }

    private Future<Outcome> follow(Attempt attempt, Answer answer) {
        Head head = answer.head();
        try {
            Target next = Redirects.target(attempt.target(), head.headers());
            Failure refusal = refusal(attempt, next, head);
            if (refusal != null) {
                return broken(attempt, new HopFailed(refusal, head, answer.timings(), false));
            }
            attempt.timed(answer.timings());
            lastHead = head;
            attempt.turnTo(next, head.status());
            return goOn(attempt);
        } catch (InvalidUrl e) {
            Failure failure =
                    Failure.of(FailureCode.INVALID_URL, Phase.REDIRECT, "The redirect leads to no valid http(s) URL.");
            return broken(attempt, new HopFailed(failure, head, answer.timings(), false));
        }
    }

    private @Nullable Failure refusal(Attempt attempt, Target next, Head head) {
        if (head.headers().forked()) {
            return Failure.of(FailureCode.INVALID_URL, Phase.REDIRECT, "The redirect leads to more than one place.");
        }
        if (attempt.loopsTo(next, head.status())) {
            return Failure.of(FailureCode.TOO_MANY_REDIRECTS, Phase.REDIRECT, "The redirects form a loop.");
        }
        int limit = fetch.options().maxRedirects();
        if (attempt.hops.size() >= limit) {
            return Failure.of(FailureCode.TOO_MANY_REDIRECTS, Phase.REDIRECT, "More than " + limit + " redirects.");
        }
        Refusal refused = fetcher.gate().check(next);
        return refused == null ? null : Failures.of(refused, Phase.REDIRECT);
    }

    private Future<Outcome> concluded(Attempt attempt, Answer answer) {
        pending = null;
        Head head = answer.head();
        record(attempt, head.status(), null);
        lastHead = head;
        lastFailure = null;
        boolean accepted = fetch.options().acceptStatus().includes(head.status());
        if (accepted || !attempt.onTheWire || !fetcher.retries().repeats(head.status()) || !mayRepeat()) {
            return decoded(answer, accepted);
        }
        if (pausedForAll(head)) {
            return attempt(0);
        }
        standing = answer;
        return again(
                attempt.target().host(), RetryAfter.millis(head.headers().get("retry-after"), clock.epochMillis()));
    }

    /** Whether the host refused for now and is paused for everybody, so that the next attempt waits where all others do. */
    private boolean pausedForAll(Head head) {
        return HostSignals.refusesForNow(head.status()) && permit != null && permit.paused();
    }

    private Future<Outcome> broken(Attempt attempt, HopFailed failed) {
        pending = null;
        if (failed.failure().code() == FailureCode.ROBOTS_DISALLOWED && attempt.hops.isEmpty()) {
            // Nothing was tried.
            return Future.succeededFuture(failed(failed.failure(), null));
        }
        attempt.timed(failed.timings());
        Head head = failed.head();
        record(attempt, head == null ? 0 : head.status(), failed.failure().code());
        lastHead = head;
        lastFailure = failed.failure();
        return fetcher.retries().repeats(failed.failure()) && mayRepeat()
                ? again(attempt.target().host(), OptionalLong.empty())
                : stands();
    }

    /** Another attempt after a wait, if that fits and the host's budget for repetitions allows it; else the last one stands. */
    private Future<Outcome> again(Host host, OptionalLong askedMs) {
        long wait = fetcher.retries().waitNanos(attempts.size(), askedMs);
        if (!fits(wait)) {
            return askedMs.isPresent()
                    ? Future.succeededFuture(failed(Failures.backoff(host, askedMs.getAsLong()), lastHead))
                    : stands();
        }
        return budget(host)
                .transform(asked -> asked.succeeded()
                        ? paid(asked.result(), wait)
                        : Future.succeededFuture(cutWhileWaiting(asked.cause())));
    }

    private Future<Boolean> budget(Host host) {
        BudgetWait wait = new BudgetWait();
        pending = wait;
        share.retry(host, wait);
        return wait.said.future();
    }

    private Future<Outcome> paid(boolean allowed, long waitNanos) {
        pending = null;
        if (!allowed) {
            retrySuppressed = true;
            return stands();
        }
        standing = null;
        return backOff(waitNanos)
                .transform(over ->
                        over.succeeded() ? attempt(waitNanos) : Future.succeededFuture(cutWhileWaiting(over.cause())));
    }

    /** The last attempt is how it ends. */
    private Future<Outcome> stands() {
        return standing != null
                ? decoded(standing, false)
                : Future.succeededFuture(failed(Objects.requireNonNull(lastFailure), lastHead));
    }

    private boolean mayRepeat() {
        return fetch.safe() && attempts.size() < fetch.options().maxAttempts();
    }

    private boolean fits(long waitNanos) {
        return waitNanos <= fetcher.longestWaitNanos() && clock.nanos() + waitNanos - deadlineNanos < 0;
    }

    private Future<Long> backOff(long waitNanos) {
        long since = clock.nanos();
        BackOff wait = new BackOff(waitNanos);
        pending = wait;
        return wait.over.future().onComplete(over -> backoffNanos += clock.nanos() - since);
    }

    /**
     * Its host takes nobody now, for longer than there is time. What failed before keeps its own failure, which tells more
     * than that it is not repeated.
     */
    private Outcome refused(Attempt attempt, HostRefused refused) {
        Failure before = lastFailure;
        if (attempt.sent()) {
            record(
                    attempt,
                    lastHead == null ? 0 : lastHead.status(),
                    refused.failure().code());
        } else if (before != null && refused.unreachable()) {
            retrySuppressed = true;
            return failed(before, lastHead);
        }
        return failed(refused.failure(), lastHead);
    }

    private Future<Outcome> decoded(Answer answer, boolean accepted) {
        return accepted && !fetch.options().extraction().isEmpty()
                ? extracted(answer)
                : decoded(answer, Content.NONE, accepted);
    }

    /** Applies the caller's rules, then decodes the body. */
    private Future<Outcome> extracted(Answer answer) {
        Extracting extracting = new Extracting(fetcher, fetch.options().extraction(), answer);
        pending = extracting;
        return extracting
                .run()
                .transform(
                        done -> done.succeeded() ? decoded(answer, done.result(), true) : unmet(answer, done.cause()));
    }

    private Future<Outcome> unmet(Answer answer, Throwable cause) {
        pending = null;
        if (cause instanceof Unmet unmet) {
            return Future.succeededFuture(undecoded(answer, Failures.of(unmet)));
        }
        return Future.succeededFuture(
                cause instanceof Stopped why ? failed(why.failure(), why.head()) : internal(cause));
    }

    private Future<Outcome> decoded(Answer answer, Content extracted, boolean accepted) {
        return Fetcher.takesLong(answer)
                ? fetcher.readAside(fetch, answer).map(content -> decoded(answer, content, extracted, accepted))
                : Future.succeededFuture(decoded(answer, Fetcher.read(fetch, answer), extracted, accepted));
    }

    private Outcome decoded(Answer answer, Optional<Content> content, Content extracted, boolean accepted) {
        return content.isPresent()
                ? answered(answer, content.get(), extracted, accepted, trail())
                : undecoded(answer, Failure.of(FailureCode.BODY_NOT_JSON, Phase.DECODE, "The body is not JSON."));
    }

    /** A complete answer that is not what the caller asked for: its attempt failed after all. */
    private Outcome undecoded(Answer answer, Failure failure) {
        if (!attempts.isEmpty()) {
            AttemptRecord last = attempts.remove(attempts.size() - 1);
            attempts.add(new AttemptRecord(last.status(), failure.code(), last.waitNanos(), last.totalNanos()));
        }
        return failed(failure, answer.head());
    }

    private static Outcome answered(Answer answer, Content content, Content extracted, boolean accepted, Trail trail) {
        return new Outcome.Answered(
                answer.head(),
                content,
                extracted,
                answer.bodyBytes(),
                answer.wireBytes(),
                answer.truncated(),
                accepted,
                trail);
    }

    private Outcome cut(Attempt attempt, Stopped why) {
        attempt.timed(why.timings());
        Head head = why.failure().phase() == Phase.QUEUE ? lastHead : why.head();
        if (attempt.sent()) {
            record(attempt, head == null ? 0 : head.status(), why.failure().code());
        }
        return failed(why.failure(), head);
    }

    private Outcome crashed(Attempt attempt, Throwable bug) {
        record(attempt, 0, FailureCode.PROXY_INTERNAL_ERROR);
        return internal(bug);
    }

    private Outcome cutWhileWaiting(Throwable cause) {
        return cause instanceof Stopped why ? failed(why.failure(), lastHead) : internal(cause);
    }

    private Outcome internal(Throwable bug) {
        return failed(fetcher.internal(bug, Phase.QUEUE), null);
    }

    private Outcome failed(Failure failure, @Nullable Head head) {
        return new Outcome.Failed(failure, head, trail());
    }

    private void record(Attempt attempt, int status, @Nullable FailureCode error) {
        if (attempt.onTheWire) {
            attempts.add(attempt.record(status, error, clock.nanos()));
        }
    }

    private Trail trail() {
        Attempt last = Objects.requireNonNull(current);
        HopTimings phases = last.timings();
        return new Trail(
                attempts,
                last.hops,
                new Timings(
                        queuedNanos,
                        backoffNanos,
                        phases.dns(),
                        phases.connect(),
                        phases.ttfb(),
                        phases.download(),
                        clock.nanos() - acceptedNanos),
                phases.fetchedAtMs(),
                retrySuppressed,
                last.source);
    }

    /** Waits for another permit. */
    private final class PermitWait implements Waiter, Pending {
        private final Promise<Permit> granted = Promise.promise();
        private final Attempt attempt;
        private final Host host;
        private final long since = clock.nanos();

        PermitWait(Attempt attempt, Host host) {
            this.attempt = attempt;
            this.host = host;
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
            if (!attempt.sent() && !attempts.isEmpty()) {
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
        private final Promise<Long> over = Promise.promise();
        private final Clock.Timer timer;

        BackOff(long waitNanos) {
            timer = clock.after(waitNanos, () -> over.tryComplete(waitNanos));
        }

        @Override
        public void stop(Stop why) {
            timer.cancel();
            boolean unused = over.tryFail(new Stopped(why));
        }
    }
}
