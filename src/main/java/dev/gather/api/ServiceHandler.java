package dev.gather.api;

import dev.gather.observe.FetchMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the service says of itself: facts, contract, pages, health and metrics. */
final class ServiceHandler {
    private final Vertx vertx;
    private final Replies replies;
    private final Buffer service;
    private final BooleanSupplier ready;
    private final Supplier<String> metrics;
    private final Page docs = Page.load("/docs/index.html");
    private final Page home = Page.of(
            "Gather",
            "<h1>Gather</h1><p>One HTTP call carries many URLs; Gather fetches them all at once and answers for every"
                    + " one.</p><p><a href=\"/docs\">Documentation</a> · <a href=\"/openapi.json\">Contract</a> ·"
                    + " <a href=\"/v1\">Limits and defaults</a></p>");

    /** Read when first asked for, and not by every start; read again where that failed. */
    private @Nullable Future<OpenApi> openApi;

    /** @param service what {@code GET /v1} tells: nested maps, lists, strings, numbers and booleans */
    ServiceHandler(
            Vertx vertx,
            Replies replies,
            Map<String, Object> service,
            BooleanSupplier ready,
            Supplier<String> metrics) {
        this.vertx = vertx;
        this.replies = replies;
        this.service = JsonTree.of(service);
        this.ready = ready;
        this.metrics = metrics;
    }

    void service(RoutingContext ctx) {
        var unused = replies.document(ctx, "application/json", service.copy());
    }

    void openApiJson(RoutingContext ctx) {
        openApi(ctx, "application/json", OpenApi::json);
    }

    void openApiYaml(RoutingContext ctx) {
        openApi(ctx, "application/yaml", OpenApi::yaml);
    }

    private void openApi(RoutingContext ctx, String mediaType, Function<OpenApi, Buffer> form) {
        openApi()
                .onSuccess(read -> {
                    var unused =
                            replies.document(ctx, mediaType, form.apply(read).copy());
                })
                .onFailure(bug -> replies.failure(ctx, bug));
    }

    private Future<OpenApi> openApi() {
        if (openApi == null || openApi.failed()) {
            openApi = vertx.executeBlocking(OpenApi::load).map(Objects::requireNonNull);
        }
        return openApi;
    }

    void docs(RoutingContext ctx) {
        page(ctx, docs);
    }

    void home(RoutingContext ctx) {
        page(ctx, home);
    }

    /** The page about one kind of problem: where the {@code type} of a problem leads. */
    void problem(RoutingContext ctx) throws Problem {
        ProblemCode code = ProblemCode.ofSlug(Objects.requireNonNullElse(ctx.pathParam("code"), ""));
        if (code == null) {
            throw Problem.of(ProblemCode.NOT_FOUND, "There is no problem of this name.");
        }
        String body = "<h1>" + code.title() + "</h1><p>Status " + code.status() + ", code <code>" + code.label()
                + "</code></p><p>" + code.explanation() + "</p><p><a href=\"/docs\">Documentation</a></p>";
        page(ctx, Page.of(code.title(), body));
    }

    void live(RoutingContext ctx) {
        var unused = replies.document(ctx, "application/json", Buffer.buffer("{\"status\":\"ok\"}"));
    }

    void ready(RoutingContext ctx) throws Problem {
        if (!ready.getAsBoolean()) {
            throw Problem.of(ProblemCode.DRAINING, "Not ready for calls.").header("Retry-After", "5");
        }
        var unused = replies.document(ctx, "application/json", Buffer.buffer("{\"status\":\"ready\"}"));
    }

    void metrics(RoutingContext ctx) {
        var unused = replies.document(ctx, FetchMetrics.CONTENT_TYPE, Buffer.buffer(metrics.get()));
    }

    private void page(RoutingContext ctx, Page page) {
        ctx.response().putHeader("Content-Security-Policy", page.contentSecurityPolicy());
        ctx.response().putHeader("Referrer-Policy", "no-referrer");
        var unused =
                replies.document(ctx, "text/html; charset=utf-8", page.html().copy());
    }
}
