package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "default | default",
                "80 | 80",
                "80,443,8000-8999 | 80,443,8000-8999",
                "443, 80 | 80,443",
                "1-65535 | 1-65535",
                "80,81,82 | 80-82",
                "80-90,85-100 | 80-100",
                "80-80 | 80",
                "65535 | 65535",
            })
    void readsLists(String text, String canonical) {
        assertThat(Ports.parse(text)).hasToString(canonical).isEqualTo(Ports.parse(canonical));
        assertThat(Ports.parse(text)).hasSameHashCodeAs(Ports.parse(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",", "80,", "http", "0", "65536", "-1", "80-", "-80", "90-80", "080", "1-2-3", "80;81", "8 0"
            })
    void refusesEverythingElse(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ports.parse(text))
                .withMessageContaining("expected \"default\", or ports and ranges such as 80,443,8000-8999");
    }

    @Test
    void blocksWhatTheFetchStandardBlocks() {
        int[] neighbours = {
            2, 8, 24, 26, 78, 80, 81, 442, 443, 444, 555, 1718, 1721, 2048, 6664, 6670, 8080, 10079, 65535
        };
        assertThat(IntStream.rangeClosed(1, 65_535).filter(port -> !Ports.DEFAULT.allows(port)))
                .hasSize(82)
                .contains(1, 25, 53, 69, 143, 1723, 2049, 4190, 5060, 6000, 6665, 6669, 6697, 10080)
                .doesNotContain(IntStream.of(neighbours).boxed().toArray(Integer[]::new));
        assertThat(Ports.DEFAULT.allows(0)).isFalse();
    }

    @Test
    void opensABlockedPortThatIsNamed() {
        assertThat(Ports.parse("25").allows(25)).isTrue();
        assertThat(Ports.parse("25").allows(80)).isFalse();
    }
}
