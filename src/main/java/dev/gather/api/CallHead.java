package dev.gather.api;

import dev.gather.observe.TraceContext;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * What every request is given when its head arrives, and every response shows.
 *
 * @param requestId the caller's {@code X-Request-Id} if it is fit to be repeated, otherwise a new one
 * @param traceparent the caller's trace, continued; null for none
 * @param acceptedNanos {@link System#nanoTime()} when the head had arrived
 */
record CallHead(String requestId, @Nullable String traceparent, long acceptedNanos) {
    private static final String KEY = CallHead.class.getName();
    private static final int LONGEST_ID = 128;

    /** The head of this request; the first to ask makes it, and puts its headers on the response. */
    static CallHead of(RoutingContext ctx) {
        CallHead known = ctx.get(KEY);
        if (known != null) {
            return known;
        }
        CallHead head = answering(ctx.request());
        ctx.put(KEY, head);
        return head;
    }

    /** A new head, whose headers are put on the response with those that every response has. */
    static CallHead answering(HttpServerRequest request) {
        CallHead head = read(request);
        HttpServerResponse response = request.response();
        response.putHeader("X-Request-Id", head.requestId())
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Vary", "Accept-Encoding");
        if (head.traceparent() != null) {
            response.putHeader("traceparent", head.traceparent());
        }
        return head;
    }

    /** Makes the head, unless somebody has asked for it already. */
    static void greet(RoutingContext ctx) {
        var unused = of(ctx);
    }

    private static CallHead read(HttpServerRequest request) {
        String given = request.getHeader("X-Request-Id");
        String requestId = given != null && fit(given) ? given : Ids.request();
        String traceparent = TraceContext.parse(request.getHeader("traceparent"))
                .map(parent -> parent.child().header())
                .orElse(null);
        return new CallHead(requestId, traceparent, System.nanoTime());
    }

    private static boolean fit(String id) {
        return !id.isEmpty() && id.length() <= LONGEST_ID && id.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    Call by(Caller caller) {
        return new Call(requestId, caller.name(), traceparent, acceptedNanos);
    }
}
