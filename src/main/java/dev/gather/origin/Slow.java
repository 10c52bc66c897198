package dev.gather.origin;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Good answers that take their time. They wait on timers; none costs a thread. */
final class Slow {
    private static final int MAX_DELAY_MS = 600_000;

    private final Vertx vertx;

    Slow(Vertx vertx) {
        this.vertx = vertx;
    }

    void delay(RoutingContext ctx) {
        int ms = Params.inPath(ctx, "ms", 0, MAX_DELAY_MS);
        if (ms == 0) {
            answer(ctx, ms);
            return;
        }
        long timer = vertx.setTimer(ms, fired -> answer(ctx, ms));
        int unused = ctx.addEndHandler(ended -> vertx.cancelTimer(timer));
    }

    private static void answer(RoutingContext ctx, int ms) {
        Answers.json(ctx, new JsonObject().put("delay_ms", ms));
    }
}
