package dev.gather.fetch;

import dev.gather.content.CodingException;
import dev.gather.fetch.Stopped.Stop;
import dev.gather.limit.BufferedBytes;
import dev.gather.limit.Clock;
import dev.gather.limit.LargeBodies;
import dev.gather.net.Refused;
import dev.gather.net.Sockets;
import dev.gather.net.Vetted;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One hop: one request to one origin, at an address that passed the gate, its body counted as it comes. The only class
 * that touches an origin. Used once, on one loop.
 *
 * <p>{@link OriginClient} hands it the request and the head, a {@link Relay} the body. It keeps its own clocks, because
 * those of Vert.x end with the head, and resets the request whenever it has had enough.
 */
final class Exchange implements Pending {
    /** HTTP/2's CANCEL; on HTTP/1 any code closes the connection. */
    private static final long CANCEL = 8;

    /** What a body may hold without asking for room. */
    private static final int FREE_BODY_BYTES = 64 << 10;

    private static final long REVIEW_NANOS = 50_000_000;
    private static final long REDIRECT_BODY_NANOS = 500_000_000;

    private final Order order;
    private final Fetcher fetcher;
    private final Permit permit;
    private final Promise<Answer> answer = Promise.promise();
    private final HopClock times;
    private final Connecting connecting;
    private final Reception reception;
    private final Deadlines.Deadline deadline;

    private Phase phase = Phase.DNS;
    private boolean over;
    private Connections.@Nullable Kept kept;
    private LargeBodies.@Nullable Place room;
    private @Nullable Runnable goOn;
    private @Nullable Runnable whenHead;
    private @Nullable HttpClientRequest request;
    private @Nullable Head head;
    private @Nullable BodyCollector body;

    /**
     * @param permit hears what the exchange learns of the host, and goes back when nothing of it is on the wire any
     * more
     */
    Exchange(Order order, OriginClient client, Fetcher fetcher, Clock clock, BufferedBytes buffered, Permit permit) {
        this.order = order;
        this.fetcher = fetcher;
        this.permit = permit;
        this.times = new HopClock(clock);
        this.deadline = fetcher.deadlines().deadline();
        this.connecting = new Connecting(this, order, client, clock, permit);
        this.reception = new Reception(order, fetcher.inflaters(), buffered);
    }

    /** Has something run once, as soon as the head of an answer is there. */
    void whenHead(Runnable action) {
        whenHead = action;
    }

    /** The complete answer, or {@link HopFailed}, or {@link Stopped}, or a bug. */
    Future<Answer> run() {
        deadline.set(Math.min(order.connectNanos(), order.totalNanos()), this::connectTimedOut);
        fetcher.admit(order.target()).onComplete(this::admitted);
        return answer.future();
    }

    @Override
    public void stop(Stop why) {
        if (over) {
            return;
        }
        end(new Stopped(why, phase, head, times.timings()));
    }

    private void admitted(AsyncResult<Vetted> vetted) {
        if (over) {
            return;
        }
        if (vetted.failed()) {
            times.unresolved();
            fail(vetted.cause());
            return;
        }
        times.resolved();
        phase = Phase.CONNECT;
        connecting.start(vetted.result().servers());
    }

    /** Time left to get a connection. */
    long connectNanosLeft() {
        return times.leftOf(Math.min(order.connectNanos(), order.totalNanos()));
    }

    /** The request has its connection, and nothing has been sent. */
    void connected(HttpClientRequest ready, Connections.Kept on) {
        request = ready;
        kept = on;
        phase = Phase.WAIT;
        deadline.set(times.connected(on.used(), order.totalNanos()), this::timedOut);
    }

    /** The status line and the header are there. What is thrown here ends the exchange. */
    void headArrived(HttpClientResponse response) {
        if (over) {
            return;
        }
        times.headArrived();
        try {
            Head read = reception.head(
                    response, Objects.requireNonNull(request).connection().sslSession());
            head = read;
            permit.headArrived(read, times.fetchedAtMs());
            reception.check(read);
            phase = Phase.BODY;
            body = reception.body(read);
            if (reception.redirects(read)) {
                // It is read for a while, so that the connection can be used again.
                deadline.set(Math.min(times.leftOf(order.totalNanos()), REDIRECT_BODY_NANOS), this::cutShort);
            }
            if (whenHead != null) {
                whenHead.run();
            }
        } catch (Reception.Refusal e) {
            fail(e.failure());
            throw new IllegalStateException(e);
        }
    }

    /** A piece of the body, as it came off the wire. */
    void bodyArrived(Buffer chunk) {
        BodyCollector collector = body;
        if (!over && collector != null) {
            take(() -> collector.add(chunk));
        }
    }

    private void take(Taking taking) {
        try {
            if (!taking.hasRoom()) {
                full();
            }
        } catch (CodingException e) {
            fail(Reception.undecodable(e));
        }
    }

    /** Something more of the body is collected. */
    @FunctionalInterface
    private interface Taking {
        /** False if it passes the limit. */
        boolean hasRoom() throws CodingException;
    }

    /** The body has reached its limit: enough if it may be cut, a failure if not. */
    private void full() {
        if (reception.mayCut(Objects.requireNonNull(head))) {
            cutShort();
        } else {
            fail(reception.tooLarge());
        }
    }

