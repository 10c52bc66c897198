package dev.gather.api;

import dev.gather.api.ConnectionGuard.Patience;
import dev.gather.fetch.Dispatcher;
import dev.gather.fetch.Failure;
import dev.gather.limit.Admission;
import dev.gather.limit.BufferedBytes;
import dev.gather.limit.Quota;
import dev.gather.limit.Scheduler;
import dev.gather.net.Target;
import dev.gather.observe.AnsweredCall;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every route of the service, in one table. One for each verticle instance. */
public final class Api {
    private static final Caller NOBODY = new Caller("anonymous", 1);
    private static final List<HttpMethod> GET = List.of(HttpMethod.GET, HttpMethod.HEAD);

    private final Vertx vertx;
    private final Callers callers;
    private final ConnectionGuard guard;
    private final Replies replies;
    private final List<Row> routes;
    private final List<Row> operation;
    private final boolean operationApart;

    /**
     * What the routes work with.
     *
     * @param methods what callers may send to origins
     * @param callsPerMinute quota of a caller without one of its own
     * @param mostConcurrency most fetches in flight that one batch may ask for
     * @param judge what is known against a target before anything is sent, for strict handling
     * @param scheduler asked how hosts stand
     * @param service what {@code GET /v1} tells: nested maps, lists, strings, numbers and booleans
     * @param ready whether calls are welcome
     * @param metrics the metrics in Prometheus' text format
     * @param onBug hears of every failure that nobody expected; called on the loops of several instances
     * @param observer hears of every answered call; called on the loops of several instances
     */
    public record Collaborators(
            Set<HttpMethod> methods,
            int callsPerMinute,
            int mostConcurrency,
            Function<Target, @Nullable Failure> judge,
            Dispatcher dispatcher,
            Scheduler scheduler,
            BufferedBytes buffered,
            Admission admission,
            Quota quota,
            Map<String, Object> service,
            BooleanSupplier ready,
            Supplier<String> metrics,
            Consumer<Throwable> onBug,
            Consumer<AnsweredCall> observer) {
        public Collaborators {
            methods = Set.copyOf(methods);
            service = Collections.unmodifiableMap(new LinkedHashMap<>(service));
        }
    }

    /** Who may use a route: whoever has a key, if there are keys, or anybody. */
    private enum Access {
        KEY,
        OPEN
    }

    private interface Action {
        void handle(RoutingContext ctx, Caller caller) throws Problem;
    }

    private interface OpenAction {
        void handle(RoutingContext ctx) throws Problem;
    }

    private record Row(List<HttpMethod> methods, String path, Access access, Action action) {
        boolean covers(String path) {
            String pattern = path().replaceAll(":[a-z]+", "[^/]+").replace(".", "\\.");
            return Pattern.matches(pattern + (pattern.endsWith("/") ? "" : "/?"), path);
        }
    }

    public Api(Vertx vertx, ApiSettings settings, Collaborators with) {
        this(vertx, settings, with, Patience.DEFAULT);
    }

