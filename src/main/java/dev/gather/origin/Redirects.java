package dev.gather.origin;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Answers that point elsewhere. */
final class Redirects {
    private static final int MAX_HOPS = 1_000;

    private Redirects() {}

    /** So many hops, each relative to this origin, then {@code /ok}. */
    static void hops(RoutingContext ctx) {
        int left = Params.inPath(ctx, "n", 0, MAX_HOPS);
        send(ctx, 302, left <= 1 ? "/ok" : "/redirect/" + (left - 1));
    }

    /** Wherever {@code ?url=} says, with {@code &status=}. */
    static void to(RoutingContext ctx) {
        String url =
                Params.word(ctx, "url").orElseThrow(() -> new IllegalArgumentException("url: expected in the query"));
        send(ctx, Params.inQuery(ctx, "status", 302, 300, 399), url);
    }

    private static void send(RoutingContext ctx, int status, String location) {
        ctx.response().setStatusCode(status).putHeader(HttpHeaders.LOCATION, location);
        Answers.text(ctx, "see " + location + "\n");
    }
}
