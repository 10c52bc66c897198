package dev.gather.limit;

import dev.gather.limit.NotAdmitted.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a call may enter now: not while the process drains, not while memory is spent, the process's or what one
 * caller may have of it, and not while the process is the bottleneck. Shared by all instances; safe from any thread.
 */
public final class Admission {
    /** A call is let in only if at least this much could be held for it. */
    private static final long LEAST_ROOM_BYTES = 64 << 10;

    private final BufferedBytes buffered;
    private final BooleanSupplier congested;
    private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);
    private final AtomicInteger underWay = new AtomicInteger();
    private final Promise<Void> idle = Promise.promise();
    private volatile boolean draining;

    /** @param congested whether what was admitted waits too long for the process; asked by every call */
    public Admission(BufferedBytes buffered, BooleanSupplier congested) {
        this.buffered = buffered;
        this.congested = congested;
        for (Reason reason : Reason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /**
     * Runs a call if it may enter, and gives back all it held however it ends, even by throwing. Fails with
     * {@link NotAdmitted} if it may not.
     *
     * @param caller in whose name
     */
    public <T> Future<T> run(String caller, Function<Stay, Future<T>> call) {
        // Counted first: a drain that starts in between sees the call, or the call sees the drain.
        underWay.incrementAndGet();
        BufferedBytes.Account account = buffered.account(caller);
        Reason reason = reason(account);
        if (reason != null) {
            leave();
            return Future.failedFuture(refusal(reason));
        }
        var stay = new Stay(account);
        return Future.<Void>succeededFuture()
                .compose(entered -> call.apply(stay))
                .onComplete(ended -> stay.end());
    }

    /**
     * Runs a call that holds nothing, so that only a draining process refuses it, with {@link NotAdmitted}; a drain
     * waits for it as for any other.
     */
    public <T> Future<T> attend(Supplier<Future<T>> call) {
        underWay.incrementAndGet();
        if (draining) {
            leave();
            return Future.failedFuture(refusal(Reason.DRAINING));
        }
        return Future.<Void>succeededFuture().compose(entered -> call.get()).onComplete(ended -> leave());
    }

    private @Nullable Reason reason(BufferedBytes.Account account) {
        if (draining) {
            return Reason.DRAINING;
        }
        Reason memory = shortage(account, LEAST_ROOM_BYTES);
        if (memory != null) {
            return memory;
        }
        return congested.getAsBoolean() ? Reason.CONGESTION : null;
    }

    private @Nullable Reason shortage(BufferedBytes.Account account, long bytes) {
        if (buffered.wouldOverflow(bytes)) {
            return Reason.MEMORY;
        }
        return account.wouldOverflow(bytes) ? Reason.CALLER_MEMORY : null;
    }

    private NotAdmitted refusal(Reason reason) {
        count(reason).increment();
        return new NotAdmitted(reason);
    }

    /** Calls refused for this reason so far. */
    public long refused(Reason reason) {
        return count(reason).sum();
    }

    private LongAdder count(Reason reason) {
        return Objects.requireNonNull(refused.get(reason));
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
        private final BufferedBytes.Account account;
        private final AtomicLong held = new AtomicLong();

        private Stay(BufferedBytes.Account account) {
            this.account = account;
        }

        /** Holds this much more while the call lasts. */
        public void hold(long bytes) throws NotAdmitted {
            account.hold(bytes);
            Reason shortage = shortage(account, 0);
            if (shortage != null) {
                account.release(bytes);
                throw refusal(buffered.neverHolds(held.get() + bytes) ? Reason.TOO_LARGE : shortage);
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
                account.release(-more);
            }
        }

        private void end() {
            account.release(held.getAndSet(0));
            leave();
        }
    }
}
