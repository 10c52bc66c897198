package dev.gather.origin;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Good answers with a header of their own. */
final class Connections {
    private static final int KIB = 1_024;

    private Connections() {}

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
}
