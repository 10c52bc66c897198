package dev.gather.robots;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gather.net.Host;
import dev.gather.net.Target;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of every origin's robots.txt. All who ask for one that is not known share one fetch of it. Shared by
 * all instances; safe from any thread.
 */
public final class Robots {
    private static final long MOST_BYTES = 16 << 20;
    private static final int ENTRY_BYTES = 400;
    private static final long FRESH_NANOS = TimeUnit.HOURS.toNanos(24);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final RobotsSettings settings;
    private final LongSupplier nanos;
    private final ConcurrentMap<Origin, Future<RobotsAnswer>> flights = new ConcurrentHashMap<>();
    private @Nullable Cache<Origin, Remembered> memory;

    /** @param nanos a clock that only goes forward */
    public Robots(RobotsSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    /** Scheme, host and port: whatever shares them shares a robots.txt (RFC 9309, section 2.3). */
    private record Origin(boolean secure, Host host) {}

    /** @param failures how often in a row it could not be had */
    private record Remembered(RobotsAnswer answer, long freshUntilNanos, int failures) {}

    /** Whether every fetch respects robots.txt, whatever the caller says. */
    public boolean enforced() {
        return settings.enforced();
    }

    /** Longest wait for one answer. */
    public Duration patience() {
        return settings.patience();
    }

    /** The rules for us in a robots.txt. */
    public Rules read(byte[] bytes, int length, boolean cut) {
        return RobotsTxt.read(bytes, length, cut, settings.productToken());
    }

    /**
     * What asking the target's origin came to: what is remembered, or what a fetch that is under way brings, or else
     * this one. A fetch that fails is shared by those who joined it and not remembered. Completes on any thread.
     */
    public Future<RobotsAnswer> ask(Target target, Supplier<Future<RobotsAnswer>> fetch) {
        var origin = new Origin(target.secure(), target.host());
        RobotsAnswer known = known(origin);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        Promise<RobotsAnswer> flight = Promise.promise();
        Future<RobotsAnswer> other = flights.putIfAbsent(origin, flight.future());
        if (other != null) {
            return other;
        }
        // Another flight may have landed between the look and the start.
        RobotsAnswer landed = known(origin);
        Future<RobotsAnswer> fetched = landed == null ? started(fetch) : Future.succeededFuture(landed);
        fetched.onComplete(result -> land(origin, flight, result, landed == null));
        return flight.future();
    }

    /** Made when it is first needed: its classes would take a tenth of every start. */
    private synchronized Cache<Origin, Remembered> memory() {
        if (memory == null) {
            memory = Caffeine.newBuilder()
                    .maximumWeight(MOST_BYTES)
                    .weigher((Origin origin, Remembered entry) -> ENTRY_BYTES + entry.answer.weight())
                    .expireAfterWrite(Duration.ofDays(2))
                    .ticker(nanos::getAsLong)
                    .executor(Runnable::run)
                    .build();
        }
        return memory;
    }

    private static Future<RobotsAnswer> started(Supplier<Future<RobotsAnswer>> fetch) {
        try {
            return fetch.get();
        } catch (RuntimeException | Error bug) {
            return Future.failedFuture(bug);
        }
    }

    private @Nullable RobotsAnswer known(Origin origin) {
        Remembered entry = memory().getIfPresent(origin);
        return entry == null || entry.freshUntilNanos - nanos.getAsLong() <= 0 ? null : entry.answer;
    }

    private void land(Origin origin, Promise<RobotsAnswer> flight, AsyncResult<RobotsAnswer> result, boolean isNew) {
        AsyncResult<RobotsAnswer> told =
                isNew && result.succeeded() ? Future.succeededFuture(remember(origin, result.result())) : result;
        boolean unused = flights.remove(origin, flight.future());
        flight.handle(told);
    }

    /**
     * Keeps an answer; returns what holds now, which are older rules if these could not be had (RFC 9309, section 2.4).
     */
    private RobotsAnswer remember(Origin origin, RobotsAnswer fetched) {
        Remembered before = memory().getIfPresent(origin);
        Remembered entry = fetched.reached() ? fresh(fetched) : afterFailure(before, fetched);
        memory().put(origin, entry);
        return entry.answer;
    }

    private Remembered fresh(RobotsAnswer fetched) {
        return new Remembered(fetched, nanos.getAsLong() + FRESH_NANOS, 0);
    }

    private Remembered afterFailure(@Nullable Remembered before, RobotsAnswer fetched) {
        int failures = before == null ? 1 : Math.min(before.failures + 1, 8);
        long pause = Math.min(FIRST_PAUSE_NANOS << (failures - 1), LONGEST_PAUSE_NANOS);
        RobotsAnswer holds = before != null && before.answer.reached() ? before.answer : fetched;
        return new Remembered(holds, nanos.getAsLong() + pause, failures);
    }
}
