package dev.gather.fetch;

import dev.gather.content.Content;
import dev.gather.extract.Body;
import dev.gather.extract.Extraction;
import dev.gather.fetch.Stopped.Stop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;

/** Has a worker apply the caller's rules to one answer. What waits for a worker counts as held, and can be given up. */
final class Extracting implements Pending {
    private final Fetcher fetcher;
    private final Extraction rules;
    private final Answer answer;
    private final Promise<Content> extracted = Promise.promise();

    /** Read by the worker. */
    private volatile boolean stopped;

    Extracting(Fetcher fetcher, Extraction rules, Answer answer) {
        this.fetcher = fetcher;
        this.rules = rules;
        this.answer = answer;
    }

    /** What was found; fails with {@link dev.gather.extract.Unmet} or {@link Stopped}. */
    Future<Content> run() {
        fetcher.buffered().hold(answer.length());
        fetcher.extractors().executeBlocking(this::apply, false).onComplete(done -> {
            fetcher.buffered().release(answer.length());
            if (done.succeeded()) {
                extracted.tryComplete(Objects.requireNonNull(done.result()));
            } else {
                extracted.tryFail(done.cause());
            }
        });
        return extracted.future();
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
