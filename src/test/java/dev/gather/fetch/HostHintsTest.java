package dev.gather.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostHintsTest {
    /** An instant of 2026. */
    private static final long NOW = 1_784_111_770_000L;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after: 2|2000",
                "retry-after: 7200|7200000",
                "retry-after: 0|0",
                "retry-after: soon|0",
                "retry-after: 0 / x-ratelimit-reset: 4|4000",
                "retry-after: 2 / ratelimit: \"default\";r=0;t=12|12000",
                "retry-after: 20 / ratelimit: \"default\";r=0;t=12|20000",
                "ratelimit: \"default\";r=0 / ratelimit-policy: \"default\";q=9;w=60|60000",
                "ratelimit: \"a\";r=0 / ratelimit-policy: \"b\";q=9;w=60, \"a\";q=1;w=2|2000",
                "ratelimit: \"a\";r=0;t=3 / ratelimit-policy: \"a\";q=1;w=60|3000",
                "ratelimit: \"a\";r=1;t=3|0",
                "ratelimit-reset: 5|5000",
                "x-ratelimit-reset: 5|5000",
                "x-ratelimit-remaining: 3 / x-ratelimit-reset: 5|0",
                "x-ratelimit-reset: 1784111775|5000",
                "server: x|0",
            })
    void aHostThatRefusesIsLeftAloneForTheLongestItTells(String fields, long millis) {
        assertThat(HostHints.pauseMillis(headers(fields), true, NOW)).isEqualTo(asked(millis));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after: 2|0",
                "ratelimit: \"default\";r=0;t=12|12000",
                "ratelimit: default;r=0;t=12|12000",
                "ratelimit: \"default\" ; r=0 ; t=12|12000",
                "ratelimit: \"a,b;r=5\";r=0;t=12|12000",
                "ratelimit: \"a\\\"\";r=0;t=12|12000",
                "ratelimit: \"default\";t=12;r=0;pk=:cHNsZWdvZA==:|12000",
                "ratelimit: \"s\";r=9;t=1, \"m\";r=0;t=30, \"h\";r=0;t=9|30000",
                "ratelimit: \"default\";r=1;t=12|0",
                "ratelimit: \"default\";r=0|0",
                "ratelimit: \"default\";r=0 / ratelimit-policy: \"default\";q=9;w=60|0",
                "ratelimit: \"default\";r=0;t=0|0",
                "ratelimit: \"default\";t=12|0",
                "ratelimit: limit=10, remaining=0, reset=5|5000",
                "ratelimit: limit=10,remaining=0,reset=5 / ratelimit-policy: 10;w=60|5000",
                "ratelimit: limit=10, remaining=2, reset=5|0",
                "ratelimit-limit: 10 / ratelimit-remaining: 0 / ratelimit-reset: 5|5000",
                "ratelimit-limit: 10 / ratelimit-remaining: 1 / ratelimit-reset: 5|0",
                "ratelimit-reset: 5|0",
                "x-ratelimit-remaining: 0 / x-ratelimit-reset: 5|5000",
                "x-ratelimit-remaining: 0 / x-ratelimit-reset: 1784111775|5000",
                "x-ratelimit-remaining: 0 / x-ratelimit-reset: 1784111770.250|250",
                "x-ratelimit-remaining: 0 / x-ratelimit-reset: 1784111775000|5000",
                "x-ratelimit-remaining: 0 / x-ratelimit-reset: 1784111770|0",
                "x-ratelimit-remaining: 0 / x-ratelimit-reset: 1784100000|0",
                "x-ratelimit-remaining: 0 / x-ratelimit-reset-after: 1.470|1470",
                "x-ratelimit-remaining: 0 / x-ratelimit-reset: 5 / x-ratelimit-reset-after: 1.2|5000",
                "x-rate-limit-remaining: 0 / x-rate-limit-reset: 1784111775|5000",
                "x-ratelimit-remaining: 0.0 / x-ratelimit-reset: 5|5000",
                "x-ratelimit-remaining: 0 / x-ratelimit-reset: 3600|3600000",
                "x-ratelimit-remaining: 0 / x-ratelimit-reset: 3601|0",
                "x-ratelimit-remaining: 0|0",
                "ratelimit: \"d\";r=0;t=3601|0",
            })
    void aHostThatServesIsLeftAloneOnlyIfItSaysThatNothingIsLeft(String fields, long millis) {
        assertThat(HostHints.pauseMillis(headers(fields), false, NOW)).isEqualTo(asked(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "-0",
                "NaN",
                "Infinity",
                "1e9",
                "0x10",
                "1d",
                "5 s",
                "1.2.3",
                ".",
                "0, 0",
                "99999999999999999999",
                "999999999999999999999999999999",
                "9007199254740993",
                "٣",
                "Tue, 29 Feb 2028 00:00:00 GMT",
                "\"5\""
            })
    void whatIsNoNumberNearbyAsksForNothing(String reset) {
        ResponseHeaders headers = new ResponseHeaders(List.of(
                Map.entry("X-RateLimit-Remaining", "0"),
                Map.entry("X-RateLimit-Reset", reset),
                Map.entry("RateLimit", "\"d\";r=0;t=" + reset),
                Map.entry("RateLimit-Remaining", reset),
                Map.entry("RateLimit-Reset", "5")));
        assertThat(HostHints.pauseMillis(headers, false, NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {280, 10_000})
    void endlessListsCostLittle(int members) {
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            lines.add(Map.entry("ratelimit", "a;r=0"));
            lines.add(Map.entry("ratelimit-policy", ";w=1"));
        }
        var headers = new ResponseHeaders(lines);
        assertTimeout(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 100; i++) {
                assertThat(HostHints.pauseMillis(headers, true, NOW)).isEmpty();
            }
        });
    }

    @Test
    void unevenQuotesAreOnePart() {
        var headers = headers("ratelimit: \"d;r=0;t=9, \"e\\");
        assertThat(HostHints.pauseMillis(headers, false, NOW)).isEmpty();
    }

    private static OptionalLong asked(long millis) {
        return millis == 0 ? OptionalLong.empty() : OptionalLong.of(millis);
    }

    private static ResponseHeaders headers(String fields) {
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        for (String field : fields.split(" / ", -1)) {
            int colon = field.indexOf(": ");
            lines.add(Map.entry(field.substring(0, colon), field.substring(colon + 2)));
        }
        return new ResponseHeaders(lines);
    }
}
