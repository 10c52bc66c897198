package dev.gather.fetch;

import dev.gather.content.Content;
import dev.gather.extract.Body;
import dev.gather.extract.Extraction;
import dev.gather.fetch.Stopped.Stop;
import dev.gather.limit.BufferedBytes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;

/**
 * Has a worker apply the caller's rules to one answer. What waits for a worker is kept for its caller, so that no more is
 * fetched than can wait, and it can be given up.
 */
final class Extracting implements Pending {
    private final Fetcher fetcher;
    private final Extraction rules;
    private final Answer answer;
    private final BufferedBytes.Account bytes;
    private final Promise<Content> extracted = Promise.promise();

    /** Read by the worker. */
    private volatile boolean stopped;

    /** @param bytes the caller's, where the answer counts until a worker is done with it */
    Extracting(Fetcher fetcher, Extraction rules, Answer answer, BufferedBytes.Account bytes) {
        this.fetcher = fetcher;
        this.rules = rules;
        this.answer = answer;
        this.bytes = bytes;
    }

    /** What was found; fails with {@link dev.gather.extract.Unmet} or {@link Stopped}. */
    Future<Content> run() {
        bytes.hold(ownBytes());
        fetcher.extractors().executeBlocking(this::apply, false).onComplete(done -> {
            bytes.release(ownBytes());
            if (done.succeeded()) {
                extracted.tryComplete(Objects.requireNonNull(done.result()));
            } else {
                extracted.tryFail(done.cause());
            }
        });
        return extracted.future();
    }

    /** What it alone holds: a stored answer is the cache's, and counted there. */
    private long ownBytes() {
        return answer.source() == Source.NETWORK ? answer.length() : 0;
    }

    private Content apply() throws Exception {
        String type = answer.head().headers().get("content-type");
        Body body = new Body(answer.bytes(), answer.length(), type, answer.truncated());
        return stopped ? Content.NONE : rules.of(body);
    }

    @Override
    public void stop(Stop why) {
        stopped = true;
        extracted.tryFail(new Stopped(why, Phase.DECODE, answer.head(), answer.timings()));
    }
}
