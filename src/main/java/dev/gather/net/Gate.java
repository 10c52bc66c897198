package dev.gather.net;

import static dev.gather.net.Refusal.DENIED_HOST;
import static dev.gather.net.Refusal.LOOP;
import static dev.gather.net.Refusal.PROHIBITED_ADDRESS;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets a target through, and says at which addresses it may be dialled: connect to those, never to the name again. Every
 * hop of every fetch passes here. Immutable, shared by all instances and safe from any thread.
 */
public final class Gate {
    private static final int MOST_ADDRESSES = 16;

    private final NetSettings settings;
    private final AddressPolicy policy;
    private final Listeners listeners;
    private final Resolver resolver;
    private final boolean proxied;
    private final List<HostPattern> deniedAddresses;

    /** @param proxied whether an egress proxy connects: it then resolves names, and is the guard for them */
    public Gate(NetSettings settings, OwnAddresses own, Listeners listeners, Resolver resolver, boolean proxied) {
        this.settings = settings;
        this.policy = new AddressPolicy(settings.allowNets(), settings.nat64Prefixes(), own);
        this.listeners = listeners;
        this.resolver = resolver;
        this.proxied = proxied;
        this.deniedAddresses =
                settings.denyHosts().stream().filter(HostPattern::isAddress).toList();
    }

    /** What can be said against a target without asking a name server; null if nothing. */
    public @Nullable Refusal check(Target target) {
        Host host = target.host();
        if (covers(settings.denyHosts(), host)) {
            return DENIED_HOST;
        }
        if (!settings.ports().allows(host.port())) {
            return Refusal.port(host.port());
        }
        InetAddress literal = target.literal();
        if (literal != null) {
            return judge(host, List.of(literal));
        }
        return Resolver.isLocalhost(host.name()) ? judge(host, usableLoopback(host)) : null;
    }

    /**
     * The addresses at which to dial the target. Fails with {@link Refused} if it is refused by {@link #check}, has no
     * address, or if any one of its addresses may not be spoken to. Completes on the caller's context if it has one.
     */
    public Future<Vetted> admit(Target target) {
        Refusal refusal = check(target);
        if (refusal != null) {
            return Future.failedFuture(new Refused(refusal));
        }
        Host host = target.host();
        InetAddress literal = target.literal();
        if (literal != null) {
            return Future.succeededFuture(new Vetted(List.of(literal)));
        }
        if (proxied) {
            return Future.succeededFuture(Vetted.BY_PROXY);
        }
        if (Resolver.isLocalhost(host.name())) {
            return Future.succeededFuture(new Vetted(usableLoopback(host)));
        }
        return resolver.resolve(host.name()).compose(addresses -> vet(host, addresses));
    }

    private Future<Vetted> vet(Host host, List<InetAddress> addresses) {
        Refusal refusal = judge(host, addresses);
        if (refusal != null) {
            return Future.failedFuture(new Refused(refusal));
        }
        int used = Math.min(addresses.size(), MOST_ADDRESSES);
        return Future.succeededFuture(new Vetted(addresses.subList(0, used)));
    }

    /** Loops come first: no hole in the policy leads back to this service. */
    private @Nullable Refusal judge(Host host, List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            if (listeners.reachedBy(policy.end(address), host.port())) {
                return LOOP;
            }
        }
        boolean open = covers(settings.allowHosts(), host);
        for (InetAddress address : addresses) {
            boolean passes = open || policy.judge(address).allowed();
            if (!passes || isDenied(address, host.port())) {
                return PROHIBITED_ADDRESS;
            }
        }
        return null;
    }

    /** Whether {@code deny_hosts} names the address, by which the host's name does not help. */
    private boolean isDenied(InetAddress address, int port) {
        for (HostPattern pattern : deniedAddresses) {
            if (pattern.matches(address, port) || pattern.matches(policy.end(address), port)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Localhost's addresses that the policy lets through, or both if it lets none through. The two are our own knowledge,
     * not an answer somebody could have mixed: a hole for 127.0.0.0/8 makes {@code localhost} usable without one for
     * {@code ::1}.
     */
    private List<InetAddress> usableLoopback(Host host) {
        if (covers(settings.allowHosts(), host)) {
            return Resolver.LOOPBACK;
        }
        List<InetAddress> allowed = Resolver.LOOPBACK.stream()
                .filter(address -> policy.judge(address).allowed())
                .toList();
        return allowed.isEmpty() ? Resolver.LOOPBACK : allowed;
    }

    private static boolean covers(List<HostPattern> patterns, Host host) {
        for (HostPattern pattern : patterns) {
            if (pattern.matches(host)) {
                return true;
            }
        }
        return false;
    }
}
