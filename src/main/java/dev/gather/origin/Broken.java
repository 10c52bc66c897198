package dev.gather.origin;

import io.vertx.ext.web.RoutingContext;

/** Bad manners that break HTTP, written byte by byte. */
final class Broken {
    private static final String TENTH_OF_A_BODY =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n" + ".".repeat(100);

    private Broken() {}

    /** A tenth of the promised body, then a close in good order. */
    static void truncated(RoutingContext ctx) {
        sendAndClose(ctx, TENTH_OF_A_BODY);
    }

    static void reset(RoutingContext ctx) {
        Wire.of(ctx).reset();
    }

    static void resetInBody(RoutingContext ctx) {
        Wire wire = Wire.of(ctx);
        wire.send(TENTH_OF_A_BODY);
        wire.reset();
    }

    /** Bytes that are not HTTP in any version. */
    static void garbage(RoutingContext ctx) {
        sendAndClose(ctx, "\0\1\2\3 this is not the protocol you look for \u00ff\u00fe\n\n");
    }

    /** A protocol change that nobody asked for (RFC 9110, section 15.2.2); then silence. */
    static void switching(RoutingContext ctx) {
        Wire.of(ctx).send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: nothing\r\n\r\n");
    }

    private static void sendAndClose(RoutingContext ctx, String bytes) {
        Wire wire = Wire.of(ctx);
        wire.send(bytes);
        wire.close();
    }
}
