package dev.gather.origin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Bodies under a content coding, whole and spoilt; the framing is always right. */
final class Codings {
    private static final byte[] PLAIN = Buffer.buffer(plain()).getBytes();

    private Codings() {}

    static void gzip(RoutingContext ctx) {
        send(ctx, "gzip", gzipped());
    }

    static void deflate(RoutingContext ctx) {
        send(ctx, "deflate", deflated());
    }

    /** The first half of a stream, under the length of that half: only the stream itself can tell. */
    static void gzipTruncated(RoutingContext ctx) {
        byte[] whole = gzipped();
        send(ctx, "gzip", Arrays.copyOf(whole, whole.length / 2));
    }

    /** Right at both ends and wrong in the middle. */
    static void gzipCorrupt(RoutingContext ctx) {
        byte[] bytes = gzipped();
        for (int i = bytes.length / 2; i < bytes.length / 2 + 16; i++) {
            bytes[i] ^= (byte) 0xff;
        }
        send(ctx, "gzip", bytes);
    }

    /** A mebibyte that becomes a gibibyte, in a stream that is right to its last byte. */
    static void gzipBomb(RoutingContext ctx) {
        encoded(ctx, "gzip");
        ctx.response().setChunked(true);
        Feed.pour(ctx, new GzipBomb());
    }

    private static void send(RoutingContext ctx, String coding, byte[] body) {
        encoded(ctx, coding);
        ctx.response().end(Buffer.buffer(body));
    }

    private static void encoded(RoutingContext ctx, String coding) {
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader(HttpHeaders.CONTENT_ENCODING, coding);
    }

    private static byte[] gzipped() {
        return through(out -> {
            try {
                return new GZIPOutputStream(out);
            } catch (IOException inMemory) {
                throw new UncheckedIOException(inMemory);
            }
        });
    }

    private static byte[] deflated() {
        return through(DeflaterOutputStream::new);
    }

    private static byte[] through(UnaryOperator<OutputStream> coder) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = coder.apply(bytes)) {
            out.write(PLAIN);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    private static String plain() {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 200; i++) {
            lines.append("line ").append(i).append(" squares to ").append(i * i).append('\n');
        }
        return lines.toString();
    }
}
