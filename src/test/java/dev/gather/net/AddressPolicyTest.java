package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AddressPolicyTest {
    private static final OwnAddresses NONE = OwnAddresses.of(List.of());
    private static final AddressPolicy CLOSED = new AddressPolicy(List.of(), List.of(), NONE);

    /** Every block of the registries and beyond: facts, written down apart from the table they are held against. */
    private static final List<Block> BLOCKS = blocks();

    private static final String[] PUBLIC_V4 = {"1.1.1.1", "93.184.215.14"};

    static List<Block> blocks() {
        var resource = AddressPolicyTest.class.getResourceAsStream("special-addresses.csv");
        try (var in = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\\|", -1))
                    .map(cells -> new Block(cells[0], block(cells[1]), cells[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void holdsEveryRowOfTheRegistriesAndNoOther() {
        assertThat(BLOCKS.stream().filter(block -> block.registry.equals("IPv4")))
                .hasSize(26);
        assertThat(BLOCKS.stream().filter(block -> block.registry.equals("IPv6")))
                .hasSize(25);
        Set<String> known = BLOCKS.stream()
                .filter(block -> !block.registry.equals("unassigned"))
                .map(block -> Cidr.parse(block.addresses.toCanonicalString()).toString())
                .collect(Collectors.toSet());
        Set<String> held = SpecialAddresses.ROWS.stream()
                .map(row -> row.block().toString())
                .collect(Collectors.toSet());
        assertThat(known.remove(Cidr.parse("::ffff:0:0/96").toString())).isTrue(); // judged as the IPv4 inside
        assertThat(held).isEqualTo(known);
        assertThat(SpecialAddresses.ROWS)
                .allMatch(row -> !row.verdict().allowed() && !row.source().isBlank());
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void deniesABlockFromItsFirstToItsLastAddress(Block block) {
        assertThat(block.source).isNotBlank();
        for (IPAddress address : block.inside()) {
            if (isMapped(address)) {
                assertThat(judge(address)).isEqualTo(judge(address.toIPv6().getEmbeddedIPv4Address()));
            } else {
                assertThat(judge(address)).as("%s", address).isEqualTo(expectedAt(address));
                assertThat(judge(address).allowed()).as("%s", address).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void judgesTheNeighboursJustOutsideByThemselves(Block block) {
        for (IPAddress neighbour : block.outside()) {
            assertThat(judge(neighbour).allowed()).as("%s", neighbour).isEqualTo(!isDenied(neighbour));
        }
    }

    /** IPv4 in IPv6: mapped is that IPv4 address, every other form is denied whatever it carries. */
    @ParameterizedTest
    @MethodSource("carriers")
    void seesThroughEveryFormThatCarriesIpv4(String form, UnaryOperator<String> carry) {
        var inside = BLOCKS.stream()
                .filter(block -> block.addresses.isIPv4())
                .flatMap(block -> Stream.concat(block.inside().stream(), block.outside().stream()))
                .map(IPAddress::toCanonicalString);
        Stream.concat(inside, Stream.of(PUBLIC_V4)).forEach(v4 -> {
            InetAddress carrier = IpLiterals.parse(carry.apply(v4));
            Verdict verdict = CLOSED.judge(carrier);
            if (form.equals("mapped")) {
                assertThat(verdict).as(v4).isEqualTo(CLOSED.judge(IpLiterals.parse(v4)));
            } else {
                assertThat(verdict.allowed()).as(v4).isFalse();
                assertThat(verdict).as(v4).isIn(Verdict.TRANSITION, Verdict.THIS_NETWORK, Verdict.LOOPBACK);
            }
        });
    }

    static Stream<Arguments> carriers() {
        return Stream.of(
                carrier("mapped", v4 -> "::ffff:" + v4),
                carrier("compatible", v4 -> "::" + v4),
                carrier("translated", v4 -> "::ffff:0:" + v4),
                carrier("NAT64", v4 -> "64:ff9b::" + v4),
                carrier("NAT64, local", v4 -> "64:ff9b:1::" + v4),
                carrier("6to4", v4 -> "2002:" + groups(v4, 0) + "::1"),
                carrier("Teredo, server", v4 -> "2001:0:" + groups(v4, 0) + ":0:0:0:0"),
                carrier("Teredo, client", v4 -> "2001:0:0:0:0:0:" + groups(v4, -1)));
    }

    private static Arguments carrier(String form, UnaryOperator<String> carry) {
        return Arguments.of(form, carry);
    }

    /** Two groups of hexadecimal digits; Teredo hides the client's address by inverting it (RFC 4380, section 4). */
    private static String groups(String v4, int mask) {
        byte[] bytes = new IPAddressString(v4).getAddress().getBytes();
        int bits = ByteBuffer.wrap(bytes).getInt() ^ mask;
        return String.format("%x:%x", bits >>> 16, bits & 0xFFFF);
    }

    /**
     * ISATAP (RFC 5214) writes IPv4 into the last bits as well, but below a prefix of its site: who has that prefix
     * gets the packets, as with any other address there. So it is judged by its prefix.
     */
    @ParameterizedTest
    @CsvSource({
        "2606:4700::5efe:10.0.0.1, PUBLIC",
        "fe80::5efe:10.0.0.1, LINK_LOCAL",
        "2001:db8::200:5efe:10.0.0.1, DOCUMENTATION"
    })
    void judgesIsatapByItsPrefix(String address, Verdict verdict) {
        assertThat(CLOSED.judge(IpLiterals.parse(address))).isEqualTo(verdict);
    }

    /** What an independent library has a word for, and where its word means something else. */
    @ParameterizedTest
    @MethodSource("words")
    void agreesWithTheLibrarysWords(Word word) {
        List<IPAddress> differing = probes().stream()
                .filter(address -> word.verdicts.contains(judge(address)) != word.predicate.test(address))
                .toList();
        assertThat(differing)
                .allMatch(address ->
                        word.differences.stream().anyMatch(block -> block(block).contains(address)));
        assertThat(word.differences).allMatch(block -> differing.stream().anyMatch(block(block)::contains));
        assertThat(probes()).anyMatch(word.predicate);
    }

    static List<Word> words() {
        return List.of(
                new Word("loopback", IPAddress::isLoopback, Set.of(Verdict.LOOPBACK), List.of()),
                new Word("multicast", IPAddress::isMulticast, Set.of(Verdict.MULTICAST), List.of()),
                new Word(
                        "link-local",
                        address -> address.isLinkLocal() && !address.isMulticast(),
                        Set.of(Verdict.LINK_LOCAL),
                        List.of()),
                new Word("private", AddressPolicyTest::isPrivate, Set.of(Verdict.PRIVATE), List.of()),
                // To the library only the first address is this network, though the whole block is.
                new Word("this network", IPAddress::isAnyLocal, Set.of(Verdict.THIS_NETWORK), List.of("0.0.0.0/8")),
                // It has no words for relays and discovery in IPv4, nor for the local NAT64 prefix, and calls the
                // unspecified address and loopback IPv4-compatible, for which we have words of their own.
                new Word(
                        "transition",
                        address -> address.isIPv6() && carriesIpv4(address.toIPv6()),
                        Set.of(Verdict.TRANSITION),
                        List.of("192.0.0.0/29", "192.0.0.170/31", "192.88.99.0/24", "64:ff9b:1::/48", "::/127")));
    }

    private static boolean isPrivate(IPAddress address) {
        return address.isIPv4()
                ? address.toIPv4().isPrivate()
                : address.toIPv6().isUniqueLocal() || address.toIPv6().isSiteLocal();
    }

    private static boolean carriesIpv4(IPv6Address address) {
        return address.isIPv4Compatible()
                || address.isIPv4Translatable()
                || address.isWellKnownIPv4Translatable()
                || address.is6To4()
                || address.isTeredo();
    }

    private static List<IPAddress> probes() {
        return BLOCKS.stream()
                .flatMap(block -> Stream.concat(block.inside().stream(), block.outside().stream()))
                .filter(address -> !isMapped(address))
                .toList();
    }

    @Test
    void agreesWithAnIndependentContainmentEverywhere() {
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[i % 2 == 0 ? 4 : 16];
            random.nextBytes(bytes);
            if (i % 4 == 1) {
                bytes[0] = 0x20; // more of the part of IPv6 that is in use
                bytes[1] = (byte) random.nextInt(3);
            }
            InetAddress address = IpLiterals.address(bytes);
            IPAddress oracle = new IPAddressString(IpLiterals.format(address)).getAddress();
            assertThat(CLOSED.judge(address).allowed()).as("%s", address).isEqualTo(!isDenied(oracle));
        }
    }

    @Test
    void holdsEveryRowOnceAndNarrowRowsBeforeWideOnes() {
        List<Cidr> blocks =
                SpecialAddresses.ROWS.stream().map(SpecialAddresses.Row::block).toList();
        assertThat(new HashSet<>(blocks)).hasSameSizeAs(blocks);
        for (int wide = 0; wide < blocks.size(); wide++) {
            for (int later = wide + 1; later < blocks.size(); later++) {
                assertThat(oracle(blocks.get(wide)).contains(oracle(blocks.get(later))))
                        .as("%s hides %s", blocks.get(wide), blocks.get(later))
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.1.1.1, PUBLIC",
        "93.184.215.14, PUBLIC",
        "172.15.255.255, PUBLIC",
        "172.32.0.0, PUBLIC",
        "198.17.255.255, PUBLIC",
        "198.20.0.0, PUBLIC",
        "168.63.129.15, PUBLIC",
        "168.63.129.17, PUBLIC",
        "2000::, PUBLIC",
        "2001:200::, PUBLIC",
        "2606:4700::1111, PUBLIC",
        "3ffe:ffff::, PUBLIC",
        "3fff:1000::, PUBLIC",
        "127.0.0.1, LOOPBACK",
        "127.255.255.255, LOOPBACK",
        "::1, LOOPBACK",
        "0.0.0.0, THIS_NETWORK",
        "0.1.2.3, THIS_NETWORK",
        "::, THIS_NETWORK",
        "10.0.0.1, PRIVATE",
        "172.16.0.1, PRIVATE",
        "192.168.0.1, PRIVATE",
        "fd00:ec2::254, PRIVATE",
        "fd20:ce::254, PRIVATE",
        "fec0::1, PRIVATE",
        "100.64.0.1, SHARED",
        "100.100.100.200, SHARED",
        "169.254.169.254, LINK_LOCAL",
        "fe80::1, LINK_LOCAL",
        "192.0.0.192, PROTOCOL",
        "168.63.129.16, CLOUD_HOST",
        "198.18.0.1, BENCHMARK",
        "224.0.0.1, MULTICAST",
        "239.255.255.255, MULTICAST",
        "ff02::1, MULTICAST",
        "240.0.0.1, RESERVED",
        "255.255.255.255, RESERVED",
        "1fff::, RESERVED",
        "4000::, RESERVED",
        "::ffff:127.0.0.1, LOOPBACK",
        "::ffff:10.0.0.1, PRIVATE",
        "::ffff:1.1.1.1, PUBLIC",
        "::127.0.0.1, TRANSITION",
        "::ffff:0:127.0.0.1, TRANSITION",
        "64:ff9b::a9fe:a9fe, TRANSITION",
        "64:ff9b::1.1.1.1, TRANSITION",
        "64:ff9b:1::1.1.1.1, TRANSITION",
        "2002:7f00:1::, TRANSITION",
        "2002:101:101::, TRANSITION",
        "2001:0:1:2:3:4:5:6, TRANSITION",
        "100::1, DISCARD",
        "100:0:0:1::1, DISCARD",
        "2001:db8::1, DOCUMENTATION",
        "3fff::1, DOCUMENTATION",
        "5f00::1, IDENTIFIER",
    })
    void givesTheReason(String address, Verdict verdict) {
        assertThat(CLOSED.judge(IpLiterals.parse(address))).isEqualTo(verdict);
    }

    @Test
    void deniesTheMachinesOwnAddresses() {
        InetAddress mine = IpLiterals.parse("93.184.215.14");
        OwnAddresses own = OwnAddresses.of(List.of(mine));
        assertThat(new AddressPolicy(List.of(), List.of(), own).judge(mine)).isEqualTo(Verdict.OWN_ADDRESS);
        assertThat(new AddressPolicy(List.of(), List.of(), own).judge(IpLiterals.parse("93.184.215.15")))
                .isEqualTo(Verdict.PUBLIC);
        assertThat(new AddressPolicy(List.of(Cidr.parse("93.184.215.14")), List.of(), own).judge(mine))
                .isEqualTo(Verdict.OPENED);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.0/8, 127.0.0.1, OPENED",
        "127.0.0.0/8, ::ffff:127.0.0.1, OPENED",
        "127.0.0.0/8, ::1, LOOPBACK",
        "127.0.0.0/8, ::127.0.0.1, TRANSITION",
        "127.0.0.0/8, 64:ff9b::127.0.0.1, TRANSITION",
        "127.0.0.0/8, 2002:7f00:1::, TRANSITION",
        "127.0.0.1/32, 127.0.0.2, LOOPBACK",
        "64:ff9b::/96, 64:ff9b::127.0.0.1, OPENED",
        "::/0, 127.0.0.1, LOOPBACK",
        "::/0, ::1, OPENED",
    })
    void opensExactlyTheHole(String hole, String address, Verdict verdict) {
        assertThat(new AddressPolicy(List.of(Cidr.parse(hole)), List.of(), NONE).judge(IpLiterals.parse(address)))
                .isEqualTo(verdict);
    }

    private static Verdict expectedAt(IPAddress address) {
        return SpecialAddresses.ROWS.stream()
                .filter(row -> oracle(row.block()).contains(address))
                .findFirst()
                .map(SpecialAddresses.Row::verdict)
                .orElse(Verdict.RESERVED);
    }

    private static boolean isDenied(IPAddress address) {
        IPAddress judged = isMapped(address) ? address.toIPv6().getEmbeddedIPv4Address() : address;
        return BLOCKS.stream().anyMatch(block -> block.addresses.contains(judged));
    }

    private static boolean isMapped(IPAddress address) {
        return address.isIPv6() && address.toIPv6().isIPv4Mapped();
    }

    private static Verdict judge(IPAddress address) {
        return CLOSED.judge(inet(address));
    }

    private static IPAddress oracle(Cidr block) {
        return block(block.toString());
    }

    private static IPAddress block(String block) {
        return new IPAddressString(block).getAddress();
    }

    private static InetAddress inet(IPAddress address) {
        return IpLiterals.address(Arrays.copyOf(address.getBytes(), address.getByteCount()));
    }

    private record Word(String name, Predicate<IPAddress> predicate, Set<Verdict> verdicts, List<String> differences) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** One row of the facts. */
    private record Block(String registry, IPAddress addresses, String source) {
        /** The first, the last, and one between. */
        List<IPAddress> inside() {
            long half = addresses
                    .getCount()
                    .shiftRight(1)
                    .min(BigInteger.ONE.shiftLeft(62))
                    .longValue();
            IPAddress first = first();
            return List.of(first, first.increment(half), last());
        }

        /** The neighbours before and after, where the family has any. */
        List<IPAddress> outside() {
            var neighbours = new ArrayList<IPAddress>();
            if (!first().isZero()) {
                neighbours.add(first().increment(-1));
            }
            if (!last().isMax()) {
                neighbours.add(last().increment(1));
            }
            return neighbours;
        }

        private IPAddress first() {
            return addresses.getLower().withoutPrefixLength();
        }

        private IPAddress last() {
            return addresses.getUpper().withoutPrefixLength();
        }

        @Override
        public String toString() {
            return addresses.toCanonicalString();
        }
    }
}
