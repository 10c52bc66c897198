package dev.gather.fetch;

import dev.gather.limit.Clock;
import dev.gather.net.Host;
import dev.gather.net.Sockets;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One instance's connections to origins. Each is in use by one exchange, or free for the next to the same place, the
 * one that was used last first. How long a free one stays is for us to say: Vert.x leaves that to the origin.
 *
 * <p>Used on the instance's loop only.
 */
final class Connections {
    /** Long enough for whoever comes back every minute: a connection costs as much as four fetches over it. */
    private static final long FREE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** For how long one that is free is good enough for a request that must not be sent twice. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Free connections kept by one instance; above it the oldest go first. */
    private static final int MOST_FREE = 1_024;

    private final Clock clock;
    private final int mostPerHost;
    private final Map<Place, Pool> pools = new HashMap<>();
    private final Set<Kept> open = new HashSet<>();
    private boolean closed;

    /** @param mostPerHost most that are to be in use to one host at a time, and most that are kept free */
    Connections(Clock clock, int mostPerHost) {
        this.clock = clock;
        this.mostPerHost = mostPerHost;
        sweepLater();
    }

    /**
     * Where a connection leads. It serves nobody else: neither another name at the same address nor the same name at
     * another.
     *
     * @param dialled the address that was judged; null if a proxy finds one
     */
    record Place(@Nullable SocketAddress dialled, Host host, boolean secure) {}

    /**
     * One to this place that is free, and now in use; null if there is none.
     *
     * @param repeatable whether the request is sent again if the peer happens to close the connection: one that has been
     *     free for long will not do for another
     */
    @Nullable
    Kept lease(Place place, boolean repeatable) {
        Pool pool = pools.get(place);
        Kept kept = null;
        while (pool != null && kept == null && pool.offers(repeatable)) {
            Kept last = pool.free.removeLast();
            kept = last.leased() ? last : null;
        }
        return kept;
    }

    /**
     * Whether no more may be made to this place. The scheduler's limits are lower: what was given up while it was being
     * made, and goes on for a while, can bring it about.
     */
    boolean isFull(Place place) {
        Pool pool = pools.get(place);
        return pool != null && pool.taken >= 2 * mostPerHost + 8;
    }

    /** One more is being made; it counts as in use. {@link #opened} or {@link #failed} follows. */
    void dialling(Place place) {
        pools.computeIfAbsent(place, Pool::new).taken++;
    }

    /** It was made. */
    Kept opened(Place place, HttpClientConnection connection) {
        Kept kept = new Kept(known(place), connection);
        open.add(kept);
        Sockets.whenClosed(connection, kept::forget);
        return kept;
    }

    /** It could not be made. */
    void failed(Place place) {
        known(place).left();
    }

    private Pool known(Place place) {
        return Objects.requireNonNull(pools.get(place));
    }

    /** Those to one place; there is one for as long as it has any. */
    private final class Pool {
        private final Place place;
        private final Deque<Kept> free = new ArrayDeque<>();
        private int taken;

        private Pool(Place place) {
            this.place = place;
        }

        private boolean offers(boolean repeatable) {
            Kept last = free.peekLast();
            return last != null && (repeatable || clock.nanos() - last.freeSince < FRESH_NANOS);
        }

        /** One of those in use is gone. */
        private void left() {
            taken--;
            forgetIfEmpty();
        }

        private void forgetIfEmpty() {
            if (taken == 0 && free.isEmpty()) {
                // Not one that was made for the place since.
                boolean unused = pools.remove(place, this);
            }
        }
    }

    /** One connection. */
    final class Kept {
        private final Pool pool;
        private final HttpClientConnection connection;
        private boolean used;
        private boolean busy = true;
        private long freeSince;

        private Kept(Pool pool, HttpClientConnection connection) {
            this.pool = pool;
            this.connection = connection;
        }

        HttpClientConnection connection() {
            return connection;
        }

        /** Whether it has stayed open for whoever comes next: its peer may have closed it meanwhile. */
        boolean used() {
            return used;
        }

        private boolean leased() {
            if (!Sockets.takesRequest(connection)) {
                close();
                return false;
            }
            busy = true;
            pool.taken++;
            return true;
        }

        /** Nobody uses it any more. It is closed if it is of no use for another. */
        void release() {
            used = true;
            if (pool.free.size() >= mostPerHost || !Sockets.takesRequest(connection)) {
                close();
            } else if (busy) {
                busy = false;
                freeSince = clock.nanos();
                pool.taken--;
                pool.free.addLast(this);
            }
        }

        /** In good order, unless there is something under way that could put it off. */
        void close() {
            if (Sockets.isIdle(connection)) {
                Future<Void> unused = connection.close();
            } else {
                Sockets.sever(connection);
            }
        }

        private void forget() {
            if (!open.remove(this)) {
                return;
            }
            if (busy) {
                pool.left();
            } else {
                boolean unused = pool.free.remove(this);
                pool.forgetIfEmpty();
            }
        }
    }

    private void sweepLater() {
        Clock.Timer unused = clock.after(SWEEP_NANOS, () -> {
            if (!closed) {
                sweep();
                sweepLater();
            }
        });
    }

    private void sweep() {
        long now = clock.nanos();
        List<Kept> free = open.stream()
                .filter(each -> !each.busy)
                .sorted(Comparator.comparingLong(each -> each.freeSince - now))
                .toList();
        int tooMany = free.size() - MOST_FREE;
        for (int i = 0; i < free.size(); i++) {
            if (i < tooMany || now - free.get(i).freeSince > FREE_NANOS) {
                free.get(i).close();
            }
        }
    }

    /** How many there are, those that are still being made left out. */
    int size() {
        return open.size();
    }

    void close() {
        closed = true;
        List.copyOf(open).forEach(Kept::close);
    }
}
