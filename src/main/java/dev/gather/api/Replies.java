package dev.gather.api;

import dev.gather.limit.Admission;
import dev.gather.net.Sockets;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the small answers: problems, documents, pages. A failure that nobody expected is logged here, once. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    private static final Set<ProblemCode> COME_BACK = Set.of(ProblemCode.RATE_LIMITED, ProblemCode.OVERLOADED);

    private final ConnectionGuard guard;
    private final Admission admission;
    private final CallLog log;
    private final Consumer<Throwable> onBug;

    /** @param onBug hears of every failure that nobody expected */
    Replies(ConnectionGuard guard, Admission admission, CallLog log, Consumer<Throwable> onBug) {
        this.guard = guard;
        this.admission = admission;
        this.log = log;
        this.onBug = onBug;
    }

    /** Answers with a document of this media type. Succeeds once it is sent or its reader has gone. */
    Future<Void> document(RoutingContext ctx, String mediaType, Buffer document) {
        ctx.response().putHeader("Content-Type", mediaType);
        return send(ctx.request(), CallHead.of(ctx), CallLog.callerOf(ctx), document);
    }

    /** Tells the caller why the call was refused or failed, as far as that can still be told. */
    void failure(RoutingContext ctx, Throwable cause) {
        if (cause instanceof HttpClosedException) {
            return; // the caller has gone, which is no failure of ours
        }
        Problem problem = Problem.of(cause);
        CallHead head = CallHead.of(ctx);
        if (problem.code() == ProblemCode.INTERNAL_ERROR) {
            onBug.accept(cause);
            LOG.error("request {} failed", head.requestId(), cause);
        }
        HttpServerRequest request = ctx.request();
        if (request.response().closed()) {
            return; // the caller has gone
        }
        if (request.response().headWritten()) {
            Sockets.sever(request.connection()); // a cut answer must not look whole
            return;
        }
        problem(request, head, CallLog.callerOf(ctx), problem, leavesTooMuchUnread(request, problem));
    }

    /**
     * Whether it is the last answer of its connection. Where many are told to come back later, connecting anew would
     * cost the most of it.
     */
    private static boolean leavesTooMuchUnread(HttpServerRequest request, Problem problem) {
        RequestHead head = RequestHead.of(request);
        boolean soonOver = head.announcesLittle() && COME_BACK.contains(problem.code());
        return head.announcesBody() && !request.isEnded() && !soonOver;
    }

    /** Refuses a request whose head could not be read, and closes its connection. */
    void invalid(HttpServerRequest request, Problem problem) {
        problem(request, CallHead.answering(request), "", problem, true);
    }

    private void problem(HttpServerRequest request, CallHead head, String caller, Problem problem, boolean last) {
        HttpServerResponse response = request.response();
        response.setStatusCode(problem.status());
        response.putHeader("Content-Type", "application/problem+json");
        response.putHeader("Cache-Control", "no-store");
        problem.headers().forEach(response::putHeader);
        if (last) {
            response.putHeader("Connection", "close");
            guard.endsAfter(request);
        }
        Future<Void> sent = send(request, head, caller, problem.toJson(head.requestId()));
        if (last) {
            sent.onComplete(over -> guard.hangUp(request));
        }
    }

    private Future<Void> send(HttpServerRequest request, CallHead head, String caller, Buffer body) {
        HttpServerResponse response = request.response();
        markDraining(response);
        int length = body.length();
        Future<Void> sent = response.closed() ? Future.failedFuture("gone") : response.end(body);
        guard.sends(request, sent);
        sent.onComplete(over -> parted(request));
        return sent.onComplete(over -> log.answered(request, head, caller, over.succeeded(), length))
                .otherwiseEmpty();
    }

    /** Closes the connection where its caller was told so: Vert.x only minds what the request said. */
    void parted(HttpServerRequest request) {
        if (admission.draining() && request.isEnded()) {
            guard.hangUp(request);
        }
    }

    /** Asks callers to come back elsewhere: this process is about to close their connection anyway. */
    void markDraining(HttpServerResponse response) {
        if (admission.draining()) {
            response.putHeader("Connection", "close");
        }
    }
}
