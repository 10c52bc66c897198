package dev.gather.api;

import dev.gather.limit.Admission;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code /hello}: an answer after a while. Waiting takes a timer, not a thread, so any number of callers can wait. */
final class HelloHandler {
    private static final Buffer HELLO = Buffer.buffer("{\"Hello\":\"World\"}");

    private static final String DELAY = "delay_ms";
    private static final Field<long[]> MILLISECONDS = Field.integer(0, 60_000, (target, ms) -> target[0] = ms);

    private final Vertx vertx;
    private final Admission admission;
    private final Replies replies;

    HelloHandler(Vertx vertx, Admission admission, Replies replies) {
        this.vertx = vertx;
        this.admission = admission;
        this.replies = replies;
    }

    void handle(RoutingContext ctx) throws Problem {
        long delayMs = delayMs(ctx.queryParams());
        admission
                .attend(() -> wait(ctx, delayMs).compose(over -> reply(ctx)))
                .onFailure(cause -> replies.failure(ctx, cause));
    }

    /** Succeeds when it is time, or when nobody waits any more. */
    private Future<Void> wait(RoutingContext ctx, long delayMs) {
        if (delayMs == 0) {
            return Future.succeededFuture();
        }
        Promise<Void> over = Promise.promise();
        long timer = vertx.setTimer(delayMs, due -> over.tryComplete());
        ctx.response().closeHandler(gone -> {
            boolean unused = vertx.cancelTimer(timer);
            over.tryComplete();
        });
        return over.future();
    }

    private Future<Void> reply(RoutingContext ctx) {
        return replies.document(ctx, "application/json", HELLO.copy());
    }

    private static long delayMs(MultiMap query) throws Problem {
        var draft = new long[] {1_000};
        var mistakes = new Mistakes();
        for (String name : query.names()) {
            try {
                read(draft, name, query.getAll(name));
            } catch (Fault fault) {
                mistakes.add(Mistake.inParameter(name, fault.detail()));
            }
        }
        mistakes.check();
        return draft[0];
    }

    private static void read(long[] draft, String name, List<String> values) throws Fault {
        if (!name.equals(DELAY)) {
            throw Fault.ofCall(Suggestion.unknown("parameter", name, List.of(DELAY)));
        }
        if (values.size() > 1) {
            throw Fault.ofCall("Given " + values.size() + " times.");
        }
        MILLISECONDS.parameter(draft, values.get(0));
    }
}
