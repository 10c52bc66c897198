package dev.gather.api;

import dev.gather.encode.Delivery;
import dev.gather.encode.Encoding;
import dev.gather.encode.ResultSink;
import dev.gather.fetch.RunningBatch;
import dev.gather.limit.Admission;
import dev.gather.limit.BufferedBytes;
import dev.gather.limit.Quota;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** {@code /v1/fetch}: read, admit, hand over, respond. */
final class FetchHandler {
    private final BatchReader reader;
    private final ConnectionGuard guard;
    private final Api.Collaborators with;
    private final Answering answering;

    /** What an answer is made with. */
    record Answering(Vertx vertx, long responseBudgetBytes, CallLog log, Replies replies) {}

    FetchHandler(BatchReader reader, ConnectionGuard guard, Api.Collaborators with, Answering answering) {
        this.reader = reader;
        this.guard = guard;
        this.with = with;
        this.answering = answering;
    }

    void handle(RoutingContext ctx, Caller caller) throws Problem {
        HttpServerRequest request = ctx.request();
        ctx.response().putHeader("Vary", "Accept, Accept-Encoding");
        spend(ctx.response(), caller);
        Encoding encoding = encoding(request);
        Call call = CallHead.of(ctx).by(caller);
        with.admission()
                .run(
                        caller.name(),
                        stay -> read(request, call, stay).compose(reading -> respond(ctx, encoding, reading)))
                .onFailure(cause -> answering.replies().failure(ctx, cause));
    }

    private Future<Reading> read(HttpServerRequest request, Call call, Admission.Stay stay) {
        try {
            BatchInput input = reader.begin(call, RequestHead.of(request));
            return BodyIntake.read(request, input, stay, guard);
        } catch (Problem problem) {
            return Future.failedFuture(problem);
        }
    }

    private void spend(HttpServerResponse response, Caller caller) throws Problem {
        Quota.Grant grant = with.quota().take(caller.name(), caller.callsPerMinute());
        response.putHeader("RateLimit", grant.rateLimit()).putHeader("RateLimit-Policy", grant.policy());
        if (!grant.granted()) {
            throw Problem.of(ProblemCode.RATE_LIMITED, "At most " + grant.limit() + " calls per minute.")
                    .header("Retry-After", Long.toString(grant.resetS()));
        }
    }

    private static Encoding encoding(HttpServerRequest request) throws Problem {
        String accept = String.join(",", request.headers().getAll("accept"));
        return Encoding.choose(accept)
                .orElseThrow(() -> Problem.ofHeader(
                        ProblemCode.NOT_ACCEPTABLE,
                        "accept",
                        "Expected application/json, application/x-ndjson or text/event-stream."));
    }

    private Future<Void> respond(RoutingContext ctx, Encoding encoding, Reading reading) {
        HttpServerResponse response = ctx.response();
        String applied = Prefer.of(ctx.request().headers()).applied();
        if (!applied.isEmpty()) {
            response.putHeader("Preference-Applied", applied);
        }
        response.putHeader("Server-Timing", "read;dur=" + readMs(reading));
        answering.replies().markDraining(response);
        Delivery delivery = Delivery.of(reading.requestOrder(), reading.pretty(), answering.responseBudgetBytes());
        BufferedBytes.Account held = with.buffered().account(reading.batch().caller());
        ResultSink sink = encoding.open(answering.vertx(), ctx.request(), reading.batch(), delivery, held::release);
        RunningBatch running = with.dispatcher().start(reading.batch(), sink);
        sink.attach(running);
        return sink.finished()
                .onComplete(over -> answering.log().answered(ctx, reading.batch(), sink))
                .onComplete(over -> answering.replies().parted(ctx.request()));
    }

    private static double readMs(Reading reading) {
        long nanos = System.nanoTime() - reading.batch().acceptedNanos();
        return Math.round(nanos / 1e5) / 10.0;
    }
}