    Api(Vertx vertx, ApiSettings settings, Collaborators with, Patience patience) {
        this.vertx = vertx;
        this.callers = new Callers(settings.keys(), with.callsPerMinute());
        this.guard = new ConnectionGuard(vertx, System::nanoTime, patience);
        var log = new CallLog(with.observer());
        this.replies = new Replies(guard, with.admission(), log, with.onBug());
        this.operationApart = settings.managementListen() != null;

        var rules = new BatchRules(
                settings.requestBytes(), settings.urlsPerCall(), with.mostConcurrency(), with.methods(), with.judge());
        var delivery = new FetchHandler.Answering(vertx, settings.responseBudgetBytes(), log, replies);
        var fetch = new FetchHandler(new BatchReader(rules), guard, with, delivery);
        var hello = new HelloHandler(vertx, with.admission(), replies);
        var service = new ServiceHandler(vertx, replies, with.service(), with.ready(), with.metrics());
        var hosts = new HostsHandler(vertx, with.scheduler(), replies);
        this.routes = List.of(
                guarded(List.of(HttpMethod.POST), "/v1/fetch", fetch::handle),
                guarded(List.of(HttpMethod.GET), "/v1/fetch", fetch::handle),
                guarded(GET, "/v1", (ctx, caller) -> service.service(ctx)),
                guarded(GET, "/v1/hosts", (ctx, caller) -> hosts.busiest(ctx)),
                guarded(GET, "/v1/hosts/:host", (ctx, caller) -> hosts.one(ctx)),
                open("/hello", hello::handle),
                open("/", service::home),
                open("/docs", service::docs),
                open("/openapi.json", service::openApiJson),
                open("/openapi.yaml", service::openApiYaml),
                open("/problems/:code", service::problem));
        this.operation = List.of(
                open("/livez", service::live),
                open("/readyz", service::ready),
                operationApart
                        ? open("/metrics", service::metrics)
                        : guarded(GET, "/metrics", (ctx, caller) -> service.metrics(ctx)));
    }

    private static Row guarded(List<HttpMethod> methods, String path, Action action) {
        return new Row(methods, path, Access.KEY, action);
    }

    private static Row open(String path, OpenAction action) {
        return new Row(GET, path, Access.OPEN, (ctx, caller) -> action.handle(ctx));
    }

    /** Every path of the service with its methods, as the OpenAPI document has to show them. */
    Map<String, Set<String>> table() {
        var rows = new ArrayList<>(routes);
        rows.addAll(operation);
        return rows.stream()
                .collect(Collectors.groupingBy(
                        Row::path,
                        Collectors.flatMapping(
                                row -> row.methods().stream().map(HttpMethod::name),
                                Collectors.toCollection(TreeSet::new))));
    }

    /** Makes a server answer as this API; to be called before it listens. */
    public void serve(HttpServer server) {
        var rows = new ArrayList<>(routes);
        if (!operationApart) {
            rows.addAll(operation);
        }
        install(server, router(rows, ctx -> callers.checkHost(RequestHead.of(ctx.request()))));
    }

    /** Makes a server answer only {@code /livez}, {@code /readyz} and {@code /metrics}, to anybody who reaches it. */
    public void serveOperation(HttpServer server) {
        install(server, router(operation, ctx -> {}));
    }

    /** Ends what runs by timer; connections are the server's to close. */
    public void close() {
        guard.close();
    }

    /**
     * How the service listens: HTTP/1.1 only, no web sockets, room for {@value BatchReader#MOST_URLS_OF_GET} URLs in a
     * request line, gzip on request. No idle timeout: it could not tell a caller who waits for an answer from one who
     * sends nothing.
     */
    public static HttpServerOptions serverOptions(SocketAddress listen) {
        return new HttpServerOptions()
                .setHost(listen.host())
                .setPort(listen.port())
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxInitialLineLength(64 << 10)
                .setMaxHeaderSize(32 << 10)
                .setMaxChunkSize(64 << 10)
                .setHandle100ContinueAutomatically(false)
                .setCompressionSupported(true)
                .setCompressionLevel(4)
                .setAcceptBacklog(4_096)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setReuseAddress(true);
    }

    private void install(HttpServer server, Router router) {
        server.connectionHandler(guard::opened)
                .invalidRequestHandler(this::invalid)
                .exceptionHandler(ignored -> {}) // connections that break before they say anything
                .requestHandler(request -> {
                    guard.began(request);
                    router.handle(request);
                });
    }

    private Router router(List<Row> rows, OpenAction door) {
        Router router = Router.router(vertx);
        router.route().handler(ctx -> enter(ctx, door)).failureHandler(this::failed);
        for (Row row : rows) {
            for (HttpMethod method : row.methods()) {
                router.route(method, row.path()).handler(ctx -> act(row, ctx));
            }
        }
        router.route().handler(ctx -> unmatched(rows, ctx));
        for (int status : new int[] {400, 404, 405, 406, 413, 415, 500}) {
            router.errorHandler(status, this::failed);
        }
        return router;
    }

