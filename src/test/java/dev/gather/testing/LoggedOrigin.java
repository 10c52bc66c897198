package dev.gather.testing;

import dev.gather.origin.OriginServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;

/** The project's test origin, on a Vert.x of its own, with what it saw. */
public final class LoggedOrigin implements AutoCloseable {
    private static final JsonObject NOTHING = new JsonObject()
            .put("count", 0)
            .put("in_flight", 0)
            .put("in_flight_peak", 0)
            .put("aborted_by_peer", 0);

    private final Vertx vertx;
    private final OriginServer server;

    private LoggedOrigin(Vertx vertx, OriginServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    /** An origin that listens at a free port, the same on 127.0.0.1, 127.0.0.2 and 127.0.0.3. */
    public static LoggedOrigin start() {
        Vertx vertx = Vertx.vertx();
        return new LoggedOrigin(vertx, Awaited.of(OriginServer.start(vertx, 0)));
    }

    public int port() {
        return server.port();
    }

    /** The absolute URL of a path at 127.0.0.1. */
    public String url(String path) {
        return server.url(path);
    }

    /** The absolute URL of a path at another address or name. */
    public String url(String host, String path) {
        return "http://" + host + ":" + port() + path;
    }

    /** What it saw of everybody since it was reset. */
    public Tally all() {
        return Tally.of(log().getJsonObject("requests"));
    }

    /** What it saw for a path, on all hosts. */
    public Tally path(String path) {
        return Tally.of(log().getJsonObject("paths").getJsonObject(path, NOTHING));
    }

    /** What it saw for an address of its own. */
    public Tally host(String address) {
        return Tally.of(log().getJsonObject("hosts").getJsonObject(address + ":" + port(), NOTHING));
    }

    /** When its latest requests for an address came, in milliseconds since it was reset; at most a thousand of all. */
    public List<Long> visitsMs(String address) {
        String host = address + ":" + port();
        return log().getJsonArray("latest").stream()
                .map(JsonObject.class::cast)
                .filter(visit -> visit.getString("host").equals(host))
                .map(visit -> visit.getLong("at_ms"))
                .toList();
    }

    /** Forgets what was seen. */
    public void reset() {
        JsonObject unused = ask("/log/reset");
    }

    private JsonObject log() {
        return ask("/log");
    }

    private JsonObject ask(String path) {
        return new Caller(URI.create(server.url("/"))).get(path).json();
    }

    @Override
    public void close() {
        Void unused = Awaited.of(vertx.close());
    }

    /** Requests in all, now, at most at once, and cut by whoever asked. */
    public record Tally(int count, int inFlight, int peak, int aborted) {
        private static Tally of(JsonObject json) {
            return new Tally(
                    json.getInteger("count"),
                    json.getInteger("in_flight"),
                    json.getInteger("in_flight_peak"),
                    json.getInteger("aborted_by_peer"));
        }
    }
}
