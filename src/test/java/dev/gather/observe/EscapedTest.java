package dev.gather.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EscapedTest {
    static Stream<Arguments> values() {
        return Stream.of(
                arguments("", "\"\""),
                arguments("GET", "GET"),
                arguments("http://h/a~!b", "http://h/a~!b"),
                arguments("bücher😀", "bücher😀"),
                arguments("a b", "\"a b\""),
                arguments("a=b", "\"a=b\""),
                arguments("a\"b", "\"a\\\"b\""),
                arguments("a\\b", "\"a\\\\b\""),
                arguments("a\0b", "a\\u0000b"),
                arguments("a\u001fb", "a\\u001fb"),
                arguments("a\u007fb", "a\\u007fb"),
                arguments("a\u0085b", "a\\u0085b"),
                arguments("a\u2028b\u2029c", "a\\u2028b\\u2029c"),
                arguments("a\u200bb", "a\\u200bb"),
                arguments("\u202ea", "\\u202ea"),
                arguments("a\ufeff", "a\\ufeff"),
                arguments("\n\n", "\\u000a\\u000a"),
                arguments("\u202e a", "\"\\u202e a\""),
                arguments("ü \u0007", "\"ü \\u0007\""));
    }

    @ParameterizedTest
    @MethodSource("values")
    void valuesAreWordsOrInQuotesAndMoveNothing(String value, String shown) {
        var line = new StringBuilder("k=");
        Escaped.appendValueTo(line, value);
        assertThat(line).hasToString("k=" + shown);
    }
}
