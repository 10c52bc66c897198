package dev.gather.net;

/** The address policy's word on an address: may it be spoken to, and if not, why. */
public enum Verdict {
    /** Ordinary unicast on the Internet. */
    PUBLIC,
    /** Not public, but opened by the operator. */
    OPENED,
    /** "This network", and the unspecified address (RFC 791, RFC 4291). */
    THIS_NETWORK,
    /** This host by itself (RFC 1122, RFC 4291). */
    LOOPBACK,
    /** Networks of one organisation (RFC 1918, RFC 4193, RFC 3879). */
    PRIVATE,
    /** Between a carrier and its customers (RFC 6598). */
    SHARED,
    /** One link only; clouds keep their metadata services here (RFC 3927, RFC 4291). */
    LINK_LOCAL,
    /** Set aside by IETF protocols (RFC 6890, RFC 2928). */
    PROTOCOL,
    /** Examples (RFC 5737, RFC 3849, RFC 9637). */
    DOCUMENTATION,
    /** Test beds (RFC 2544, RFC 5180). */
    BENCHMARK,
    /** Whichever instance of a service is near: AS112, AMT, PCP, TURN (RFC 7534, RFC 7450, RFC 7723, RFC 8155). */
    ANYCAST,
    /** IPv4 inside IPv6, or the relay that unwraps it (RFC 6052, RFC 3056, RFC 4380, RFC 4291). */
    TRANSITION,
    /** Identifiers that look like addresses (RFC 4843, RFC 7343, RFC 9374, RFC 9602). */
    IDENTIFIER,
    /** Thrown away by routers (RFC 6666, RFC 9780). */
    DISCARD,
    /** Many receivers (RFC 5771, RFC 4291). */
    MULTICAST,
    /** Not handed out, broadcast, or IPv6 outside of global unicast (RFC 1112, RFC 919, RFC 4291). */
    RESERVED,
    /** A public address at which a cloud's host answers its guests. */
    CLOUD_HOST,
    /** An address of this machine. */
    OWN_ADDRESS;

    /** Whether the address may be spoken to. */
    public boolean allowed() {
        return this == PUBLIC || this == OPENED;
    }
}
