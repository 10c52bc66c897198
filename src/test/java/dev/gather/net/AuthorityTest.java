package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What was read lately is found again, and never for another text or scheme. */
class AuthorityTest {
    @Test
    void equalTextsGiveOneObject() throws Exception {
        Authority first = Authority.of("once.example:8080", false);
        assertThat(Authority.of("once.example:8080", false)).isSameAs(first);
        assertThat(first.host()).isEqualTo(new Host("once.example", 8080));
        assertThat(first.normal()).isTrue();
    }

    @Test
    void theSchemeDecidesThePortAndTheNormalForm() throws Exception {
        for (int round = 0; round < 2; round++) {
            assertThat(Authority.of("both.example", false).host().port()).isEqualTo(80);
            assertThat(Authority.of("both.example", true).host().port()).isEqualTo(443);
            assertThat(Authority.of("both.example:443", true).normal()).isFalse();
            assertThat(Authority.of("both.example:443", false).normal()).isTrue();
        }
    }

    @Test
    void textsThatShareAPlaceAreReadAnew() throws Exception {
        // Equal hash codes: "Aa" and "BB" are the classic pair.
        for (int round = 0; round < 3; round++) {
            assertThat(Authority.of("Aa.example", false).host().name()).isEqualTo("aa.example");
            assertThat(Authority.of("BB.example", false).host().name()).isEqualTo("bb.example");
        }
    }

    @Test
    void whatIsRefusedIsRefusedEachTime() {
        for (int round = 0; round < 2; round++) {
            assertThatThrownBy(() -> Authority.of("bad.example:0", false)).isInstanceOf(InvalidUrl.class);
        }
    }
}
