package dev.gather.origin;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Good answers on connections with manners of their own. */
final class Connections {
    private static final int KIB = 1_024;

    private Connections() {}

    /** 103 with a hint, then the answer (RFC 8297). */
    static void earlyHints(RoutingContext ctx) {
        MultiMap hints = MultiMap.caseInsensitiveMultiMap().add("link", "</style.css>; rel=preload; as=style");
        ctx.response().writeEarlyHints(hints).onSuccess(sent -> Answers.text(ctx, "ok after a hint\n"));
    }

    /** More header than most will read. */
    static void bigHeaders(RoutingContext ctx) {
        int kib = Params.inQuery(ctx, "kib", 100, 0, KIB);
        for (int i = 0; i < kib; i++) {
            ctx.response().putHeader("x-big-" + i, "b".repeat(KIB - 20));
        }
        Answers.text(ctx, kib + " KiB of header\n");
    }

    /** Says that it closes, and does. */
    static void close(RoutingContext ctx) {
        ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        Answers.text(ctx, "ok, and good-bye\n");
    }

    /** Closes without a word, as an idle time-out does: the next request on this connection finds it dead. */
    static void stale(RoutingContext ctx) {
        Answers.text(ctx, "ok\n");
        Wire.of(ctx).close();
    }

    /** A whole answer, then bytes that belong to none: the next request on this connection finds them. */
    static void keepAliveGarbage(RoutingContext ctx) {
        Answers.text(ctx, "ok\n");
        Wire.of(ctx).send("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\npoison\n");
    }
}
