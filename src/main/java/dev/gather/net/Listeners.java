package dev.gather.net;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/**
 * Where this service itself listens, so that no fetch comes back to it. Shared by all instances and safe from any
 * thread; each adds its servers as soon as they listen.
 */
public final class Listeners {
    private final OwnAddresses own;
    private final Set<Listener> listeners = new CopyOnWriteArraySet<>();
    private volatile int count;

    public Listeners(OwnAddresses own) {
        this.own = own;
    }

    /**
     * Adds a server.
     *
     * @param bound its literal address and the port it really has; a name counts as every address of this machine
     */
    public void add(SocketAddress bound) {
        String host = bound.host();
        InetAddress address = IpLiterals.parse(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        boolean anywhere = address == null || address.isAnyLocalAddress();
        listeners.add(new Listener(bound.port(), anywhere ? null : address));
        count = listeners.size();
    }

    /** How many there are: what {@link #reachedBy} said stands until this grows. */
    int count() {
        return count;
    }

    /**
     * Whether a connection to this address and port ends at this service. The unspecified address counts as every own
     * one: systems take it for loopback.
     */
    boolean reachedBy(InetAddress address, int port) {
        for (Listener listener : listeners) {
            if (listener.port == port && reaches(address, listener.address)) {
                return true;
            }
        }
        return false;
    }

    private boolean reaches(InetAddress address, @Nullable InetAddress listening) {
        boolean anyOwn = address.isAnyLocalAddress();
        return listening == null ? anyOwn || own.contains(address) : anyOwn || listening.equals(address);
    }

    /** @param address null: every address of this machine */
    private record Listener(int port, @Nullable InetAddress address) {}
}
