package dev.gather.fetch;

import dev.gather.net.Target;
import io.vertx.core.http.HttpMethod;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What must be equal for two items to share one fetch: everything that can make a difference to the answer. Never equal
 * across callers.
 */
record FlightKey(String caller, HttpMethod method, Target target, FetchOptions options, long deadlineMs) {
    /** The key of an item; null if its fetch is not to be shared. */
    static @Nullable FlightKey of(Batch batch, Fetch fetch) {
        Target target = fetch.target();
        boolean shareable = batch.dedupe()
                && target != null
                && fetch.body() == null
                && (fetch.method().equals(HttpMethod.GET) || fetch.method().equals(HttpMethod.HEAD));
        return shareable
                ? new FlightKey(
                        batch.caller(),
                        fetch.method(),
                        Objects.requireNonNull(target),
                        fetch.options(),
                        batch.deadlineMs())
                : null;
    }

    /** The URL tells nearly all keys apart, and a string remembers its hash. */
    @Override
    public int hashCode() {
        return target.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlightKey that
                && target.equals(that.target)
                && options.equals(that.options)
                && method.equals(that.method)
                && caller.equals(that.caller)
                && deadlineMs == that.deadlineMs;
    }
}
