package dev.gather.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What name servers said of a name.
 *
 * @param rcode name of the response code (IANA DNS RCODEs), {@code NODATA} for a name without addresses (RFC 2308,
 *     section 2.2), {@code TRUNCATED} for an answer that could not be had whole
 * @param ttlSeconds how long the addresses hold; meaningless without any
 * @param alias the end of the chain of aliases; the name itself if it has none
 */
record DnsAnswer(List<InetAddress> addresses, String rcode, long ttlSeconds, String alias) {
    private static final String NXDOMAIN = "NXDOMAIN";
    private static final String NODATA = "NODATA";
    private static final String TRUNCATED = "TRUNCATED";

    DnsAnswer {
        addresses = List.copyOf(addresses);
    }

    /** Reads the answer to one question: records of its type at the end of the aliases that start at the name. */
    static DnsAnswer read(DnsResponse response, String name, DnsRecordType type) {
        var addresses = new ArrayList<InetAddress>();
        String owner = name;
        long ttl = Integer.MAX_VALUE;
        for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
            DnsRecord next = response.recordAt(DnsSection.ANSWER, i);
            if (!(next instanceof DnsRawRecord record)
                    || !plainName(record.name()).equals(owner)) {
                continue;
            }
            if (record.type().equals(DnsRecordType.CNAME)) {
                owner = plainName(
                        DefaultDnsRecordDecoder.decodeName(record.content().duplicate()));
            } else if (record.type().equals(type) && hasAddress(record.content(), type)) {
                addresses.add(IpLiterals.address(ByteBufUtil.getBytes(record.content())));
            } else {
                continue;
            }
            ttl = Math.min(ttl, record.timeToLive());
        }
        return new DnsAnswer(addresses, rcode(response.code()), ttl, owner);
    }

    /** No address, because the answer was cut. */
    static DnsAnswer truncated(String name) {
        return new DnsAnswer(List.of(), TRUNCATED, 0, name);
    }

    private static boolean hasAddress(ByteBuf content, DnsRecordType type) {
        return content.readableBytes() == (type.equals(DnsRecordType.A) ? 4 : 16);
    }

    private static String plainName(String owner) {
        String lower = owner.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static String rcode(DnsResponseCode code) {
        String text = code.toString();
        return code.equals(DnsResponseCode.NOERROR)
                ? NODATA
                : text.substring(0, text.indexOf('(')).toUpperCase(Locale.ROOT);
    }

    /** Both answers as one: all addresses, this one's first; without any, the surer code. */
    DnsAnswer and(DnsAnswer other) {
        var all = new ArrayList<>(addresses);
        all.addAll(other.addresses);
        String code = other.rcode.equals(NXDOMAIN) || rcode.equals(NODATA) ? other.rcode : rcode;
        return new DnsAnswer(all, code, Math.min(ttlSeconds, other.ttlSeconds), alias);
    }

    /** Whether nothing the other question's answer says could matter more. */
    boolean decides() {
        return !addresses.isEmpty() || rcode.equals(NXDOMAIN);
    }

    /** Whether a server that knows said that there are no addresses, not merely that it could not tell. */
    boolean isSureNo() {
        return addresses.isEmpty() && (rcode.equals(NXDOMAIN) || rcode.equals(NODATA));
    }
}
