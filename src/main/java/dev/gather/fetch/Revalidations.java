package dev.gather.fetch;

import dev.gather.cache.CacheMode;
import dev.gather.cache.Stored;
import dev.gather.content.BodyForm;
import dev.gather.extract.Extraction;
import dev.gather.fetch.Stopped.Stop;
import dev.gather.limit.Clock;
import dev.gather.limit.Share;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Asks origins in the background about answers that were given although they were stale (RFC 5861, section 3). Each is
 * a fetch like any other, with a permit of the caller's, of which nobody hears: it only freshens what is stored. One at
 * a time for an answer. Used on one loop only.
 */
final class Revalidations {
    /** At a time; beyond it a stale answer stays stale until somebody else asks for it. */
    private static final int MOST = 64;

    private static final long WITHIN_MS = 30_000;

    private final Fetcher fetcher;
    private final Set<Fetching> running = new HashSet<>();

    Revalidations(Fetcher fetcher) {
        this.fetcher = fetcher;
    }

    /** Asks about what was stored for an attempt's hop, unless that is being done or too much else is. */
    void begin(Batch batch, Fetch fetch, Attempt attempt, Stored stored) {
        if (running.size() < MOST && stored.beginRevalidation()) {
            run(again(batch), again(fetch, attempt), stored);
        }
    }

    private void run(Batch batch, Fetch fetch, Stored stored) {
        Share share = fetcher.ownShare(batch.caller(), TimeUnit.MILLISECONDS.toNanos(WITHIN_MS));
        Fetching fetching = fetcher.begin(batch, fetch, share, () -> {});
        running.add(fetching);
        Clock.Timer end = fetcher.clock()
                .after(TimeUnit.MILLISECONDS.toNanos(WITHIN_MS), () -> fetching.stop(stop("It took too long.")));
        Future<Outcome> unused = fetching.run().onComplete(ended -> {
            end.cancel();
            running.remove(fetching);
            share.close();
            stored.endRevalidation();
        });
    }

    private Batch again(Batch batch) {
        return new Batch(
                batch.id(),
                batch.requestId(),
                batch.caller(),
                null,
                List.of(),
                Mode.ALL_SETTLED,
                1,
                1,
                0,
                WITHIN_MS,
                false,
                false,
                fetcher.clock().nanos());
    }

    /** The same request as the attempt's, for the answer as such: not followed, and shown to nobody. */
    private static Fetch again(Fetch fetch, Attempt attempt) {
        FetchOptions options = fetch.options();
        Map<String, String> headers = new HashMap<>();
        attempt.headers().forEach(headers::put);
        FetchOptions once = new FetchOptions(
                headers,
                options.timeoutMs(),
                options.connectTimeoutMs(),
                1,
                0,
                options.maxBodyBytes(),
                false,
                BodyForm.NONE,
                options.acceptStatus(),
                Set.of(),
                CacheMode.NO_CACHE,
                options.respectRobots(),
                0,
                Extraction.NONE);
        String url = attempt.target().href();
        return new Fetch(0, null, url, HttpMethod.GET, attempt.target(), null, null, once);
    }

    /** Ends those under way. */
    void stop() {
        List.copyOf(running).forEach(fetching -> fetching.stop(stop("The service stops.")));
    }

    private static Stop stop(String why) {
        return new Stop(FailureCode.CANCELLED, why);
    }
}
