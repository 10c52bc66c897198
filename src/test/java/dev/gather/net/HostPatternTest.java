package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {
    @ParameterizedTest
    @CsvSource({
        "Example.com, example.com",
        "example.com., example.com",
        "example.com:8080, example.com:8080",
        "*.Example.com, *.example.com",
        "*.example.com:443, *.example.com:443",
        "*.com, *.com",
        "localhost, localhost",
        "a_b, a_b",
        "bücher.example, xn--bcher-kva.example",
        "*.bücher.example:1, *.xn--bcher-kva.example:1",
        "10.0.0.1, 10.0.0.1",
        "10.0.0.1:65535, 10.0.0.1:65535",
        "::1, [::1]",
        "[::1], [::1]",
        "[0::1]:80, [::1]:80",
        "2001:DB8::1, [2001:db8::1]",
        "::ffff:10.0.0.1, 10.0.0.1",
        "[::ffff:10.0.0.1]:81, 10.0.0.1:81",
    })
    void readsPatterns(String text, String canonical) {
        assertThat(HostPattern.parse(text)).hasToString(canonical).isEqualTo(HostPattern.parse(canonical));
        assertThat(HostPattern.parse(text)).hasSameHashCodeAs(HostPattern.parse(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                "*.*",
                "**.example.com",
                "a.*.example",
                "*example.com",
                "http://example.com",
                "example.com/",
                "example.com:",
                "example.com:0",
                "example.com:65536",
                "example.com:x",
                "example.com:080",
                "a:b:80",
                ":80",
                "u@example.com",
                "a b",
                "a..b",
                ".example.com",
                "*.10.0.0.1",
                "*.[::1]",
                "10.1",
                "0x7f.0.0.1",
                "0177.0.0.1",
                "2130706433",
                "10.0.0.0/8",
                "[::1",
                "[::1%lo]",
                "[127.0.0.1]",
                "[::1]x",
            })
    void refusesEverythingElse(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPattern.parse(text))
                .withMessage(text + " (expected a host name, *.domain or an IP address, each with an optional :port)");
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, 80, true",
        "example.com, example.com, 8080, true",
        "example.com, www.example.com, 80, false",
        "example.com, badexample.com, 80, false",
        "example.com:80, example.com, 80, true",
        "example.com:80, example.com, 81, false",
        "*.example.com, www.example.com, 80, true",
        "*.example.com, a.b.example.com, 80, true",
        "*.example.com, example.com, 80, false",
        "*.example.com, badexample.com, 80, false",
        "*.example.com, www.example.com.evil, 80, false",
        "*.example.com:443, www.example.com, 80, false",
        "::1, [::1], 80, true",
        "10.0.0.1, 10.0.0.1, 1, true",
        "10.0.0.1, 10.0.0.10, 1, false",
    })
    void coversHosts(String pattern, String name, int port, boolean covered) {
        assertThat(HostPattern.parse(pattern).matches(new Host(name, port))).isEqualTo(covered);
    }
}