    private void cutShort() {
        complete(true);
        leave(new IllegalStateException("cut short"));
    }

    /**
     * Nothing more comes.
     *
     * @param failure null if the whole body is there
     */
    void ended(@Nullable Throwable failure) {
        if (over) {
            return;
        }
        if (failure == null) {
            wholeBodyRead();
        } else {
            fail(failure);
        }
    }

    private void wholeBodyRead() {
        try {
            Objects.requireNonNull(body).finish();
            complete(false);
        } catch (CodingException e) {
            fail(Reception.undecodable(e));
        }
    }

    private void complete(boolean truncated) {
        permit.answered();
        settle();
        BodyCollector collector = Objects.requireNonNull(body);
        body = null;
        answer.complete(new Answer(
                Objects.requireNonNull(head),
                collector.joined(),
                collector.length(),
                collector.decodedBytes(),
                collector.wireBytes(),
                truncated,
                times.timings(),
                Source.NETWORK));
        collector.close();
        if (Answer.bodiless(head.status()) || head.isLast()) {
            // If the origin sends a body where there is none, the next answer on the connection would be garbled.
            Objects.requireNonNull(kept).close();
        } else if (!truncated) {
            Objects.requireNonNull(kept).release();
        }
    }

    private void connectTimedOut() {
        long limitMs = TimeUnit.NANOSECONDS.toMillis(Math.min(order.connectNanos(), order.totalNanos()));
        fail(Failures.connectTimeout(phase, host(), limitMs));
    }

    private void timedOut() {
        fail(Failures.timeout(phase, host()));
    }

    private String host() {
        return order.target().host().name();
    }

    private void fail(Throwable cause) {
        Failure failure = cause instanceof Refused refused
                ? Failures.of(refused.refusal(), order.refusedAt())
                : Failures.of(cause, phase, host());
        if (failure == null) {
            crashed(cause);
        } else {
            fail(failure);
        }
    }

    private void fail(Failure failure) {
        boolean stale =
                kept != null && kept.used() && !times.hasHead() && failure.code() != FailureCode.HTTP_RESPONSE_TIMEOUT;
        if (!stale) {
            permit.failed(failure, order);
        }
        end(new HopFailed(failure, head, times.timings(), stale));
    }

    /** Something threw that must not. */
    void crashed(Throwable bug) {
        if (!over) {
            end(new HopFailed(fetcher.internal(bug, phase), head, times.timings(), false));
        }
    }

    private void end(Throwable cause) {
        settle();
        forgetBody();
        answer.fail(cause);
        leave(cause);
    }

    private void forgetBody() {
        if (body != null) {
            body.close();
            body = null;
        }
    }

    private void settle() {
        over = true;
        deadline.clear();
        if (room != null) {
            room.leave();
        }
        // What was held back flows, to nowhere: dropped with its connection, its memory would not come back.
        goOn();
        connecting.settle();
    }

    /** Closes what is open towards the origin. */
    private void leave(Throwable cause) {
        HttpClientRequest open = request;
        if (open != null) {
            connecting.cutOff();
            Future<Void> unused = open.reset(CANCEL, cause);
            Sockets.sever(open.connection());
        }
    }

    /**
     * Whether no more of the body may be read for now; {@code whenGranted} runs as soon as it may. What came has to be
     * inflated first. A body that is large needs room of its own; waiting for it is ours, so the attempt's clock stands
     * still.
     */
    boolean mustWait(Runnable whenGranted) {
        if (over || body == null) {
            return false;
        }
        if (body.behind()) {
            goOn = whenGranted;
            fetcher.turns().add(this::inflate);
            return true;
        }
        if (body.length() <= FREE_BODY_BYTES) {
            return false;
        }
        if (room == null && fetcher.largeBodies().areMany()) {
            room = fetcher.largeBodies().enter(body.most(), fetcher.loop(), this::mayGoOn);
            if (!room.granted()) {
                times.waits();
                goOn = whenGranted;
                reviewLater();
            }
        }
        return room != null && !room.granted();
    }

    /** Takes a turn at what came; false if the exchange is over. */
    private boolean inflate() {
        Runnable waiting = goOn;
        if (over || waiting == null) {
            return false;
        }
        try {
            take(Objects.requireNonNull(body)::goOn);
            if (!over && !mustWait(waiting)) {
                goOn();
            }
        } catch (RuntimeException | Error bug) {
            crashed(bug);
        }
        return true;
    }

    private void reviewLater() {
        deadline.set(REVIEW_NANOS, () -> {
            fetcher.largeBodies().review();
            if (goOn != null) {
                reviewLater();
            }
        });
    }

    private void mayGoOn() {
        if (over || goOn == null || Objects.requireNonNull(body).behind()) {
            // Granted by another loop before the wait had begun: nothing was stopped.
            return;
        }
        if (room != null && !room.granted()) {
            // Memory is no longer short: no room is needed until it is again.
            room = null;
        }
        times.goesOn();
        deadline.set(times.leftOf(order.totalNanos()), this::timedOut);
        goOn();
    }

    private void goOn() {
        Runnable waiting = goOn;
        goOn = null;
        if (waiting != null) {
            waiting.run();
        }
    }
}
