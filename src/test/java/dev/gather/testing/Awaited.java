package dev.gather.testing;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a future brings, waited for by a test's own thread. */
public final class Awaited {
    private static final long BOUND_S = 20;

    private Awaited() {}

    /** The result; fails if there is none within 20 s. */
    public static <T> T of(Future<T> future) {
        try {
            return future.await(BOUND_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing within " + BOUND_S + " s", e);
        }
    }
}
