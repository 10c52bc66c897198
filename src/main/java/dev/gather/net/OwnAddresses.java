package dev.gather.net;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The addresses of this machine's interfaces, loopback included. Immutable. */
public final class OwnAddresses {
    private final Set<InetAddress> addresses = new HashSet<>();

    private OwnAddresses(Collection<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            this.addresses.add(IpLiterals.address(address.getAddress()));
        }
    }

    /** Exactly these addresses. */
    public static OwnAddresses of(Collection<InetAddress> addresses) {
        return new OwnAddresses(addresses);
    }

    /** What the interfaces have at this moment; to be read once, at start. Blocks for a moment. */
    public static OwnAddresses read() {
        try {
            return of(NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList());
        } catch (SocketException e) {
            throw new UncheckedIOException("The machine's own addresses cannot be read.", e);
        }
    }

    /** Whether the machine answers to this address. */
    boolean contains(InetAddress address) {
        return address.isLoopbackAddress() || addresses.contains(address);
    }
}
