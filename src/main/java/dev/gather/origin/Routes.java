package dev.gather.origin;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Every route of the origin in one table; {@code GET /} shows it. */
final class Routes {
    private static final int MAX_ECHO_BYTES = 1 << 20;

    private final RequestLog log;
    private final Moods moods;
    private final Slow slow;

    Routes(Vertx vertx, RequestLog log, LongSupplier nanos) {
        this.log = log;
        moods = new Moods(nanos);
        slow = new Slow(vertx);
    }

    /** A router over the table; every request passes the log first. */
    Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.route().handler(log::requested).failureHandler(Routes::refuse);
        router.route("/echo").handler(BodyHandler.create(false).setBodyLimit(MAX_ECHO_BYTES));
        table().forEach(route -> router.route(route.path()).handler(route.manner()));
        return router.errorHandler(404, Routes::unknown);
    }

    private List<Route> table() {
        return List.of(
                new Route("/", "this list", this::index),
                new Route("/ok", "200, text/plain", Pages::ok),
                new Route("/html", "a page in UTF-8", Pages::html),
                new Route("/json", "JSON with a number no double can hold", Pages::json),
                new Route("/png", "a picture", Pages::png),
                new Route("/image.png", "the same picture", Pages::png),
                new Route("/text/:n", "n bytes of ASCII lines", Pages::text),
                new Route("/bytes/:n", "n bytes, the same for the same ?seed=", Pages::bytes),
                new Route("/charset/:label", "a page in that charset; ?where=meta|header|bom|none", Charsets::page),
                new Route("/cookies", "two Set-Cookie fields", Pages::cookies),
                new Route("/etag", "with ETag, 304 if it matches", Pages::etag),
                new Route("/cache/:s", "fresh for so many seconds, with ETag, 304 if it matches", Pages::cache),
                new Route("/headers", "your header fields, as JSON", Pages::headers),
                new Route("/echo", "your method, header and body, as JSON", Pages::echo),
                new Route("/robots.txt", "disallows /private/", Pages::robots),
                new Route("/private/*", "a page robots may not read", Pages::page),
                new Route("/public/*", "a page robots may read", Pages::page),
                new Route("/status/:code", "that status; ?retry_after=", Pages::status),
                new Route("/redirect/:n", "n hops, then /ok", Redirects::hops),
                new Route("/redirect-to", "to ?url=, with &status=", Redirects::to),
                new Route("/redirect-loop", "to itself", Bad.named("redirect-loop")),
                new Route("/flaky/:n", "503 n times for each ?key=, then 200", moods::flaky),
                new Route(
                        "/limited",
                        "429 for 2 s (?s=) from the first request on, or after ?after=, then 200; ?retry_after=",
                        moods::limited),
                new Route("/delay/:ms", "answers after so many ms", slow::delay),
                new Route("/drip", "a byte each ?ms=, for ever", Bad.named("drip-body")),
                new Route("/slow-headers", "a byte of header each ?ms=, for ever", Bad.named("drip-header")),
                new Route("/silent", "no answer, ever", Bad.named("silent")),
                new Route("/endless", "a body without end", Bad.named("endless-body")),
                new Route("/gzip", "a gzip body", Codings::gzip),
                new Route("/deflate", "a deflate body", Codings::deflate),
                new Route("/gzip-truncated", "half a gzip stream", Bad.named("gzip-truncated")),
                new Route("/gzip-corrupt", "a gzip stream with a wrong middle", Bad.named("gzip-corrupt")),
                new Route("/gzip-bomb", "1 MiB that becomes 1 GiB", Bad.named("gzip-bomb")),
                new Route("/truncated", "closes before the promised length", Bad.named("close-in-body")),
                new Route("/reset", "resets before the answer", Bad.named("reset-before-answer")),
                new Route("/reset-in-body", "resets within the body", Bad.named("reset-in-body")),
                new Route("/garbage", "not HTTP", Bad.named("garbage")),
                new Route("/switching", "101, unasked", Bad.named("status-101")),
                new Route("/early-hints", "103 three times, then 200", Bad.named("interim-103")),
                new Route("/big-headers", "?kib= of header", Connections::bigHeaders),
                new Route("/close", "200, says it closes", Connections::close),
                new Route("/stale", "200, closes without a word", Bad.named("close-when-idle")),
                new Route("/keepalive-garbage", "200, then bytes of no answer", Bad.named("unasked-answer")),
                new Route("/bad", "every bad manner there is, by name", Bad::index),
                new Route("/bad/*", "a request met with that manner", Bad::manner),
                new Route("/log", "who was here, as JSON", this::showLog),
                new Route("/log/reset", "forgets who was here", this::reset));
    }

    private void index(RoutingContext ctx) {
        StringBuilder page = new StringBuilder("A test origin. Routes:\n\n");
        table().forEach(route -> page.append(String.format("%-20s %s%n", route.path(), route.says())));
        Answers.text(ctx, page.toString());
    }

    private void showLog(RoutingContext ctx) {
        Answers.json(ctx, log.json());
    }

    private void reset(RoutingContext ctx) {
        log.reset();
        moods.reset();
        Answers.json(ctx, new JsonObject().put("reset", true));
    }

    private static void unknown(RoutingContext ctx) {
        ctx.response().setStatusCode(404);
        Answers.text(ctx, "no such route; GET / lists them\n");
    }

    /** A value this origin does not take is 400; everything else keeps the status it was given. */
    private static void refuse(RoutingContext ctx) {
        if (ctx.response().headWritten() || !(ctx.failure() instanceof IllegalArgumentException)) {
            ctx.next();
            return;
        }
        ctx.response().setStatusCode(400);
        Answers.text(ctx, Objects.requireNonNullElse(ctx.failure().getMessage(), "bad value") + "\n");
    }
}
