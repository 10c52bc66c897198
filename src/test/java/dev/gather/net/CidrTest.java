package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "127.0.0.1, 127.0.0.1/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "255.255.255.255/32, 255.255.255.255/32",
        "192.168.4.0/22, 192.168.4.0/22",
        "::/0, ::/0",
        "::1, ::1/128",
        "2001:DB8:0:0::/32, 2001:db8::/32",
        "fe80::/10, fe80::/10",
        "::ffff:10.0.0.0/104, 10.0.0.0/8",
        "::ffff:10.0.0.1, 10.0.0.1/32",
    })
    void readsNetworks(String text, String canonical) {
        assertThat(Cidr.parse(text)).hasToString(canonical).isEqualTo(Cidr.parse(canonical));
        assertThat(Cidr.parse(text)).hasSameHashCodeAs(Cidr.parse(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "x",
                "localhost",
                "example.com/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0.0/255.0.0.0",
                "10/8",
                "10.0.0/8",
                "010.0.0.0/8",
                "0x0a.0.0.0/8",
                "10.0.0.0 /8",
                " 10.0.0.0/8",
                "2001:db8::/129",
                "2001:db8::/1000",
                "[::1]",
                "[::1]/128",
                "fe80::1%eth0",
                "::ffff:10.0.0.0/8",
                "1-2.3.4.5",
                "*",
            })
    void refusesEverythingElse(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cidr.parse(text))
                .withMessageStartingWith(text)
                .withMessageContaining("expected an IP address, or a network");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/8, 10.0.0.0/8",
        "127.0.0.1/31, 127.0.0.0/31",
        "1.1.1.1/0, 0.0.0.0/0",
        "2001:db8::1/64, 2001:db8::/64",
        "::1/0, ::/0",
        "ffff::/15, fffe::/15",
    })
    void namesTheRightNetwork(String text, String network) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cidr.parse(text))
                .withMessage(text + " (expected " + network + ")");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 9.255.255.255, false",
        "10.0.0.0/8, 11.0.0.0, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "0.0.0.0/0, ::, false",
        "::/0, ::1, true",
        "::/0, 127.0.0.1, false",
        "::/0, ::ffff:127.0.0.1, false",
        "::/1, 7fff:ffff::, true",
        "::/1, 8000::, false",
        "2001:db8::/65, 2001:db8::7fff:ffff:ffff:ffff, true",
        "2001:db8::/65, 2001:db8::8000:0:0:0, false",
        "2001:db8::/64, 2001:db8:0:1::, false",
        "127.0.0.0/8, ::ffff:127.0.0.1, true",
        "127.0.0.0/8, ::127.0.0.1, false",
        "127.0.0.0/8, 64:ff9b::127.0.0.1, false",
    })
    void containsItsOwn(String network, String address, boolean contained) {
        assertThat(Cidr.parse(network).contains(IpLiterals.parse(address))).isEqualTo(contained);
    }

    @Test
    void differsByEveryPart() {
        assertThat(Cidr.parse("10.0.0.0/8"))
                .isNotEqualTo(Cidr.parse("10.0.0.0/9"))
                .isNotEqualTo(Cidr.parse("11.0.0.0/8"))
                .isNotEqualTo(Cidr.parse("::/0"));
    }
}
