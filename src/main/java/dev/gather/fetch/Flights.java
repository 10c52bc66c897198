package dev.gather.fetch;

import io.vertx.core.Future;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Fetches under way that equal ones may join. Shared by all instances; safe from any thread. */
public final class Flights {
    private final ConcurrentMap<FlightKey, Future<Outcome>> flights = new ConcurrentHashMap<>();

    /** The flight to join; null if there is none, in which case this one has been entered for others. */
    @Nullable
    Future<Outcome> enter(FlightKey key, Future<Outcome> flight) {
        return flights.putIfAbsent(key, flight);
    }

    /** Lets nobody join this flight any more. */
    void leave(FlightKey key, Future<Outcome> flight) {
        boolean unused = flights.remove(key, flight);
    }

    /** Flights under way. */
    int size() {
        return flights.size();
    }
}
