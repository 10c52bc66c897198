package dev.gather.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://example.com/, https://example.com/",
        "https://example.com/a?token=s3cret, https://example.com/a",
        "https://example.com/a#s3cret, https://example.com/a",
        "https://example.com/?a@b, https://example.com/",
        "https://example.com/@user/post, https://example.com/@user/post",
    })
    void validUrlsLoseTheirQuery(String url, String shown) {
        assertThat(ShownUrl.ofValid(url)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "https://user:s3cret@example.com/a?b, …@example.com/a",
        "https://user:s3?cret@example.com/a, …@example.com/a",
        "https://user:s3#cr@et@example.com/a, …@example.com/a",
        "'http:\\\\user:s3cret@example.com', …@example.com",
        "not a url?s3cret, not a url",
    })
    void refusedTextLosesWhateverMayBeAUser(String url, String shown) {
        assertThat(ShownUrl.ofRefused(url)).isEqualTo(shown);
    }

    @Test
    void longOnesAreCut() {
        assertThat(ShownUrl.ofValid("http://a/" + "x".repeat(8_000)))
                .hasSize(2_048)
                .endsWith("x…");
    }
}
