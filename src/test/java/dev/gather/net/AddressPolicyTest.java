package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AddressPolicyTest {
    private static final OwnAddresses NONE = OwnAddresses.of(List.of());
    private static final AddressPolicy CLOSED = new AddressPolicy(List.of(), NONE);

    /** What must be denied, written down a second time and apart from the table. */
    private static final List<IPAddress> DENIED = Stream.of(
                    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24",
                    "192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24",
                    "198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32",
                    "::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20")
            .flatMap(line -> Stream.of(line.split(" ")))
            .map(block -> new IPAddressString(block).getAddress())
            .toList();

    static List<SpecialAddresses.Row> rows() {
        return SpecialAddresses.ROWS;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void judgesARowFromItsFirstToItsLastAddress(SpecialAddresses.Row row) {
        IPAddress block = new IPAddressString(row.block().toString()).getAddress();
        assertThat(CLOSED.judge(inet(block.getLower()))).isEqualTo(expectedAt(block.getLower()));
        assertThat(CLOSED.judge(inet(block.getUpper()))).isEqualTo(expectedAt(block.getUpper()));
        assertThat(row.source()).isNotBlank();
        assertThat(row.verdict().allowed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void judgesTheNeighboursJustOutsideByThemselves(SpecialAddresses.Row row) {
        IPAddress block = new IPAddressString(row.block().toString()).getAddress();
        for (IPAddress neighbour : neighbours(block)) {
            assertThat(row.block().contains(inet(neighbour))).isFalse();
            assertThat(CLOSED.judge(inet(neighbour)).allowed()).isEqualTo(!isDenied(neighbour));
        }
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
        assertThat(new AddressPolicy(List.of(), own).judge(mine)).isEqualTo(Verdict.OWN_ADDRESS);
        assertThat(new AddressPolicy(List.of(), own).judge(IpLiterals.parse("93.184.215.15")))
                .isEqualTo(Verdict.PUBLIC);
        assertThat(new AddressPolicy(List.of(Cidr.parse("93.184.215.14")), own).judge(mine))
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
        assertThat(new AddressPolicy(List.of(Cidr.parse(hole)), NONE).judge(IpLiterals.parse(address)))
                .isEqualTo(verdict);
    }

    private static Verdict expectedAt(IPAddress address) {
        return SpecialAddresses.ROWS.stream()
                .filter(row -> oracle(row.block()).contains(address))
                .findFirst()
                .orElseThrow()
                .verdict();
    }

    private static List<IPAddress> neighbours(IPAddress block) {
        var neighbours = new ArrayList<IPAddress>();
        if (!block.getLower().isZero()) {
            neighbours.add(block.getLower().increment(-1));
        }
        if (!block.getUpper().isMax()) {
            neighbours.add(block.getUpper().increment(1));
        }
        return neighbours;
    }

    private static boolean isDenied(IPAddress address) {
        return DENIED.stream().anyMatch(block -> block.contains(address));
    }

    private static IPAddress oracle(Cidr block) {
        return new IPAddressString(block.toString()).getAddress();
    }

    private static InetAddress inet(IPAddress address) {
        return IpLiterals.address(Arrays.copyOf(address.getBytes(), address.getByteCount()));
    }
}
