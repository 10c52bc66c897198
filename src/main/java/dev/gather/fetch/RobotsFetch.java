package dev.gather.fetch;

import dev.gather.fetch.Stopped.Stop;
import dev.gather.limit.Clock;
import dev.gather.limit.HostRefusal;
import dev.gather.limit.Share;
import dev.gather.limit.Waiter;
import dev.gather.net.Host;
import dev.gather.net.InvalidUrl;
import dev.gather.net.Target;
import dev.gather.robots.RobotsAnswer;
import dev.gather.robots.RobotsTxt;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one origin's robots.txt (RFC 9309, section 2.3), with permits of its own and through the same gate as every
 * fetch. It belongs to no batch, so none can cut it short for the others that wait for it. Used once, on one loop.
 */
final class RobotsFetch {
    private static final int MOST_REDIRECTS = 5;

    /** Reading more than this takes milliseconds, so a worker does it. */
    private static final int LARGE_BYTES = 32 << 10;

    private final Fetcher fetcher;
    private final Target asked;
    private final long hopNanos;
    private final Share share;
    private final Promise<RobotsAnswer> answer = Promise.promise();
    private @Nullable Exchange exchange;
    private boolean over;
    private int redirects;
    private int stale;
    private boolean refusedBefore;

    /** @param caller whose share of the limits it takes */
    RobotsFetch(Fetcher fetcher, String caller, Target asked) {
        this.fetcher = fetcher;
        this.asked = asked;
        this.hopNanos = fetcher.robots().patience().toNanos();
        this.share = fetcher.ownShare(caller, wholeNanos());
    }

    /**
     * What it came to. Fails with {@link HopFailed} or {@link HostRefused} if the origin itself may not be spoken to or
     * has no address, or if it did not come to its turn.
     */
    Future<RobotsAnswer> run() {
        Clock.Timer bound = fetcher.clock().after(wholeNanos(), this::late);
        begin();
        return answer.future().onComplete(done -> {
            over = true;
            bound.cancel();
            share.close();
        });
    }

    private long wholeNanos() {
        return (MOST_REDIRECTS + 1) * hopNanos;
    }

    private void begin() {
        try {
            hop(asked.resolve("/robots.txt"));
        } catch (InvalidUrl e) {
            fail(e);
        }
    }

    private void hop(Target target) {
        Host host = target.host();
        share.awaitFirst(host, new Waiter() {
            @Override
            public void granted(long pausedNanos) {
                if (over) {
                    share.release(host, false);
                } else {
                    exchange(target);
                }
            }

            @Override
            public void refused(HostRefusal why) {
                RobotsFetch.this.refused(new HostRefused(host, why));
            }
        });
    }

    private void exchange(Target target) {
        Permit permit = new Permit(share, target.host(), fetcher.clock().nanos());
        Exchange next = fetcher.exchange(order(target), permit);
        exchange = next;
        next.run().onComplete(ended -> ended(target, ended));
    }

    /** What its host's state keeps from asking ends the askers the same way, and says nothing of its robots.txt. */
    private void refused(HostRefused why) {
        if (redirects == 0) {
            fail(why);
        } else {
            unreachable(why.failure().code().label());
        }
    }

    private Order order(Target target) {
        return new Order(
                HttpMethod.GET,
                target,
                headers(),
                null,
                hopNanos / 2,
                hopNanos,
                RobotsTxt.MOST_BYTES,
                true,
                true,
                true,
                redirects == 0 ? Phase.ADMIT : Phase.REDIRECT,
                false);
    }

    private MultiMap headers() {
        return HttpHeaders.headers()
                .set(HttpHeaders.USER_AGENT, fetcher.userAgent())
                .set(HttpHeaders.ACCEPT, "text/plain, */*;q=0.5")
                .set(HttpHeaders.ACCEPT_ENCODING, "gzip, deflate");
    }

    private void ended(Target target, AsyncResult<Answer> ended) {
        if (ended.succeeded()) {
            answered(target, ended.result());
        } else if (ended.cause() instanceof HopFailed failed) {
            broken(target, failed);
        } else {
            fail(ended.cause());
        }
    }

    private void broken(Target target, HopFailed failed) {
        Phase phase = failed.failure().phase();
        if (failed.stale() && stale < Attempt.MOST_FREE_RETRIES) {
            stale++;
            hop(target);
        } else if (redirects == 0 && (phase == Phase.ADMIT || phase == Phase.DNS)) {
            fail(failed);
        } else {
            unreachable(failed.failure().code().label());
        }
    }

    private void answered(Target target, Answer came) {
        int status = came.head().status();
        if (Redirects.redirects(status, came.head().headers())) {
            follow(target, came.head().headers());
        } else if (status >= 200 && status < 300) {
            read(came);
        } else if (status == 429 && !refusedBefore) {
            // Its host is paused now for everybody, this fetch among them.
            refusedBefore = true;
            hop(target);
        } else if (status >= 400 && status < 500) {
            settle(RobotsAnswer.NONE);
        } else {
            unreachable("status " + status);
        }
    }

    /** Follows a redirect; what is found at its end are the rules of the origin that was asked (section 2.3.1.2). */
    private void follow(Target from, ResponseHeaders headers) {
        if (redirects == MOST_REDIRECTS) {
            settle(RobotsAnswer.NONE);
            return;
        }
        redirects++;
        try {
            Target next = Redirects.target(from, headers);
            if (headers.forked()) {
                unreachable("a redirect to two places");
            } else {
                hop(next);
            }
        } catch (InvalidUrl e) {
            unreachable("a redirect to no valid URL");
        }
    }

    private void read(Answer came) {
        if (came.length() <= LARGE_BYTES) {
            settle(rules(came));
        } else {
            fetcher.aside(came.length(), () -> rules(came))
                    .onSuccess(this::settle)
                    .onFailure(this::fail);
        }
    }

    private RobotsAnswer rules(Answer came) {
        return RobotsAnswer.of(fetcher.robots().read(came.bytes(), came.length(), came.truncated()));
    }

    private void unreachable(String why) {
        settle(RobotsAnswer.unreachable(why));
    }

    /** Too late, it does nothing. */
    private void settle(RobotsAnswer found) {
        boolean unused = answer.tryComplete(found);
    }

    /** Too late, it does nothing. */
    private void fail(Throwable cause) {
        boolean unused = answer.tryFail(cause);
    }

    /** Too much time has passed, in our own lines or at the origin. */
    private void late() {
        if (over) {
            return;
        }
        Exchange open = exchange;
        if (open == null) {
            // The origin has not even been asked: nothing to remember.
            String message = "The host's robots.txt could not be had (no turn to ask for it in time).";
            Failure failure = Failure.of(FailureCode.ROBOTS_DISALLOWED, Phase.ADMIT, message);
            fail(new HopFailed(failure, null, HopTimings.NONE, false));
        } else {
            unreachable("not in time");
            open.stop(new Stop(FailureCode.DEADLINE_EXCEEDED, "not in time"));
        }
    }
}
