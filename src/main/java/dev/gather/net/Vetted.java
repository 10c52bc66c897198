package dev.gather.net;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a target may be dialled: addresses that passed, in the order they are to be tried. Empty if an egress proxy is
 * to find them.
 *
 * @param servers literals that no client resolves again, IPv6 in brackets
 */
public record Vetted(List<SocketAddress> servers) {
    static final Vetted BY_PROXY = new Vetted(List.of());

    public Vetted {
        servers = List.copyOf(servers);
    }

    static Vetted of(List<InetAddress> addresses, int port) {
        return new Vetted(addresses.stream()
                .map(address -> SocketAddress.inetSocketAddress(port, IpLiterals.formatHost(address)))
                .toList());
    }

    /** Whether a connection's peer is the address that was to be dialled; IPv6 has many spellings. */
    public static boolean same(SocketAddress dialled, @Nullable SocketAddress peer) {
        if (peer == null || dialled.equals(peer)) {
            return peer != null;
        }
        InetAddress wanted = literal(dialled);
        return wanted != null && wanted.equals(literal(peer)) && dialled.port() == peer.port();
    }

    private static @Nullable InetAddress literal(SocketAddress address) {
        String host = address.hostAddress() == null ? String.valueOf(address.host()) : address.hostAddress();
        return IpLiterals.parse(host.replaceAll("^\\[|]$|%.*$", ""));
    }
}
