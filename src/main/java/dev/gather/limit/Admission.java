package dev.gather.limit;

import dev.gather.limit.NotAdmitted.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Whether a call may enter now: not while the process drains, and not while its memory is spent. Shared by all
 * instances; safe from any thread.
 */
public final class Admission {
    /** A call is let in only if at least this much could be held for it. */
    private static final long LEAST_ROOM_BYTES = 64 << 10;

    private final BufferedBytes buffered;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Promise<Void> idle = Promise.promise();
    private volatile boolean draining;

    public Admission(BufferedBytes buffered) {
        this.buffered = buffered;
    }

    /**
     * Runs a call if it may enter, and gives back all it held however it ends, even by throwing. Fails with
     * {@link NotAdmitted} if it may not.
     */
    public <T> Future<T> run(Function<Stay, Future<T>> call) {
        // Counted first: a drain that starts in between sees the call, or the call sees the drain.
        underWay.incrementAndGet();
        if (draining || buffered.wouldOverflow(LEAST_ROOM_BYTES)) {
            Reason reason = draining ? Reason.DRAINING : Reason.OVERLOADED;
            leave();
            return Future.failedFuture(new NotAdmitted(reason));
        }
        var stay = new Stay();
        return Future.<Void>succeededFuture()
                .compose(entered -> call.apply(stay))
                .onComplete(ended -> stay.end());
    }

    /**
     * Runs a call that holds nothing, so that only a draining process refuses it, with {@link NotAdmitted}; a drain waits
     * for it as for any other.
     */
    public <T> Future<T> attend(Supplier<Future<T>> call) {
        underWay.incrementAndGet();
        if (draining) {
            leave();
            return Future.failedFuture(new NotAdmitted(Reason.DRAINING));
        }
        return Future.<Void>succeededFuture().compose(entered -> call.get()).onComplete(ended -> leave());
    }

    /** Lets no further call in; the future succeeds once none is under way. */
    public Future<Void> drain() {
        draining = true;
        if (underWay.get() == 0) {
            idle.tryComplete();
        }
        return idle.future();
    }

    public boolean draining() {
        return draining;
    }

    /** Calls that entered and have not ended. */
    public int underWay() {
        return underWay.get();
    }

    private void leave() {
        if (underWay.decrementAndGet() == 0 && draining) {
            idle.tryComplete();
        }
    }

    /** One call's time inside, and the memory it holds for what was asked. */
    public final class Stay {
        private final AtomicLong held = new AtomicLong();

        private Stay() {}

        /** Holds this much more while the call lasts. */
        public void hold(long bytes) throws NotAdmitted {
            if (!buffered.tryHold(bytes)) {
                throw new NotAdmitted(Reason.OVERLOADED);
            }
            held.addAndGet(bytes);
        }

        /** Holds exactly this much from now on, instead of what was held. */
        public void holdOnly(long bytes) throws NotAdmitted {
            long more = bytes - held.get();
            if (more > 0) {
                hold(more);
            } else {
                held.addAndGet(more);
                buffered.release(-more);
            }
        }

        private void end() {
            buffered.release(held.getAndSet(0));
            leave();
        }
    }
}
