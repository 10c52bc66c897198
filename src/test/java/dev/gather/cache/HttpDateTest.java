package dev.gather.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP's dates in their three forms, and what is none. */
class HttpDateTest {
    private static final long NOW_MS = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sun, 06 Nov 1994 08:49:37 GMT | 1994-11-06T08:49:37Z",
                "Sunday, 06-Nov-94 08:49:37 GMT | 1994-11-06T08:49:37Z",
                "Sun Nov  6 08:49:37 1994 | 1994-11-06T08:49:37Z",
                "Wed Nov 16 08:49:37 1994 | 1994-11-16T08:49:37Z",
                "THU, 18 Aug 2050 02:01:18 GMT | 2050-08-18T02:01:18Z",
                "Thu, 18 AUG 2050 02:01:18 gMT | 2050-08-18T02:01:18Z",
                "Thursday, 18-Sep-25 02:01:18 GMT | 2025-09-18T02:01:18Z",
                // two digits mean no more than fifty years ahead
                "Monday, 23-Nov-76 11:00:00 GMT | 2076-11-23T11:00:00Z",
                "Tuesday, 24-Nov-76 11:00:00 GMT | 1976-11-24T11:00:00Z",
            })
    void readsEveryForm(String text, Instant instant) {
        assertThat(HttpDate.parse(text, NOW_MS)).hasValue(instant.toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "foo",
                "Thu, 18 Aug 2050 02:01:18 UTC",
                "Thu, 18 Aug 2050 02:01:18 AEST",
                "Thu, 18 Aug 50 02:01:18 GMT",
                "Thu 18 Aug 2050 02:01:18 GMT",
                "Thu, 18  Aug  2050 02:01:18 GMT",
                "Thu, 18-Aug-2050 02:01:18 GMT",
                "Thu, 18 Aug 2050 02.01.18 GMT",
                "Thu, 18 Aug 2050 2:01:18 GMT",
                "Fri, 18 Aug 2050 02:01:18 GMT",
                "Thu, 18 Aug 2050 02:01:18 GMT, Thu, 18 Aug 2050 02:01:18 GMT",
            })
    void takesNothingElse(String text) {
        assertThat(HttpDate.parse(text, NOW_MS)).isEmpty();
        assertThat(HttpDate.parse(null, NOW_MS)).isEmpty();
    }

    @Test
    void writesThePreferredForm() {
        long ms = Instant.parse("1994-11-06T08:49:37Z").toEpochMilli();

        assertThat(HttpDate.format(ms)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
