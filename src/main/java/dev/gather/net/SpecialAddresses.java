package dev.gather.net;

import static dev.gather.net.Verdict.*;

import java.util.List;

/**
 * Blocks that are no ordinary destinations: every row of IANA's IPv4 and IPv6 Special-Purpose Address Registries as of
 * September 2026, those marked globally reachable included, and a few that are in no registry. A row inside another
 * stands before it; the first that contains an address judges it.
 *
 * <p>{@code ::ffff:0:0/96} has no row: such an address is judged as the IPv4 address it is.
 */
final class SpecialAddresses {
    /** The unicast space that is handed out (RFC 4291, section 2.4; IANA IPv6 Address Space): the rest is reserved. */
    static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");

    static final List<Row> ROWS = List.of(
            // IANA IPv4 Special-Purpose Address Registry, 26 rows
            row("0.0.0.0/32", THIS_NETWORK, "RFC 1122, section 3.2.1.3"),
            row("0.0.0.0/8", THIS_NETWORK, "RFC 791, section 3.2"),
            row("10.0.0.0/8", PRIVATE, "RFC 1918"),
            row("100.64.0.0/10", SHARED, "RFC 6598"),
            row("127.0.0.0/8", LOOPBACK, "RFC 1122, section 3.2.1.3"),
            row("169.254.0.0/16", LINK_LOCAL, "RFC 3927"),
            row("172.16.0.0/12", PRIVATE, "RFC 1918"),
            row("192.0.0.0/29", TRANSITION, "RFC 7335 (DS-Lite)"),
            row("192.0.0.8/32", PROTOCOL, "RFC 7600 (dummy address)"),
            row("192.0.0.9/32", ANYCAST, "RFC 7723 (Port Control Protocol)"),
            row("192.0.0.10/32", ANYCAST, "RFC 8155 (TURN)"),
            row("192.0.0.170/32", TRANSITION, "RFC 8880, RFC 7050 (NAT64 discovery)"),
            row("192.0.0.171/32", TRANSITION, "RFC 8880, RFC 7050 (NAT64 discovery)"),
            row("192.0.0.0/24", PROTOCOL, "RFC 6890, section 2.1"),
            row("192.0.2.0/24", DOCUMENTATION, "RFC 5737 (TEST-NET-1)"),
            row("192.31.196.0/24", ANYCAST, "RFC 7535 (AS112)"),
            row("192.52.193.0/24", ANYCAST, "RFC 7450 (AMT)"),
            row("192.88.99.2/32", TRANSITION, "RFC 6751 (6a44 relay)"),
            row("192.88.99.0/24", TRANSITION, "RFC 7526 (6to4 relay)"),
            row("192.168.0.0/16", PRIVATE, "RFC 1918"),
            row("192.175.48.0/24", ANYCAST, "RFC 7534 (AS112)"),
            row("198.18.0.0/15", BENCHMARK, "RFC 2544"),
            row("198.51.100.0/24", DOCUMENTATION, "RFC 5737 (TEST-NET-2)"),
            row("203.0.113.0/24", DOCUMENTATION, "RFC 5737 (TEST-NET-3)"),
            row("255.255.255.255/32", RESERVED, "RFC 919, section 7 (broadcast)"),
            row("240.0.0.0/4", RESERVED, "RFC 1112, section 4"),
            // Beyond that registry
            row("224.0.0.0/4", MULTICAST, "RFC 5771"),
            row("168.63.129.16/32", CLOUD_HOST, "Azure: what is IP address 168.63.129.16"),
            // IANA IPv6 Special-Purpose Address Registry, 25 rows with ::ffff:0:0/96
            row("::1/128", LOOPBACK, "RFC 4291, section 2.5.3"),
            row("::/128", THIS_NETWORK, "RFC 4291, section 2.5.2"),
            row("64:ff9b::/96", TRANSITION, "RFC 6052 (NAT64)"),
            row("64:ff9b:1::/48", TRANSITION, "RFC 8215 (NAT64)"),
            row("100::/64", DISCARD, "RFC 6666"),
            row("100:0:0:1::/64", DISCARD, "RFC 9780 (dummy prefix)"),
            row("2001::/32", TRANSITION, "RFC 4380 (Teredo)"),
            row("2001:1::1/128", ANYCAST, "RFC 7723 (Port Control Protocol)"),
            row("2001:1::2/128", ANYCAST, "RFC 8155 (TURN)"),
            row("2001:1::3/128", ANYCAST, "RFC 9665 (DNS-SD registration)"),
            row("2001:2::/48", BENCHMARK, "RFC 5180"),
            row("2001:3::/32", ANYCAST, "RFC 7450 (AMT)"),
            row("2001:4:112::/48", ANYCAST, "RFC 7535 (AS112)"),
            row("2001:10::/28", IDENTIFIER, "RFC 4843 (ORCHID)"),
            row("2001:20::/28", IDENTIFIER, "RFC 7343 (ORCHIDv2)"),
            row("2001:30::/28", IDENTIFIER, "RFC 9374 (drone remote identification)"),
            row("2001::/23", PROTOCOL, "RFC 2928"),
            row("2001:db8::/32", DOCUMENTATION, "RFC 3849"),
            row("2002::/16", TRANSITION, "RFC 3056 (6to4)"),
            row("2620:4f:8000::/48", ANYCAST, "RFC 7534 (AS112)"),
            row("3fff::/20", DOCUMENTATION, "RFC 9637"),
            row("5f00::/16", IDENTIFIER, "RFC 9602 (segment routing)"),
            row("fc00::/7", PRIVATE, "RFC 4193"),
            row("fe80::/10", LINK_LOCAL, "RFC 4291, section 2.5.6"),
            // Beyond that registry; what 2000::/3 leaves out is denied anyway, these give the reason
            row("::/96", TRANSITION, "RFC 4291, section 2.5.5.1 (IPv4-compatible)"),
            row("::ffff:0:0:0/96", TRANSITION, "RFC 7915 (formerly RFC 2765, IPv4-translated)"),
            row("fec0::/10", PRIVATE, "RFC 3879 (site-local)"),
            row("ff00::/8", MULTICAST, "RFC 4291, section 2.7"));

    private SpecialAddresses() {}

    private static Row row(String block, Verdict verdict, String source) {
        return new Row(Cidr.parse(block), verdict, source);
    }

    /** Why an address is no ordinary destination, or {@link Verdict#PUBLIC}. */
    static Verdict judge(Bits address) {
        for (int i = 0; i < ROWS.size(); i++) {
            Row row = ROWS.get(i);
            if (row.block.contains(address)) {
                return row.verdict;
            }
        }
        return address.v4 || GLOBAL_UNICAST.contains(address) ? PUBLIC : RESERVED;
    }

    /** One block, what it makes of an address, and who says so. */
    record Row(Cidr block, Verdict verdict, String source) {}
}
