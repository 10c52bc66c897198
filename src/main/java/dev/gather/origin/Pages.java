package dev.gather.origin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Good manners: plain answers of many kinds. */
final class Pages {
    private static final int MAX_BYTES = 1 << 30;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final String ETAG = "\"v1\"";
    private static final String JSON = """
            {"n":9007199254740993,"pi":3.14159265358979323846,"text":"na\\u00efve \\"caf\\u00e9\\"","list":[1,2.50,null,true]}
            """;

    private Pages() {}

    static void ok(RoutingContext ctx) {
        Answers.text(ctx, "ok\n");
    }

    static void html(RoutingContext ctx) {
        Answers.html(ctx, "A page", "A good page, in UTF-8: Grüße, привет, 你好. It leads to <a href=\"/ok\">/ok</a>.");
    }

    static void json(RoutingContext ctx) {
        Answers.bytes(ctx, "application/json", Buffer.buffer(JSON));
    }

    static void png(RoutingContext ctx) {
        Answers.bytes(ctx, "image/png", Buffer.buffer(Png.gradient()));
    }

    static void page(RoutingContext ctx) {
        Answers.html(ctx, "A page", "One of many.");
    }

    static void robots(RoutingContext ctx) {
        Answers.text(ctx, "User-agent: *\nDisallow: /private/\n");
    }

    static void cookies(RoutingContext ctx) {
        ctx.response().headers().add(HttpHeaders.SET_COOKIE, "first=1; Path=/; Expires=Wed, 21 Oct 2037 07:28:00 GMT");
        ctx.response().headers().add(HttpHeaders.SET_COOKIE, "second=2; HttpOnly");
        Answers.text(ctx, "two cookies\n");
    }

    static void etag(RoutingContext ctx) {
        ctx.response().putHeader(HttpHeaders.ETAG, ETAG);
        ctx.response().putHeader(HttpHeaders.LAST_MODIFIED, "Wed, 01 Jan 2025 00:00:00 GMT");
        if (ETAG.equals(ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            ctx.response().setStatusCode(304).end();
            return;
        }
        Answers.text(ctx, "version 1\n");
    }

    static void cache(RoutingContext ctx) {
        int seconds = Params.inPath(ctx, "s", 0, 31_536_000);
        ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "max-age=" + seconds);
        etag(ctx);
    }

    static void status(RoutingContext ctx) {
        int code = Params.inPath(ctx, "code", 200, 999);
        Params.word(ctx, "retry_after").ifPresent(wait -> ctx.response().putHeader(HttpHeaders.RETRY_AFTER, wait));
        ctx.response().setStatusCode(code);
        if (code == 204 || code == 304) {
            ctx.response().end();
            return;
        }
        Answers.text(ctx, "status " + code + "\n");
    }

    /** The same bytes for the same seed, made while they are read. */
    static void bytes(RoutingContext ctx) {
        int length = Params.inPath(ctx, "n", 0, MAX_BYTES);
        SplittableRandom random = new SplittableRandom(Params.inQuery(ctx, "seed", 1, 0, Integer.MAX_VALUE));
        Supplier<byte[]> chunk = () -> randomChunk(random);
        pour(ctx, "application/octet-stream", length, chunk);
    }

    /** So many bytes of ASCII lines. */
    static void text(RoutingContext ctx) {
        int length = Params.inPath(ctx, "n", 0, MAX_BYTES);
        byte[] lines = Buffer.buffer("All work and no play makes a dull page. 0123456789 abcdefghijk\n".repeat(1_024))
                .getBytes();
        pour(ctx, "text/plain; charset=utf-8", length, () -> lines);
    }

    private static byte[] randomChunk(SplittableRandom random) {
        byte[] chunk = new byte[CHUNK_BYTES];
        random.nextBytes(chunk);
        return chunk;
    }

    private static void pour(RoutingContext ctx, String type, int length, Supplier<byte[]> chunks) {
        ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
        ctx.response().putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(length));
        int[] left = {length};
        Feed.pour(ctx, () -> next(left, chunks));
    }

    private static Optional<Buffer> next(int[] left, Supplier<byte[]> chunks) {
        if (left[0] == 0) {
            return Optional.empty();
        }
        byte[] chunk = chunks.get();
        int length = Math.min(left[0], chunk.length);
        left[0] -= length;
        return Optional.of(Buffer.buffer(length).appendBytes(chunk, 0, length));
    }

    static void headers(RoutingContext ctx) {
        Answers.json(ctx, new JsonObject().put("headers", requestHeaders(ctx)));
    }

    /** What was asked, as JSON; needs the body read before. */
    static void echo(RoutingContext ctx) {
        Answers.json(
                ctx,
                new JsonObject()
                        .put("method", ctx.request().method().name())
                        .put("uri", ctx.request().uri())
                        .put("headers", requestHeaders(ctx))
                        .put("body", Optional.ofNullable(ctx.body().asString()).orElse("")));
    }

    private static JsonObject requestHeaders(RoutingContext ctx) {
        Map<String, Object> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        ctx.request().headers().forEach((name, value) -> headers.merge(name, value, (a, b) -> a + ", " + b));
        JsonObject json = new JsonObject();
        headers.forEach((name, value) -> json.put(name.toLowerCase(Locale.ROOT), value));
        return json;
    }
}
