package dev.gather.net;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * The operator's holes in, and additions to, the address policy.
 *
 * @param allowHosts hosts whose addresses are not judged
 * @param denyHosts hosts that are never fetched from
 * @param allowNets addresses that are allowed though they are not public
 * @param nat64Prefixes where this network's translators keep IPv4 inside IPv6
 * @param dnsServers the only resolvers asked; empty: the system's
 */
public record NetSettings(
        List<HostPattern> allowHosts,
        List<HostPattern> denyHosts,
        List<Cidr> allowNets,
        List<Nat64Prefix> nat64Prefixes,
        Ports ports,
        List<InetSocketAddress> dnsServers) {
    /** No holes, no additions. */
    public static final NetSettings DEFAULT =
            new NetSettings(List.of(), List.of(), List.of(), List.of(), Ports.DEFAULT, List.of());

    public NetSettings {
        allowHosts = List.copyOf(allowHosts);
        denyHosts = List.copyOf(denyHosts);
        allowNets = List.copyOf(allowNets);
        nat64Prefixes = List.copyOf(nat64Prefixes);
        dnsServers = List.copyOf(dnsServers);
    }
}
