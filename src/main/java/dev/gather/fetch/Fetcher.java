package dev.gather.fetch;

import dev.gather.cache.CacheMode;
import dev.gather.content.BodyForm;
import dev.gather.content.Content;
import dev.gather.content.Contents;
import dev.gather.content.Inflaters;
import dev.gather.content.NotJson;
import dev.gather.limit.BufferedBytes;
import dev.gather.limit.Clock;
import dev.gather.limit.LargeBodies;
import dev.gather.limit.Share;
import dev.gather.net.Gate;
import dev.gather.net.Refused;
import dev.gather.net.Target;
import dev.gather.net.Vetted;
import dev.gather.robots.Robots;
import dev.gather.robots.RobotsAnswer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all fetches of one instance share. Used on the instance's loop only. */
final class Fetcher {
    private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);

    /** Larger bodies are read by a worker: a loop would be blocked for more than some milliseconds. */
    private static final int LARGE_BODY_BYTES = 1 << 20;

    private final Vertx vertx;
    private final Executor loop;
    private final OriginClient client;
    private final Clock clock;
    private final Engine.Shared shared;
    private final Inflaters inflaters;
    private final Turns turns;
    private final Deadlines deadlines;
    private final RequestHeaders headers;
    private final Revalidations revalidations;
    /** Full jitter needs no secrecy. */
    private final RetryPolicy retries =
            new RetryPolicy(() -> ThreadLocalRandom.current().nextDouble());

    private final Extractors extractors;

    Fetcher(Vertx vertx, Executor loop, OriginClient client, Clock clock, Engine.Shared shared) {
        this.vertx = vertx;
        this.loop = loop;
        this.client = client;
        this.clock = clock;
        this.shared = shared;
        this.inflaters = new Inflaters(clock::nanos);
        this.extractors = new Extractors(vertx);
        this.turns = new Turns(clock);
        this.deadlines = new Deadlines(clock);
        this.headers = new RequestHeaders(shared.settings());
        this.revalidations = new Revalidations(this);
    }

    /**
     * A fetch whose first permit is in hand.
     *
     * @param pausedNanos how long it waited for nothing but its host's pause
     */
    Fetching begin(Batch batch, Fetch fetch, Share share, long pausedNanos) {
        return new Fetching(this, batch, fetch, Hops.withPermit(this, batch, fetch, share, pausedNanos));
    }

    /**
     * A fetch that has something to ask before it waits for its first permit.
     *
     * @param whenInLine runs once, as it begins to wait; not at all if it never does
     */
    Fetching begin(Batch batch, Fetch fetch, Share share, Runnable whenInLine) {
        return new Fetching(this, batch, fetch, Hops.withoutPermit(this, batch, fetch, share, whenInLine));
    }

    /** What a dry run finds out about a target; its name is resolved and nothing else happens. */
    Future<Optional<Failure>> plan(Target target) {
        return admit(target)
                .map(vetted -> Optional.<Failure>empty())
                .recover(cause -> Future.succeededFuture(Optional.of(refusal(cause))));
    }

    /** What a dry run finds out that asks robots.txt, too. */
    Future<Optional<Failure>> planWithRobots(String caller, Target target) {
        return plan(target)
                .compose(refused -> refused.isPresent()
                        ? Future.succeededFuture(refused)
                        : new RobotsCheck(this, caller, target, Phase.ADMIT)
                                .run()
                                .map(allowed -> Optional.<Failure>empty())
                                .recover(cause -> Future.succeededFuture(Optional.of(refusal(cause)))));
    }

    private Failure refusal(Throwable cause) {
        if (cause instanceof HopFailed failed) {
            return failed.failure();
        }
        if (cause instanceof HostRefused refused) {
            return refused.failure();
        }
        if (cause instanceof Refused refused) {
            return Failures.of(refused.refusal(), Phase.ADMIT);
        }
        return internal(cause, Phase.DNS);
    }

    /** The addresses of a target that may be dialled; heard of on this loop. */
    Future<Vetted> admit(Target target) {
        return gate().admit(target);
    }

    Exchange exchange(Order order, Permit permit) {
        return new Exchange(order, client, this, clock, shared.buffered(), permit);
    }

    /** The request headers of a new attempt, not to be changed. */
    MultiMap headers(Batch batch, Fetch fetch) {
        return headers.of(batch, fetch.options());
    }

    /** What the cache has to do with an attempt's next hop; null if nothing. */
    @Nullable
    CachedHop cached(Batch batch, Fetch fetch, Attempt attempt, boolean firstTry) {
        boolean asksFor = fetch.options().cache() != CacheMode.NO_STORE;
        return asksFor || (!Fetch.safe(attempt.method()) && shared.cache().inUse())
                ? CachedHop.of(this, shared.cache(), batch, fetch, attempt, firstTry)
                : null;
    }

    /** What is asked about stored answers in the background. */
    Revalidations revalidations() {
        return revalidations;
    }

    /** What {@link #read} returns, by a worker. */
    Future<Optional<Content>> readAside(Fetch fetch, Answer answer) {
        return vertx.executeBlocking(() -> read(fetch, answer), false).map(Objects::requireNonNull);
    }

    /** The same, as soon as there is memory for it. */
    Reading reading(Fetch fetch, Answer answer) {
        return new Reading(this, shared.largeBodies(), shared.buffered(), fetch, answer);
    }

    /** Whether reading the body takes so long that it is to be done aside. */
    static boolean takesLong(Answer answer) {
        return answer.length() > LARGE_BODY_BYTES;
    }

    /** The body as the caller wants it; empty if it should be JSON and is not. */
    static Optional<Content> read(Fetch fetch, Answer answer) {
        if (!fetch.options().include().contains(Include.BODY) || answer.hasNoBody(fetch.method())) {
            return Optional.of(Content.NONE);
        }
        try {
            String type = answer.head().headers().get("content-type");
            BodyForm as = fetch.options().as();
            return Optional.of(Contents.read(answer.bytes(), answer.length(), type, as, answer.truncated()));
        } catch (NotJson e) {
            return Optional.empty();
        }
    }

    /** Who applies callers' rules to bodies. */
    Extractors extractors() {
        return extractors;
    }

    BufferedBytes buffered() {
        return shared.buffered();
    }

    LargeBodies largeBodies() {
        return shared.largeBodies();
    }

    Executor loop() {
        return loop;
    }

    Inflaters inflaters() {
        return inflaters;
    }

    /** Where bodies that take long to inflate take turns. */
    Turns turns() {
        return turns;
    }

    /** When exchanges have taken too long. */
    Deadlines deadlines() {
        return deadlines;
    }

    /** A future of another thread, heard of on this loop. */
    <T> Future<T> onLoop(Future<T> future) {
        if (future.isComplete()) {
            return future;
        }
        Promise<T> here = Promise.promise();
        future.onComplete(result -> loop.execute(() -> here.handle(result)));
        return here.future();
    }

    /** Whether the origin's robots.txt is asked before each hop of a fetch with these options. */
    boolean respectsRobots(FetchOptions options) {
        boolean asksOrigin = options.cache() != CacheMode.ONLY_IF_CACHED;
        return asksOrigin && (options.respectRobots() || shared.robots().enforced());
    }

    /** What is known of robots.txt. */
    Robots robots() {
        return shared.robots();
    }

    /** The robots.txt of a target's origin: what is known of it, or a fetch of our own. Heard of on this loop. */
    Future<RobotsAnswer> askRobots(String caller, Target target) {
        return onLoop(shared.robots().ask(target, () -> new RobotsFetch(this, caller, target).run()));
    }

    /** A share of the limits for something that belongs to no batch and may take so long; to be closed. */
    Share ownShare(String caller, long nanos) {
        return shared.scheduler().open(caller, loop, 1, 1, 0, clock.nanos() + nanos);
    }

    /** What a worker makes of so many bytes, which are held until then; heard of on this loop. */
    <T> Future<T> aside(long bytes, Callable<T> work) {
        shared.buffered().hold(bytes);
        return vertx.executeBlocking(work, false)
                .map(Objects::requireNonNull)
                .onComplete(done -> shared.buffered().release(bytes));
    }

    String userAgent() {
        return shared.settings().userAgent();
    }

    Gate gate() {
        return shared.gate();
    }

    Clock clock() {
        return clock;
    }

    /** The longest wait that is obeyed; who asks for more is not asked again. */
    long longestWaitNanos() {
        return shared.scheduler().longestPauseNanos();
    }

    RetryPolicy retries() {
        return retries;
    }

    void close() {
        revalidations.stop();
        client.close();
        extractors.close();
        inflaters.close();
    }

    /** Something threw that must not: the fetch ends with this, and the rest goes on. */
    Failure internal(Throwable bug, Phase phase) {
        shared.onBug().accept(bug); // first: without memory even a line of the log can fail
        LOG.error("A fetch failed for no reason that it may fail for", bug);
        String message = "The service failed; its log tells more under the request's id.";
        return Failure.of(FailureCode.PROXY_INTERNAL_ERROR, phase, message);
    }
}
