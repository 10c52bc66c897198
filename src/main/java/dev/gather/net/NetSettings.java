package dev.gather.net;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * The operator's holes in, and additions to, the address policy.
 *
 * @param allowHosts hosts whose addresses are not judged
 * @param denyHosts hosts that are never fetched from
 * @param allowNets addresses that are allowed though they are not public
 * @param dnsServers the only resolvers asked; empty: the system's
 */
public record NetSettings(
        List<HostPattern> allowHosts,
        List<HostPattern> denyHosts,
        List<Cidr> allowNets,
        Ports ports,
        List<InetSocketAddress> dnsServers) {
    /** No holes, no additions. */
    public static final NetSettings DEFAULT =
            new NetSettings(List.of(), List.of(), List.of(), Ports.DEFAULT, List.of());

    public NetSettings {
        allowHosts = List.copyOf(allowHosts);
        denyHosts = List.copyOf(denyHosts);
        allowNets = List.copyOf(allowNets);
        dnsServers = List.copyOf(dnsServers);
    }
}
