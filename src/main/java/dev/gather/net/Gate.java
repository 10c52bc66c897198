package dev.gather.net;

import static dev.gather.net.Refusal.DENIED_HOST;
import static dev.gather.net.Refusal.LOOP;
import static dev.gather.net.Refusal.PROHIBITED_ADDRESS;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets a target through, and says at which addresses it may be dialled: connect to those, never to the name again.
 * Every hop of every fetch passes here. Shared by all instances and safe from any thread.
 */
public final class Gate {
    private static final int MOST_ADDRESSES = 16;

    /**
     * Hosts of which the judgement is remembered; a resolver's answer stands for as long as DNS says, and so does it.
     */
    private static final int MOST_JUDGEMENTS = 10_000;

    private final NetSettings settings;
    private final AddressPolicy policy;
    private final Listeners listeners;
    private final Resolver resolver;
    private final boolean proxied;
    private final List<HostPattern> deniedAddresses;
    private final Map<Host, Judgement> judgements = new ConcurrentHashMap<>();

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
        return refusal(target.host(), knownWithoutAsking(target));
    }

    /**
     * The addresses at which to dial the target. Fails with {@link Refused} if it is refused by {@link #check}, has no
     * address, or if any one of its addresses may not be spoken to. Completes on the caller's context if it has one.
     */
    public Future<Vetted> admit(Target target) {
        Host host = target.host();
        Judgement known = knownWithoutAsking(target);
        Refusal refusal = refusal(host, known);
        if (refusal != null) {
            return Future.failedFuture(new Refused(refusal));
        }
        if (proxied && target.literal() == null) {
            return Future.succeededFuture(Vetted.BY_PROXY);
        }
        return known == null
                ? resolver.resolve(host.name()).compose(found -> judgement(host, found).vetted)
                : known.vetted;
    }

    private @Nullable Refusal refusal(Host host, @Nullable Judgement known) {
        return known == null ? judgeName(host) : known.refusal;
    }

    /** The judgement of a literal, or of this machine by its name; null if name servers are to be asked. */
    private @Nullable Judgement knownWithoutAsking(Target target) {
        InetAddress literal = target.literal();
        if (literal != null) {
            return judgement(target.host(), List.of(literal));
        }
        return Resolver.isLocalhost(target.host().name()) ? judgement(target.host(), Resolver.LOOPBACK) : null;
    }

    /** The judgement of a host with these addresses: made anew only if they, or where we listen, have changed. */
    private Judgement judgement(Host host, List<InetAddress> addresses) {
        int listening = listeners.count();
        Judgement known = judgements.get(host);
        if (known != null && known.listening == listening && known.addresses.equals(addresses)) {
            return known;
        }
        if (judgements.size() >= MOST_JUDGEMENTS) {
            judgements.clear();
        }
        Judgement fresh = judgeAnew(host, addresses, listening);
        judgements.put(host, fresh);
        return fresh;
    }

    private Judgement judgeAnew(Host host, List<InetAddress> addresses, int listening) {
        List<InetAddress> usable = Resolver.isLocalhost(host.name()) ? usableLoopback(host) : addresses;
        Refusal byName = judgeName(host);
        Refusal refusal = byName == null ? judge(host, usable) : byName;
        int used = Math.min(usable.size(), MOST_ADDRESSES);
        Future<Vetted> vetted = refusal == null
                ? Future.succeededFuture(Vetted.of(usable.subList(0, used), host.port()))
                : Future.failedFuture(new Refused(refusal));
        return new Judgement(addresses, listening, refusal, vetted);
    }

    /** @param listening how many listeners were known */
    private record Judgement(
            List<InetAddress> addresses,
            int listening,
            @Nullable Refusal refusal,
            Future<Vetted> vetted) {}

    private @Nullable Refusal judgeName(Host host) {
        if (covers(settings.denyHosts(), host)) {
            return DENIED_HOST;
        }
        return settings.ports().allows(host.port()) ? null : Refusal.port(host.port());
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
     * Localhost's addresses that the policy lets through, or both if it lets none through. The two are our own
     * knowledge, not an answer somebody could have mixed: a hole for 127.0.0.0/8 makes {@code localhost} usable without
     * one for {@code ::1}.
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
