package dev.gather.encode;

import dev.gather.fetch.RunningBatch;
import dev.gather.net.Sockets;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one answer: takes pieces, encodes them in steps while the connection takes bytes, and joins what one
 * turn of the loop brought into one write. Lets the batch start nothing more while much waits to be written, gives held
 * bytes back once each, and closes the connection of a client that takes nothing.
 */
final class Outlet {
    /** Above this much that could be written but is not, the batch is paused; at half of it, it goes on. */
    private static final long PAUSE_BYTES = 1 << 20;

    /** After this much, others on the loop have their turn, even if the connection would take more. */
    private static final int TURN_BYTES = 8 * Piece.STEP_BYTES;

    /** Room for a small answer; it grows to a step where more comes. */
    private static final int FIRST_CAPACITY = 2_048;

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Context context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Delivery delivery;
    private final LongConsumer release;
    private final boolean stream;
    private final JsonBytes out = new JsonBytes(FIRST_CAPACITY);
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Promise<Void> finished = Promise.promise();
    private @Nullable RunningBatch batch;
    private @Nullable Indented indented;
    private Runnable onAbandon = () -> {};
    private boolean corked;
    private boolean scheduled;
    private boolean ending;
    private boolean ended;
    private boolean abandoned;
    private boolean paused;
    private boolean awaiting;
    private long waitingBytes;
    private long bytesWritten;
    private long stallTimer = NO_TIMER;
    private long keepAliveTimer = NO_TIMER;

    /** A piece in line, what it weighs while it is there, and what is given back when it is through. */
    private record Waiting(Piece piece, long weight, long heldBytes) {}

    /** Where a piece is written before it is indented. */
    private record Indented(Indenting indenting, JsonBytes plain) {}

