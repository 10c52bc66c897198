package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Nat64PrefixTest {
    /** RFC 6052, section 2.4, with bits set behind the address, which are to be ignored. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8::/32, 2001:db8:c000:221::",
        "2001:db8:100::/40, 2001:db8:1c0:2:21::",
        "2001:db8:122::/48, 2001:db8:122:c000:2:2100::",
        "2001:db8:122:300::/56, 2001:db8:122:3c0:0:221::",
        "2001:db8:122:344::/64, 2001:db8:122:344:c0:2:2100::",
        "2001:db8:122:344::/96, 2001:db8:122:344::192.0.2.33",
        "64:ff9b::/96, 64:ff9b::192.0.2.33",
        "2001:db8::/32, 2001:db8:c000:221:ff:ffff:ffff:ffff",
        "2001:db8:122:344::/64, 2001:db8:122:344:c0:2:21ff:ffff",
    })
    void findsTheAddressThatIsCarried(String prefix, String address) {
        assertThat(Nat64Prefix.parse(prefix).carried(IpLiterals.parse(address)))
                .isEqualTo(IpLiterals.parse("192.0.2.33"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001:db8::/33",
                "2001:db8::/31",
                "2001:db8::/72",
                "2001:db8::/128",
                "::/0",
                "10.0.0.0/8",
                "::ffff:0:0/96",
                "2001:db8:0:0:100::/96",
                "64:ff9b::",
                "64:ff9b::1/96",
                "x",
            })
    void refusesWhatIsNoPrefix(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Nat64Prefix.parse(text))
                .withMessageContaining("expected");
    }

    @ParameterizedTest
    @CsvSource({
        "64:ff9b::/96, 64:ff9b::1.1.1.1, PUBLIC",
        "64:ff9b::/96, 64:ff9b::10.0.0.1, PRIVATE",
        "64:ff9b::/96, 64:ff9b::127.0.0.1, LOOPBACK",
        "64:ff9b::/96, 64:ff9b:0:1::1.1.1.1, RESERVED",
        "2a00:64::/32, 2a00:64:a9fe:a9fe::, LINK_LOCAL",
        "2a00:64::/32, 2a00:64:101:101::, PUBLIC",
        "2a00:64::/32, 2a00:64:101:101:100::, TRANSITION",
        "2a00:64::/32, 2a00:65:a00:1::, PUBLIC",
        "2a00:64::/96, 2a00:64::192.168.0.1, PRIVATE",
        "2a00:64::/96, 2a00:64::93.184.215.14, OWN_ADDRESS",
    })
    void letsIpv4JudgeWhatItCarries(String prefix, String address, Verdict verdict) {
        var own = OwnAddresses.of(List.of(IpLiterals.parse("93.184.215.14")));
        var policy = new AddressPolicy(List.of(), List.of(Nat64Prefix.parse(prefix)), own);
        assertThat(policy.judge(IpLiterals.parse(address))).isEqualTo(verdict);
    }

    @Test
    void opensByItsOwnFormOnly() {
        var prefixes = List.of(Nat64Prefix.parse("64:ff9b::/96"));
        var none = OwnAddresses.of(List.of());
        var inside = IpLiterals.parse("64:ff9b::10.0.0.1");
        assertThat(new AddressPolicy(List.of(Cidr.parse("10.0.0.0/8")), prefixes, none).judge(inside))
                .isEqualTo(Verdict.PRIVATE);
        assertThat(new AddressPolicy(List.of(Cidr.parse("64:ff9b::a00:0/104")), prefixes, none).judge(inside))
                .isEqualTo(Verdict.OPENED);
    }
}
