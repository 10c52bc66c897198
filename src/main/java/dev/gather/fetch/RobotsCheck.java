package dev.gather.fetch;

import dev.gather.fetch.Stopped.Stop;
import dev.gather.limit.HostRefusal;
import dev.gather.net.Target;
import dev.gather.robots.RobotsAnswer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Asks an origin's robots.txt whether one hop may be made. Used once, on one loop. */
final class RobotsCheck implements Pending {
    private static final String ROBOTS_TXT = "/robots.txt";

    private final Fetcher fetcher;
    private final String caller;
    private final Target target;
    private final Phase phase;
    private final Promise<Long> allowed = Promise.promise();

    /** @param phase where the hop stands if it may not be made */
    RobotsCheck(Fetcher fetcher, String caller, Target target, Phase phase) {
        this.fetcher = fetcher;
        this.caller = caller;
        this.target = target;
        this.phase = phase;
    }

    /**
     * If the hop may be made: the least time between two requests to the host that its robots.txt asks for, in
     * nanoseconds, up to 30 s; 0 if none. Else fails with {@link HopFailed}, {@link Stopped} or a bug.
     */
    Future<Long> run() {
        if (isRobotsTxt()) {
            return Future.succeededFuture(0L);
        }
        fetcher.askRobots(caller, target).onComplete(this::answered);
        return allowed.future();
    }

    @Override
    public void stop(Stop why) {
        boolean unused = allowed.tryFail(new Stopped(why));
    }

    /** The host is paused for longer than there is time, and so is its answer. */
    void refused(HostRefusal why) {
        boolean unused = allowed.tryFail(new HostRefused(target.host(), why));
    }

    /** Robots.txt itself may always be fetched (RFC 9309, section 2.2.2). */
    private boolean isRobotsTxt() {
        return target.requestUri().equals(ROBOTS_TXT);
    }

    private void answered(AsyncResult<RobotsAnswer> asked) {
        if (allowed.future().isComplete()) {
            return;
        }
        if (asked.failed()) {
            allowed.fail(here(asked.cause()));
            return;
        }
        String objection = asked.result().objection(target.requestUri());
        if (objection == null) {
            allowed.complete(asked.result().crawlDelayNanos());
        } else {
            allowed.fail(failed(Failure.of(FailureCode.ROBOTS_DISALLOWED, phase, objection)));
        }
    }

    /** What refused the robots.txt refuses this hop as well; another hop may have asked for it in another phase. */
    private Throwable here(Throwable cause) {
        if (cause instanceof HopFailed shared) {
            Failure f = shared.failure();
            Phase at = f.phase() == Phase.ADMIT ? phase : f.phase();
            return failed(new Failure(f.code(), at, f.message(), f.retryable(), f.retryAfterMs(), f.details()));
        }
        return cause;
    }

    private static HopFailed failed(Failure failure) {
        return new HopFailed(failure, null, HopTimings.NONE, false);
    }
}
