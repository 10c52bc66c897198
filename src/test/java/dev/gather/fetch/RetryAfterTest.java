package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    /** Sun, 06 Nov 1994 08:49:30 GMT. */
    private static final long NOW = 784_111_770_000L;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|1000",
                "120|120000",
                "Sun, 06 Nov 1994 08:49:37 GMT|7000",
                "Sunday, 06-Nov-94 08:49:37 GMT|7000",
                "Sun Nov  6 08:49:37 1994|7000",
                "99999999999999999999|31536000000",
                "Fri, 31 Dec 9999 23:59:59 GMT|31536000000"
            })
    void readsSecondsAndDates(String value, long millis) {
        assertThat(RetryAfter.millis(value, NOW)).isEqualTo(OptionalLong.of(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "000", "-1", "1.5", "soon", "1 s", "Sun, 06 Nov 1994 08:49:29 GMT", "٣"})
    void whatIsPastOrUnreadableAsksForNothing(String value) {
        assertThat(RetryAfter.millis(value, NOW)).isEmpty();
    }

    @Test
    void absentAsksForNothing() {
        assertThat(RetryAfter.millis(null, NOW)).isEmpty();
        assertThat(RetryAfter.millis("1".repeat(10_000), NOW)).isEmpty();
    }
}
