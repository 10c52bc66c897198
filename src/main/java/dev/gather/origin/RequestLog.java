package dev.gather.origin;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What visited the origin: counts by path, by host and by both, and the latest requests with the time each came.
 * Bounded, kept on the origin's loop. Requests for the log itself are not counted.
 */
final class RequestLog {
    private static final String ENDED_HERE = "origin.ended-here";
    private static final int MAX_LATEST = 1_000;

    private final LongSupplier nanos;
    private final Tally connections = new Tally();
    private final Tally requests = new Tally();
    private final Tallies paths = new Tallies();
    private final Tallies hosts = new Tallies();
    private final Tallies urls = new Tallies();
    private final Deque<Visit> latest = new ArrayDeque<>();
    private long sinceNanos;

    RequestLog(LongSupplier nanos) {
        this.nanos = nanos;
        sinceNanos = nanos.getAsLong();
    }

    /** Notes that this side, not the peer, cuts the request's connection. */
    static void endedHere(RoutingContext ctx) {
        ctx.put(ENDED_HERE, true);
    }

    void connected(HttpConnection connection) {
        connections.enter();
        connection.closeHandler(closed -> connections.leave(false));
    }

    /** Counts a request until its response ends or its connection does, and passes it on. */
    void requested(RoutingContext ctx) {
        String path = Objects.requireNonNullElse(ctx.request().path(), "");
        if (!path.equals("/log") && !path.equals("/log/reset")) {
            count(ctx, path, Objects.requireNonNullElse(ctx.request().getHeader("host"), ""));
        }
        ctx.next();
    }

    private void count(RoutingContext ctx, String path, String host) {
        remember(
                new Visit(nanos.getAsLong() - sinceNanos, ctx.request().method().name(), host, path));
        List<Tally> tallies = List.of(requests, paths.of(path), hosts.of(host), urls.of(host + path));
        tallies.forEach(Tally::enter);
        int unused = ctx.addEndHandler(ended -> leave(tallies, ended.failed() && ctx.get(ENDED_HERE) == null));
    }

    private static void leave(List<Tally> tallies, boolean byPeer) {
        tallies.forEach(tally -> tally.leave(byPeer));
    }

    private void remember(Visit visit) {
        if (latest.size() == MAX_LATEST) {
            latest.removeFirst();
        }
        latest.addLast(visit);
    }

    void reset() {
        connections.reset();
        requests.reset();
        paths.reset();
        hosts.reset();
        urls.reset();
        latest.clear();
        sinceNanos = nanos.getAsLong();
    }

    JsonObject json() {
        JsonArray visits = new JsonArray();
        latest.forEach(visit -> visits.add(visit.json()));
        return new JsonObject()
                .put("connections", connections.json())
                .put("requests", requests.json())
                .put("paths", paths.json())
                .put("hosts", hosts.json())
                .put("urls", urls.json())
                .put("latest", visits);
    }

    /** A request that came {@code atNanos} after the log began. */
    private record Visit(long atNanos, String method, String host, String path) {
        JsonObject json() {
            return new JsonObject()
                    .put("at_ms", TimeUnit.NANOSECONDS.toMillis(atNanos))
                    .put("method", method)
                    .put("host", host)
                    .put("path", path);
        }
    }
}
