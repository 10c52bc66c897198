package dev.gather.api;

import dev.gather.limit.Admission;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes one request's body in as it arrives; the first problem ends it, and nothing after that is read. */
final class BodyIntake {
    private @Nullable BatchInput input;
    private final Admission.Stay stay;
    private final Promise<Reading> read = Promise.promise();

    private BodyIntake(BatchInput input, Admission.Stay stay) {
        this.input = input;
        this.stay = stay;
    }

    /**
     * Reads the call; what arrives is held on its account. To be called before the request's first byte is handed out.
     */
    static Future<Reading> read(
            HttpServerRequest request, BatchInput input, Admission.Stay stay, ConnectionGuard guard) {
        var intake = new BodyIntake(input, stay);
        request.handler(intake::chunk);
        request.endHandler(ended -> intake.ended());
        request.exceptionHandler(intake::broken);
        guard.onSlowBody(request, intake::tooSlow);
        if (expectsContinue(request)) {
            request.response().writeContinue().onFailure(intake::broken);
        }
        return intake.read.future().onComplete(over -> intake.letGo());
    }

    /** The request keeps its handlers while the batch runs; what was read must not stay with them. */
    private void letGo() {
        if (input != null) {
            input.close();
            input = null;
        }
    }

    /** Whether the caller waits to be asked for the body; in HTTP/1.0 nobody does (RFC 9110, section 10.1.1). */
    private static boolean expectsContinue(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_1 && request.headers().contains("expect");
    }

    private void chunk(Buffer chunk) {
        if (input == null) {
            return;
        }
        try {
            stay.holdOnly(input.weightWith(chunk.length()));
            input.feed(chunk.getBytes());
        } catch (Throwable cause) { // an Error, too, must end the call
            read.tryFail(cause);
        }
    }

    private void ended() {
        if (input == null) {
            return;
        }
        try {
            Reading reading = input.finish();
            stay.holdOnly(reading.heldBytes());
            read.complete(reading);
        } catch (Throwable cause) { // an Error, too, must end the call
            read.tryFail(cause);
        }
    }

    /** The caller has gone, or what came is not the framing of HTTP/1.1. */
    private void broken(Throwable cause) {
        boolean gone = cause instanceof HttpClosedException || cause instanceof IOException;
        read.tryFail(gone ? new HttpClosedException("The caller has gone.") : malformed(cause));
    }

    private static Problem malformed(Throwable cause) {
        if (cause instanceof Problem problem) {
            return problem;
        }
        return cause instanceof TooLongHttpHeaderException
                ? Problem.of(ProblemCode.REQUEST_TOO_LARGE, "The request's trailers are too long.")
                        .status(431)
                : Problem.of(ProblemCode.INVALID_REQUEST, "The body is not framed as HTTP/1.1 wants it.");
    }

    private void tooSlow() {
        read.tryFail(Problem.of(ProblemCode.REQUEST_TIMEOUT, "The body was not complete in time."));
    }
}
