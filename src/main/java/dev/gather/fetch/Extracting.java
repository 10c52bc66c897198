package dev.gather.fetch;

import dev.gather.content.Content;
import dev.gather.extract.Body;
import dev.gather.extract.Extraction;
import dev.gather.fetch.Stopped.Stop;
import dev.gather.limit.BufferedBytes;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;

/**
 * The caller's rules applied to one answer, by a worker. What waits for a worker is kept for its caller, so that no
 * more is fetched than can wait, and it can be given up. Used once, on one loop.
 */
final class Extracting implements Pending {
    private final Extractors extractors;
    private final String batchId;
    private final Extraction rules;
    private final Answer answer;
    private final BufferedBytes.Account bytes;
    private final Promise<Content> extracted = Promise.promise();

    /** Read by the worker. */
    private volatile boolean stopped;

    /**
     * @param batchId whose turn it takes
     * @param bytes the caller's, where the answer counts until a worker is done with it
     */
    Extracting(Extractors extractors, String batchId, Extraction rules, Answer answer, BufferedBytes.Account bytes) {
        this.extractors = extractors;
        this.batchId = batchId;
        this.rules = rules;
        this.answer = answer;
        this.bytes = bytes;
    }

    /** What was found; fails with {@link dev.gather.extract.Unmet} or {@link Stopped}. */
    Future<Content> run() {
        bytes.hold(ownBytes());
        extractors.add(this);
        return extracted.future();
    }

    String batchId() {
        return batchId;
    }

    /** What it alone holds: a stored answer is the cache's, and counted there. */
    private long ownBytes() {
        return answer.source() == Source.NETWORK ? answer.length() : 0;
    }

    /** The work itself, for a worker. */
    Content apply() throws Exception {
        String type = answer.head().headers().get("content-type");
        Body body = new Body(answer.bytes(), answer.length(), type, answer.truncated());
        return stopped ? Content.NONE : rules.of(body, () -> stopped);
    }

    /** The worker is done with it. */
    void done(AsyncResult<Content> result) {
        bytes.release(ownBytes());
        if (result.succeeded()) {
            boolean unused = extracted.tryComplete(Objects.requireNonNull(result.result()));
        } else {
            boolean unused = extracted.tryFail(result.cause());
        }
    }

    @Override
    public void stop(Stop why) {
        stopped = true;
        if (extractors.remove(this)) {
            bytes.release(ownBytes());
        }
        boolean unused = extracted.tryFail(new Stopped(why, Phase.DECODE, answer.head(), answer.timings()));
    }
}
