package dev.gather.origin;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** A body written chunk by chunk, as fast as its reader takes it and no faster; nothing is held but one chunk. */
final class Feed {
    /** A reader that keeps up must not keep the loop from everybody else. */
    private static final int CHUNKS_PER_TURN = 16;

    private final Context context;
    private final HttpServerResponse response;
    private final Supplier<Optional<Buffer>> chunks;

    private Feed(Context context, HttpServerResponse response, Supplier<Optional<Buffer>> chunks) {
        this.context = context;
        this.response = response;
        this.chunks = chunks;
    }

    /**
     * Writes {@code chunks} until one is empty or the peer leaves. Length or chunking are the caller's to set; a HEAD
     * gets no body at all.
     */
    static void pour(RoutingContext ctx, Supplier<Optional<Buffer>> chunks) {
        if (ctx.request().method().equals(HttpMethod.HEAD)) {
            ctx.response().end();
            return;
        }
        Context context = Objects.requireNonNull(Vertx.currentContext());
        new Feed(context, ctx.response(), chunks).turn();
    }

    private void turn() {
        for (int i = 0; i < CHUNKS_PER_TURN; i++) {
            if (response.closed()) {
                return;
            }
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> turn());
                return;
            }
            Optional<Buffer> chunk = chunks.get();
            if (chunk.isEmpty()) {
                response.end();
                return;
            }
            response.write(chunk.get());
        }
        context.runOnContext(next -> turn());
    }
}
