package dev.gather.origin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Whole, well-formed answers; the status is 200 unless set before. */
final class Answers {
    static final String HTML = "text/html; charset=utf-8";

    private Answers() {}

    static void text(RoutingContext ctx, String body) {
        bytes(ctx, "text/plain; charset=utf-8", Buffer.buffer(body));
    }

    static void html(RoutingContext ctx, String title, String paragraph) {
        bytes(ctx, HTML, Buffer.buffer(page(title, paragraph)));
    }

    static void json(RoutingContext ctx, JsonObject body) {
        bytes(ctx, "application/json", body.toBuffer().appendString("\n"));
    }

    static void bytes(RoutingContext ctx, String type, Buffer body) {
        ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
        // Nothing can be done about a peer that has left; the request log counts it.
        ctx.response().end(body);
    }

    /** The smallest honest page; both texts are ours, so nothing is escaped. */
    static String page(String title, String paragraph) {
        return "<!doctype html>\n<html lang=\"en\"><head><title>" + title + "</title></head><body><h1>" + title
                + "</h1><p>" + paragraph + "</p></body></html>\n";
    }
}
