package dev.gather.net;

import java.net.InetAddress;
import java.util.List;

/**
 * Says of any address whether it may be spoken to: public ones, and those that the operator opened. Immutable.
 *
 * <p>A hole opens exactly the addresses it names. It does not reach through {@code 64:ff9b::/96}, 6to4, Teredo or
 * IPv4-compatible forms to the IPv4 address within: those stay prohibited unless their own range is opened. Only
 * IPv4-mapped IPv6 is the IPv4 address itself.
 */
public final class AddressPolicy {
    private final List<Cidr> holes;
    private final OwnAddresses own;

    /** @param holes blocks that are allowed though they are not public, {@code allow_nets} */
    public AddressPolicy(List<Cidr> holes, OwnAddresses own) {
        this.holes = List.copyOf(holes);
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
        Verdict verdict = SpecialAddresses.judge(bits);
        return verdict == Verdict.PUBLIC && own.contains(address) ? Verdict.OWN_ADDRESS : verdict;
    }
}
