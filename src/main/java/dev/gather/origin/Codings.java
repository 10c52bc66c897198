package dev.gather.origin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Bodies under a content coding, as they should be. */
final class Codings {
    private Codings() {}

    static void gzip(RoutingContext ctx) {
        send(ctx, "gzip", Raw.coded(plain(), GZIPOutputStream::new));
    }

    static void deflate(RoutingContext ctx) {
        send(ctx, "deflate", Raw.coded(plain(), DeflaterOutputStream::new));
    }

    private static void send(RoutingContext ctx, String coding, String body) {
        ctx.response().putHeader(HttpHeaders.CONTENT_ENCODING, coding);
        Answers.bytes(ctx, "text/plain; charset=utf-8", Buffer.buffer(body, StandardCharsets.ISO_8859_1.name()));
    }

    private static String plain() {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 200; i++) {
            lines.append("line ").append(i).append(" squares to ").append(i * i).append('\n');
        }
        return lines.toString();
    }
}
