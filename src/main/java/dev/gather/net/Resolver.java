package dev.gather.net;

import io.netty.resolver.HostsFileEntriesProvider;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Names to addresses: {@code localhost}, the hosts file as it was at start, then DNS. Answers are remembered as long as
 * they say, and look-ups of one name at one time are one. Shared by all instances and safe from any thread.
 */
public final class Resolver implements AutoCloseable {
    static final List<InetAddress> LOOPBACK = List.of(
            IpLiterals.address(new byte[] {127, 0, 0, 1}),
            IpLiterals.address(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));

    private static final int MOST_NAMES = 10_000;
    private static final long SHORTEST_S = 1;
    private static final long LONGEST_S = 600;
    /** For NXDOMAIN and names without addresses. */
    private static final long SURE_NO_S = 5;
    /** For servers that fail or stay silent: spares a batch of URLs the same wait, and lets a retry ask again. */
    private static final long UNSURE_S = 1;

    private final Map<String, List<InetAddress>> hosts;
    private final DnsClient dns;
    private final int mostNames;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<String, Lookup> lookups = new ConcurrentHashMap<>();

    /** @param dnsServers the only name servers asked; empty: the system's */
    public Resolver(List<InetSocketAddress> dnsServers) {
        this(new NameServers(dnsServers), hostsFile(), MOST_NAMES, System::nanoTime);
    }

    Resolver(NameServers servers, Map<String, List<InetAddress>> hosts, int mostNames, LongSupplier nanoTime) {
        this.dns = new DnsClient(servers);
        this.hosts = Map.copyOf(hosts);
        this.mostNames = mostNames;
        this.nanoTime = nanoTime;
    }

    private static Map<String, List<InetAddress>> hostsFile() {
        HostsFileEntriesProvider file = HostsFileEntriesProvider.parser().parseSilently(StandardCharsets.UTF_8);
        var hosts = new HashMap<String, List<InetAddress>>();
        for (var family : List.of(file.ipv4Entries(), file.ipv6Entries())) {
            family.forEach((name, addresses) ->
                    addresses.forEach(address -> hosts.computeIfAbsent(name, any -> new ArrayList<>(2))
                            .add(IpLiterals.address(address.getAddress()))));
        }
        return hosts;
    }

    /** Whether the name means this machine whatever DNS says (RFC 6761, section 6.3). */
    static boolean isLocalhost(String name) {
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    /**
     * All addresses of a name in normal form, IPv4 first; at least one. Fails with {@link Refused} for a name without
     * any. Already complete if the answer is known, otherwise completed within 3 s on the caller's context if it has
     * one.
     */
    Future<List<InetAddress>> resolve(String name) {
        if (isLocalhost(name)) {
            return Future.succeededFuture(LOOPBACK);
        }
        if (name.equals("invalid") || name.endsWith(".invalid")) {
            // Made to have no address (RFC 6761, section 6.4); name servers need not be bothered.
            return Future.failedFuture(new Refused(Refusal.dnsError("NXDOMAIN")));
        }
        List<InetAddress> listed = hosts.get(name);
        if (listed != null) {
            return Future.succeededFuture(listed);
        }
        Lookup known = lookups.get(name);
        Lookup lookup = known == null || known.isStale() ? begin(name) : known;
        Future<List<InetAddress>> addresses = lookup.addresses.future();
        return addresses.isComplete() ? addresses : onCallersContext(addresses);
    }

    private Lookup begin(String name) {
        var mine = new Lookup();
        Lookup current = lookups.compute(name, (any, present) -> present == null || present.isStale() ? mine : present);
        if (current == mine) {
            makeRoom();
            dns.ask(name).onComplete(answer -> mine.settle(answer));
        }
        return current;
    }

    /** Forgets stale names, and if these are few, any: a tenth at once, so that this happens seldom. */
    private void makeRoom() {
        if (lookups.size() <= mostNames) {
            return;
        }
        lookups.values().removeIf(Lookup::isStale);
        int surplus = lookups.size() - mostNames * 9 / 10;
        var each = lookups.values().iterator();
        while (surplus > 0 && each.hasNext()) {
            if (each.next().addresses.future().isComplete()) {
                each.remove();
                surplus--;
            }
        }
    }

    /** How many names are known or being looked up. */
    int remembered() {
        return lookups.size();
    }

    private static <T> Future<T> onCallersContext(Future<T> future) {
        Context caller = Vertx.currentContext();
        if (caller == null) {
            return future;
        }
        Promise<T> there = Promise.promise();
        future.onComplete(ended -> caller.runOnContext(unused -> there.handle(ended)));
        return there.future();
    }

    /** Fails what is under way, and ends the thread. */
    @Override
    public void close() {
        dns.close();
    }

    /** One name being looked up, then its answer. */
    private final class Lookup {
        private final Promise<List<InetAddress>> addresses = Promise.promise();
        private volatile long staleAtNanos;

        boolean isStale() {
            return addresses.future().isComplete() && nanoTime.getAsLong() - staleAtNanos >= 0;
        }

        void settle(AsyncResult<DnsAnswer> ended) {
            long keepS = ended.succeeded() ? keepSeconds(ended.result()) : UNSURE_S;
            staleAtNanos = nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(keepS);
            if (ended.failed()) {
                addresses.fail(ended.cause());
            } else if (ended.result().addresses().isEmpty()) {
                addresses.fail(new Refused(Refusal.dnsError(ended.result().rcode())));
            } else {
                addresses.complete(ended.result().addresses());
            }
        }

        private static long keepSeconds(DnsAnswer answer) {
            if (answer.addresses().isEmpty()) {
                return answer.isSureNo() ? SURE_NO_S : UNSURE_S;
            }
            return Math.max(SHORTEST_S, Math.min(answer.ttlSeconds(), LONGEST_S));
        }
    }
}