    /**
     * @param stream whether bytes leave with each turn of the loop; otherwise with each full step
     * @param release takes the body bytes that are no longer held
     */
    Outlet(Vertx vertx, HttpServerRequest request, Delivery delivery, boolean stream, LongConsumer release) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.request = request;
        this.response = request.response();
        this.delivery = delivery;
        this.release = release;
        this.stream = stream;
        takeHandlers();
    }

    private void takeHandlers() {
        if (response.ended() || response.closed()) {
            abandon();
            return;
        }
        response.closeHandler(closed -> closed());
        response.exceptionHandler(broken -> abandon());
        response.drainHandler(drained -> drained());
    }

    /** After the end an HTTP/2 stream closes in the ordinary way; whether the end arrived, its own Future tells. */
    private void closed() {
        if (!ended) {
            abandon();
        }
    }

    private void drained() {
        stopWatching();
        pump();
    }

    /** Sets the head; to be called before anything is written. */
    void head(int status, String contentType) {
        if (abandoned) {
            return;
        }
        response.setStatusCode(status);
        response.putHeader("content-type", contentType).putHeader("cache-control", "no-store");
        if (stream) {
            // Proxies that buffer would hold back what a stream is for.
            response.putHeader("x-accel-buffering", "no");
        }
    }

    /** Writes nothing until {@link #uncork}; what waits till then is not for the client to hurry. */
    void cork() {
        corked = true;
    }

    void uncork() {
        corked = false;
        schedule();
    }

    void indent() {
        indented = new Indented(new Indenting(), new JsonBytes(FIRST_CAPACITY));
    }

    /** Runs once when the client is known to be gone; what is held elsewhere must then be dropped. */
    void onAbandon(Runnable action) {
        onAbandon = action;
    }

    void attach(RunningBatch running) {
        batch = running;
        if (abandoned) {
            running.cancel("The client went away.");
            return;
        }
        if (stream && !response.headWritten()) {
            // Not writeHead: it announces chunks to an HTTP/1.0 client too.
            write(Buffer.buffer());
        }
        holdBackOrGoOn();
    }

    /** Puts a piece that holds no body in line. */
    void send(Piece piece) {
        enqueue(new Waiting(piece, 0, 0));
    }

    /** Puts a result in line; what it holds is given back when it is written or dropped. */
    void send(Result result, Piece piece) {
        enqueue(new Waiting(piece, result.weight(), result.heldBytes()));
    }

    private void enqueue(Waiting waiting) {
        if (abandoned) {
            giveBack(waiting.heldBytes);
            return;
        }
        queue.add(waiting);
        waitingBytes += waiting.weight;
        schedule();
    }

    /** Ends the answer after what is in line. */
    void end() {
        ending = true;
        stopKeepAlive();
        schedule();
    }

    /** Sends a remark from time to time, where nothing else is on its way, until the answer's end. */
    void keepAlive(String remark) {
        if (!abandoned) {
            keepAliveTimer = vertx.setPeriodic(delivery.keepAlive().toMillis(), tick -> whisper(remark));
        }
    }

    private void whisper(String remark) {
        if (!ending && queue.isEmpty() && !response.writeQueueFull()) {
            out.ascii(remark);
            write(out.take());
        }
    }

    private void stopKeepAlive() {
        if (keepAliveTimer != NO_TIMER) {
            vertx.cancelTimer(keepAliveTimer);
            keepAliveTimer = NO_TIMER;
        }
    }

    /** Counts body bytes as no longer held. */
    void giveBack(long heldBytes) {
        if (heldBytes > 0) {
            release.accept(heldBytes);
        }
    }

    private void schedule() {
        if (!scheduled && !corked && !abandoned) {
            scheduled = true;
            context.runOnContext(turn -> {
                scheduled = false;
                pump();
            });
        }
    }

    /** Writes while the connection takes bytes and there are any. */
    private void pump() {
        if (abandoned || ended || corked) {
            return;
        }
        if (response.ended() || response.closed()) {
            abandon();
            return;
        }
        long turnEnd = bytesWritten + TURN_BYTES;
        while (!abandoned && !response.writeQueueFull() && bytesWritten < turnEnd) {
            encodeStep();
            if (!writeStep()) {
                break;
            }
        }
        afterPump(turnEnd);
    }

    private void afterPump(long turnEnd) {
        if (abandoned || ended) {
            return;
        }
        if (response.writeQueueFull()) {
            watch();
        } else if (bytesWritten >= turnEnd) {
            schedule();
        }
        holdBackOrGoOn();
    }

    /** Encodes until a step is full or nothing is in line. */
    private void encodeStep() {
        while (out.length() < Piece.STEP_BYTES && !queue.isEmpty()) {
            Waiting first = queue.element();
            if (encode(first.piece)) {
                queue.remove();
                waitingBytes -= first.weight;
                giveBack(first.heldBytes);
            }
        }
    }

    private boolean encode(Piece piece) {
        if (indented == null) {
            return piece.writeTo(out);
        }
        boolean done = piece.writeTo(indented.plain);
        Indenting indenting = indented.indenting;
        indented.plain.drainTo((json, length) -> indenting.append(json, length, out));
        return done;
    }

    /** Writes what was encoded, if it is time to; false if there is nothing more to do now. */
    private boolean writeStep() {
        boolean dry = queue.isEmpty();
        if (dry && ending) {
            writeEnd();
            return false;
        }
        if (out.length() == 0 || (dry && !stream && out.length() < Piece.STEP_BYTES)) {
            return false;
        }
        write(out.take());
        return true;
    }

    private void write(Buffer buffer) {
        bytesWritten += buffer.length();
        response.write(buffer).onSuccess(sent -> out.reuse(buffer)).onFailure(gone -> abandon());
    }

    private void writeEnd() {
        ended = true;
        boolean chunked = response.headWritten();
        Buffer last = out.take();
        bytesWritten += last.length();
        stopWatching();
        watch();
        response.end(last).onComplete(result -> afterEnd(result, chunked));
    }

    private void afterEnd(AsyncResult<Void> result, boolean chunked) {
        stopWatching();
        if (result.failed()) {
            abandon();
            return;
        }
        if (chunked && request.version() == HttpVersion.HTTP_1_0) {
            // No chunks and no length in HTTP/1.0: only the connection's end tells the client that this is all.
            request.connection().close();
        }
        finished.tryComplete();
    }

    /**
     * Has the batch start nothing but the awaited item, because what others brought must wait for that one; until
     * {@link #stopAwaiting}.
     */
    void startOnly(int index) {
        awaiting = true;
        holdBackOrGoOn();
        if (batch != null) {
            batch.urge(index);
        }
    }

    void stopAwaiting() {
        awaiting = false;
        holdBackOrGoOn();
    }

    private void holdBackOrGoOn() {
        if (batch == null || corked || abandoned) {
            return;
        }
        if (!paused && (awaiting || waitingBytes > PAUSE_BYTES)) {
            paused = true;
            batch.pause();
        } else if (paused && !awaiting && waitingBytes <= PAUSE_BYTES / 2) {
            paused = false;
            batch.resume();
        }
    }

    /** Starts the clock of a client that takes nothing, unless it runs: only what it takes stops it. */
    private void watch() {
        if (stallTimer == NO_TIMER) {
            stallTimer = vertx.setTimer(delivery.writeStall().toMillis(), stalled -> cutOff());
        }
    }

    private void stopWatching() {
        if (stallTimer != NO_TIMER) {
            vertx.cancelTimer(stallTimer);
            stallTimer = NO_TIMER;
        }
    }

    /**
     * Closes under a client that takes nothing. {@code HttpConnection.close} would first wait for what is written to be
     * taken, so the channel is closed from the context below, as Vert.x itself does for an idle connection.
     */
    private void cutOff() {
        stallTimer = NO_TIMER;
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            Sockets.sever(request.connection());
        }
        abandon();
    }

    /** Drops everything: the client is gone. */
    void abandon() {
        if (abandoned || finished.future().isComplete()) {
            return;
        }
        abandoned = true;
        stopWatching();
        stopKeepAlive();
        queue.forEach(waiting -> giveBack(waiting.heldBytes));
        queue.clear();
        waitingBytes = 0;
        onAbandon.run();
        if (batch != null && !ending) {
            batch.cancel("The client went away.");
        }
        finished.tryComplete();
    }

    boolean abandoned() {
        return abandoned;
    }

    long bytesWritten() {
        return bytesWritten;
    }

    Future<Void> finished() {
        return finished.future();
    }
}
