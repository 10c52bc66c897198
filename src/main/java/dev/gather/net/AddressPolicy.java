package dev.gather.net;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says of any address whether it may be spoken to: public ones, and those that the operator opened. Immutable.
 *
 * <p>A hole opens exactly the addresses it names. It does not reach through {@code 64:ff9b::/96}, 6to4, Teredo or
 * IPv4-compatible forms to the IPv4 address within: those stay prohibited unless their own range is opened. Only
 * IPv4-mapped IPv6 is the IPv4 address itself. Behind a NAT64 prefix that the operator named, the IPv4 address is
 * judged, and only it; no hole for that IPv4 address is one for the translator's form.
 */
public final class AddressPolicy {
    private final List<Cidr> holes;
    private final List<Nat64Prefix> nat64;
    private final OwnAddresses own;

    /**
     * @param holes blocks that are allowed though they are not public, {@code allow_nets}
     * @param nat64 blocks whose addresses are judged as the IPv4 addresses they carry, {@code nat64_prefixes}
     */
    public AddressPolicy(List<Cidr> holes, List<Nat64Prefix> nat64, OwnAddresses own) {
        this.holes = List.copyOf(holes);
        this.nat64 = List.copyOf(nat64);
        this.own = own;
    }

    /** The verdict on an address. */
    public Verdict judge(InetAddress address) {
        Bits bits = Bits.of(address);
        for (int i = 0; i < holes.size(); i++) {
            if (holes.get(i).contains(bits)) {
                return Verdict.OPENED;
            }
        }
        Nat64Prefix prefix = prefixOf(bits);
        InetAddress judged = prefix == null ? address : prefix.carried(address);
        return judged == null ? Verdict.TRANSITION : judgeClosed(judged);
    }

    private Verdict judgeClosed(InetAddress address) {
        Verdict verdict = SpecialAddresses.judge(Bits.of(address));
        return verdict == Verdict.PUBLIC && own.contains(address) ? Verdict.OWN_ADDRESS : verdict;
    }

    /** Where a connection to this address ends: itself, or behind NAT64 the IPv4 address that it carries. */
    InetAddress end(InetAddress address) {
        Nat64Prefix prefix = prefixOf(Bits.of(address));
        InetAddress carried = prefix == null ? null : prefix.carried(address);
        return carried == null ? address : carried;
    }

    private @Nullable Nat64Prefix prefixOf(Bits address) {
        for (int i = 0; i < nat64.size(); i++) {
            if (nat64.get(i).block().contains(address)) {
                return nat64.get(i);
            }
        }
        return null;
    }
}
