package dev.gather.origin;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Answers that take their time, or for ever. All of them wait on timers; none costs a thread. */
final class Slow {
    private static final int MAX_DELAY_MS = 600_000;
    private static final int MAX_STEP_MS = 60_000;
    private static final Buffer ENDLESS = Buffer.buffer("0123456789abcdef".repeat(1_024));

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
        cancelAtEnd(ctx, timer);
    }

    private static void answer(RoutingContext ctx, int ms) {
        Answers.json(ctx, new JsonObject().put("delay_ms", ms));
    }

    /** A body without end, no faster than it is read. */
    static void endless(RoutingContext ctx) {
        ctx.response().setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
        Feed.pour(ctx, () -> Optional.of(ENDLESS));
    }

    /** A body without end, a byte at a time. */
    void drip(RoutingContext ctx) {
        int ms = Params.inQuery(ctx, "ms", 100, 1, MAX_STEP_MS);
        ctx.response().setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
        ctx.response().writeHead();
        repeat(ctx, ms, () -> ctx.response().write("."));
    }

    /** A status line, then a header field without end, a byte at a time. */
    void slowHeaders(RoutingContext ctx) {
        int ms = Params.inQuery(ctx, "ms", 100, 1, MAX_STEP_MS);
        Wire wire = Wire.of(ctx);
        wire.send("HTTP/1.1 200 OK\r\nX-Slow: ");
        repeat(ctx, ms, () -> wire.send("."));
    }

    /** No byte, ever; the request ends when the peer has had enough. */
    static void silent(RoutingContext ctx) {}

    private void repeat(RoutingContext ctx, int ms, Runnable step) {
        long timer = vertx.setPeriodic(ms, tick -> step.run());
        cancelAtEnd(ctx, timer);
    }

    private void cancelAtEnd(RoutingContext ctx, long timer) {
        int unused = ctx.addEndHandler(ended -> vertx.cancelTimer(timer));
    }
}
