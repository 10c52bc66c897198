package dev.gather.api;

import dev.gather.encode.ResultSink;
import dev.gather.fetch.Batch;
import dev.gather.observe.AnsweredCall;
import dev.gather.observe.TraceContext;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the observer of each call, once, when it has been answered; not of the probes of those who run the service. */
final class CallLog {
    private static final String CALLER = Caller.class.getName();

    /** What proxies log where the client left before its answer; nobody is sent it. */
    private static final int CLIENT_GONE = 499;

    /** Asked every few seconds, and of interest to nobody else. */
    private static final Set<String> PROBES = Set.of("/livez", "/readyz");

    private final Consumer<AnsweredCall> observer;

    CallLog(Consumer<AnsweredCall> observer) {
        this.observer = observer;
    }

    /** Remembers who calls, so that a refusal can be told with the name. */
    static void cameFrom(RoutingContext ctx, Caller caller) {
        ctx.put(CALLER, caller.name());
    }

    /** The name of who calls; empty if nobody was named. */
    static String callerOf(RoutingContext ctx) {
        return ctx.get(CALLER, "");
    }

    /** A batch's answer is written, or its reader has gone. */
    void answered(RoutingContext ctx, Batch batch, ResultSink sink) {
        int status = sink.abandoned() ? CLIENT_GONE : ctx.response().getStatusCode();
        tell(ctx.request(), CallHead.of(ctx), callerOf(ctx), batch.id(), status, sink.bytesWritten());
    }

    /** A document or a problem is written, or its reader has gone. */
    void answered(HttpServerRequest request, CallHead head, String caller, boolean sent, long bytes) {
        String path = request.path();
        if (path == null || !PROBES.contains(path)) {
            int status = sent ? request.response().getStatusCode() : CLIENT_GONE;
            tell(request, head, caller, null, status, request.method().equals(HttpMethod.HEAD) ? 0 : bytes);
        }
    }

    private void tell(
            HttpServerRequest request, CallHead head, String caller, @Nullable String batchId, int status, long bytes) {
        observer.accept(new AnsweredCall(
                head.requestId(),
                batchId,
                TraceContext.traceIdOf(head.traceparent()),
                caller,
                request.method().name(),
                Objects.requireNonNullElse(request.path(), ""),
                status,
                bytes,
                System.nanoTime() - head.acceptedNanos()));
    }
}
