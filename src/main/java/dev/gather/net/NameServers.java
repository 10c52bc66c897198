package dev.gather.net;

import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.UnixResolverDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The name servers to ask: those that are configured, otherwise those that the system names (resolv.conf(5),
 * resolver(5)), and never any other. Netty's and Vert.x's own way to find them ends at public servers, which would
 * learn every name fetched from a machine that simply has no DNS. Used by one thread at a time.
 */
public final class NameServers {
    private static final File SYSTEM = new File("/etc/resolv.conf");
    private static final File SYSTEM_BY_DOMAIN = new File("/etc/resolver");
    private static final String THIS_MACHINE = "127.0.0.1:53";
    private static final long REREAD_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final List<InetSocketAddress> configured;
    private final File system;
    private final File systemByDomain;
    private final LongSupplier nanoTime;
    private @Nullable DnsServerAddressStreamProvider found;
    private long readNanos;

    /** @param configured the only ones to ask; empty: the system's */
    public NameServers(List<InetSocketAddress> configured) {
        this(configured, SYSTEM, SYSTEM_BY_DOMAIN, System::nanoTime);
    }

    NameServers(List<InetSocketAddress> configured, File system, File systemByDomain, LongSupplier nanoTime) {
        this.configured = List.copyOf(configured);
        this.system = system;
        this.systemByDomain = systemByDomain;
        this.nanoTime = nanoTime;
        this.readNanos = nanoTime.getAsLong() - REREAD_NANOS;
    }

    /** Those to ask for a name, in the order to ask them; empty if the system names none. */
    List<InetSocketAddress> of(String name) {
        return configured.isEmpty() ? systemServers(name) : configured;
    }

    /**
     * Those to ask in general, as {@code ip:port}; this machine's if the system names none, as resolv.conf(5) has it.
     */
    public List<String> written() {
        List<String> written =
                of("").stream().map(NetUtil::toSocketAddressString).toList();
        return written.isEmpty() ? List.of(THIS_MACHINE) : written;
    }

    private List<InetSocketAddress> systemServers(String name) {
        if (nanoTime.getAsLong() - readNanos >= REREAD_NANOS) {
            readNanos = nanoTime.getAsLong();
            found = read();
        }
        if (found == null) {
            return List.of();
        }
        DnsServerAddressStream stream = found.nameServerAddressStream(name);
        var servers = new ArrayList<InetSocketAddress>(stream.size());
        for (int i = 0; i < stream.size(); i++) {
            servers.add(stream.next());
        }
        return servers;
    }

    private @Nullable DnsServerAddressStreamProvider read() {
        try {
            return new UnixResolverDnsServerAddressStreamProvider(system, systemByDomain.listFiles());
        } catch (IOException | IllegalArgumentException none) {
            return null;
        }
    }
}
