package dev.gather.fetch;

import dev.gather.content.Content;
import dev.gather.extract.Unmet;
import dev.gather.fetch.Stopped.Stop;
import dev.gather.limit.BufferedBytes;
import dev.gather.limit.Clock;
import dev.gather.net.Host;
import dev.gather.net.InvalidUrl;
import dev.gather.net.Refusal;
import dev.gather.net.Target;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
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
    private final Hops hops;
    private final long acceptedNanos;
    private final long deadlineNanos;
    private final List<AttemptRecord> attempts = new ArrayList<>(1);
    private @Nullable Attempt current;
    /** What the last answer began with; null if the last exchange had none. */
    private @Nullable Head lastHead;
    /** Why the last attempt failed; null if it was answered. */
    private @Nullable Failure lastFailure;
    /** The answer that stands if it is not repeated; no longer kept once that is decided, for it may be large. */
    private @Nullable Answer standing;

    private boolean retrySuppressed;

    /** @param hops of this fetch, none made yet */
    Fetching(Fetcher fetcher, Batch batch, Fetch fetch, Hops hops) {
        this.fetcher = fetcher;
        this.clock = fetcher.clock();
        this.batch = batch;
        this.fetch = fetch;
        this.target = Objects.requireNonNull(fetch.target());
        this.hops = hops;
        this.acceptedNanos = batch.acceptedNanos();
        this.deadlineNanos = acceptedNanos + TimeUnit.MILLISECONDS.toNanos(batch.deadlineMs());
    }

    /** How it ended; never fails. */
    Future<Outcome> run() {
        return attempt(0).recover(bug -> Future.succeededFuture(internal(bug)));
    }

    /** Ends it at once, on the wire too, with the reason as its failure. */
    void stop(Stop why) {
        hops.stop(why);
    }

    /** Has it go on although its batch is paused, should it stand in line. */
    void urge() {
        hops.urge();
    }

    private Future<Outcome> attempt(long waitNanos) {
        Attempt attempt = new Attempt(fetch, target, fetcher.headers(batch, fetch), waitNanos, clock.nanos());
        if (current == null) {
            current = attempt;
        }
        return hop(attempt);
    }

    /** One hop, and whatever follows from how it ends. */
    private Future<Outcome> hop(Attempt attempt) {
        return hops.next(attempt, attempts.isEmpty()).transform(ended -> {
            if (attempt.sent() || ended.succeeded()) {
                current = attempt;
            }
            return ended.succeeded() ? answered(attempt, ended.result()) : broken(attempt, ended.cause());
        });
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
        Head head = answer.head();
        record(attempt, head.status(), null);
        lastHead = head;
        lastFailure = null;
        boolean accepted = fetch.options().acceptStatus().includes(head.status());
        if (accepted || attempt.source == Source.CACHE || !fetcher.retries().repeats(head.status()) || !mayRepeat()) {
            return decoded(answer, accepted);
        }
        if (HostSignals.refusesForNow(head.status()) && hops.hostIsPaused()) {
            // Its host is paused for everybody: the next attempt waits where all others do.
            return attempt(0);
        }
        standing = answer;
        return again(
                attempt.target().host(), RetryAfter.millis(head.headers().get("retry-after"), clock.epochMillis()));
    }

    private Future<Outcome> broken(Attempt attempt, HopFailed failed) {
        attempt.timed(failed.timings());
        Head head = failed.head();
        record(attempt, head == null ? 0 : head.status(), failed.failure().code());
        lastHead = head;
        lastFailure = failed.failure();
        return fetcher.retries().repeats(failed.failure()) && mayRepeat()
                ? again(attempt.target().host(), OptionalLong.empty())
                : stands();
    }

    /**
     * Another attempt after a wait, if that fits and the host's budget for repetitions allows it; else the last one
     * stands.
     */
    private Future<Outcome> again(Host host, OptionalLong askedMs) {
        long wait = fetcher.retries().waitNanos(attempts.size(), askedMs);
        if (!fits(wait)) {
            return stands();
        }
        return hops.budget(host)
                .transform(asked -> asked.succeeded()
                        ? paid(asked.result(), wait)
                        : Future.succeededFuture(cutWhileWaiting(asked.cause())));
    }

    private Future<Outcome> paid(boolean allowed, long waitNanos) {
        if (!allowed) {
            retrySuppressed = true;
            return stands();
        }
        standing = null;
        return hops.backOff(waitNanos)
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

    /**
     * Its host takes nobody now, for longer than there is time. What failed before keeps its own failure, which tells
     * more than that it is not repeated.
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
        BufferedBytes.Account bytes = fetcher.buffered().account(batch.caller());
        Extracting extracting =
                new Extracting(fetcher.extractors(), batch.id(), fetch.options().extraction(), answer, bytes);
        return hops.pend(extracting, extracting.run())
                .transform(
                        done -> done.succeeded() ? decoded(answer, done.result(), true) : unmet(answer, done.cause()));
    }

    private Future<Outcome> unmet(Answer answer, Throwable cause) {
        if (cause instanceof Unmet unmet) {
            return Future.succeededFuture(undecoded(answer, Failures.of(unmet)));
        }
        return Future.succeededFuture(
                cause instanceof Stopped why ? failed(why.failure(), why.head()) : internal(cause));
    }

    private Future<Outcome> decoded(Answer answer, Content extracted, boolean accepted) {
        return Fetcher.takesLong(answer)
                ? decodedAside(answer, extracted, accepted)
                : Future.succeededFuture(decoded(answer, Fetcher.read(fetch, answer), extracted, accepted));
    }

    private Future<Outcome> decodedAside(Answer answer, Content extracted, boolean accepted) {
        Reading reading = fetcher.reading(fetch, answer);
        return hops.pend(reading, reading.run())
                .map(content -> decoded(answer, content, extracted, accepted))
                .recover(cause -> cause instanceof Stopped why
                        ? Future.succeededFuture(failed(why.failure(), why.head()))
                        : Future.failedFuture(cause));
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
        record(attempt, head == null ? 0 : head.status(), why.failure().code());
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

    /** Notes how an attempt ended, if an origin has been asked at all. */
    private void record(Attempt attempt, int status, @Nullable FailureCode error) {
        if (attempt.sent()) {
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
                        hops.queuedNanos(),
                        hops.backoffNanos(),
                        phases.dns(),
                        phases.connect(),
                        phases.ttfb(),
                        phases.download(),
                        clock.nanos() - acceptedNanos),
                phases.fetchedAtMs(),
                retrySuppressed,
                last.source);
    }
}