    /** What every request passes first. */
    private void enter(RoutingContext ctx, OpenAction door) {
        CallHead.greet(ctx);
        try {
            checkOneHost(ctx);
            checkExpectation(ctx);
            door.handle(ctx);
        } catch (Problem problem) {
            replies.failure(ctx, problem);
            return;
        }
        ctx.next();
    }

    /** Only HTTP/1.0 may do without a Host (RFC 9112, section 3.2). */
    private static void checkOneHost(RoutingContext ctx) throws Problem {
        int hosts = ctx.request().headers().getAll("host").size();
        boolean old = ctx.request().version() == HttpVersion.HTTP_1_0;
        if (hosts > 1 || (hosts == 0 && !old)) {
            throw Problem.ofHeader(ProblemCode.INVALID_REQUEST, "host", "Exactly one Host expected.");
        }
    }

    /** There is one expectation that anybody can meet (RFC 9110, section 10.1.1). */
    private static void checkExpectation(RoutingContext ctx) throws Problem {
        for (String expectation : ctx.request().headers().getAll("expect")) {
            if (!expectation.equalsIgnoreCase("100-continue")) {
                throw Problem.ofHeader(ProblemCode.INVALID_REQUEST, "expect", "Only 100-continue can be expected.")
                        .status(417);
            }
        }
    }

    private void act(Row row, RoutingContext ctx) {
        try {
            Caller caller = row.access() == Access.OPEN
                    ? NOBODY
                    : callers.identify(ctx.request().headers());
            if (row.access() == Access.KEY) {
                CallLog.cameFrom(ctx, caller);
            }
            row.action().handle(ctx, caller);
        } catch (Problem problem) {
            replies.failure(ctx, problem);
        }
    }

    private void unmatched(List<Row> rows, RoutingContext ctx) {
        String path = ctx.normalizedPath();
        String allowed = rows.stream()
                .filter(row -> row.covers(path))
                .flatMap(row -> row.methods().stream())
                .map(HttpMethod::name)
                .distinct()
                .collect(Collectors.joining(", "));
        Problem problem = allowed.isEmpty()
                ? Problem.of(ProblemCode.NOT_FOUND, "There is no such path; see /docs.")
                : Problem.of(ProblemCode.METHOD_NOT_ALLOWED, "Allowed here: " + allowed + ".")
                        .header("Allow", allowed);
        replies.failure(ctx, problem);
    }

    /** What the router itself refused, or what a handler threw. */
    private void failed(RoutingContext ctx) {
        Throwable cause = ctx.failure();
        boolean refused = ctx.statusCode() >= 400 && ctx.statusCode() < 500;
        replies.failure(ctx, refused || cause == null ? misunderstood(ctx) : cause);
    }

    /** The router looks for a Host before any handler does. */
    private static Problem misunderstood(RoutingContext ctx) {
        try {
            checkOneHost(ctx);
            return Problem.of(ProblemCode.INVALID_REQUEST, "The request line or a header cannot be understood.");
        } catch (Problem problem) {
            return problem;
        }
    }

    /** A head that is not HTTP, or too long for it to be read; Vert.x closes the connection after the answer. */
    private void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem = Problem.of(ProblemCode.INVALID_REQUEST, "The request is not valid HTTP/1.1.");
        if (cause instanceof Problem refused) {
            problem = refused;
        } else if (cause instanceof TooLongHttpLineException) {
            problem = Problem.of(ProblemCode.REQUEST_TOO_LARGE, "The request line is too long; use POST.")
                    .status(414);
        } else if (cause instanceof TooLongHttpHeaderException) {
            problem = Problem.of(ProblemCode.REQUEST_TOO_LARGE, "The request's headers are too long.")
                    .status(431);
        }
        replies.invalid(request, problem);
    }
}
