package dev.gather.fetch;

import dev.gather.content.Content;
import dev.gather.fetch.Stopped.Stop;
import dev.gather.limit.BufferedBytes;
import dev.gather.limit.Clock;
import dev.gather.limit.LargeBodies;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a large body into what its caller wants, aside from the loop, and as soon as there is memory for it: of one
 * stored body a thousand hits make a thousand. Used once, on one loop.
 */
final class Reading implements Pending {
    /** A byte of another charset becomes at most so many in UTF-8. */
    private static final long MOST_GROWTH = 3;

    private static final long REVIEW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Fetcher fetcher;
    private final LargeBodies largeBodies;
    private final BufferedBytes buffered;
    private final Fetch fetch;
    private final Answer answer;
    private final Promise<Optional<Content>> read = Promise.promise();
    private LargeBodies.@Nullable Place place;
    private Clock.@Nullable Timer review;
    private boolean begun;
    private boolean over;

    Reading(Fetcher fetcher, LargeBodies largeBodies, BufferedBytes buffered, Fetch fetch, Answer answer) {
        this.fetcher = fetcher;
        this.largeBodies = largeBodies;
        this.buffered = buffered;
        this.fetch = fetch;
        this.answer = answer;
    }

    /** What {@link Fetcher#read} returns, or {@link Stopped}, or a bug. */
    Future<Optional<Content>> run() {
        buffered.hold(ownBytes());
        LargeBodies.Place entered = largeBodies.enterAtOnce(MOST_GROWTH * answer.length(), fetcher.loop(), this::begin);
        place = entered;
        if (entered.granted()) {
            begin();
        } else {
            reviewLater();
        }
        return read.future();
    }

    /** What is held for this answer alone: the body that the cache has is there for all. */
    private long ownBytes() {
        return answer.source() == Source.NETWORK ? answer.length() : 0;
    }

    private void begin() {
        if (begun || over) {
            return;
        }
        begun = true;
        fetcher.readAside(fetch, answer).onComplete(this::done);
    }

    private void done(AsyncResult<Optional<Content>> result) {
        // First, so that what it holds is counted when the next one asks for room.
        if (result.succeeded()) {
            boolean unused = read.tryComplete(result.result());
        } else {
            boolean unused = read.tryFail(result.cause());
        }
        end();
    }

    @Override
    public void stop(Stop why) {
        boolean unused = read.tryFail(new Stopped(why, Phase.DECODE, answer.head(), HopTimings.NONE));
        if (!begun) {
            end();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        buffered.release(ownBytes());
        if (review != null) {
            review.cancel();
        }
        if (place != null) {
            place.leave();
        }
    }

    /** Memory is given back by many, and none of them tells. */
    private void reviewLater() {
        review = fetcher.clock().after(REVIEW_NANOS, () -> {
            largeBodies.review();
            if (!begun && !over) {
                reviewLater();
            }
        });
    }
}
