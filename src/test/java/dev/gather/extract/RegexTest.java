package dev.gather.extract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[0-9]+; false; \"12\"",
                "[0-9]+; true ; [\"12\",\"34\"]",
                "a=([0-9]+); false; \"12\"",
                "(a)=(.); true ; [\"a\"]",
                "(?P<n>[0-9]); true ; [\"1\",\"2\",\"3\",\"4\"]",
                "(?i)A=; false; \"a=\"",
                "(x)|b; true ; []",
                "(x)|b; false; unmet: It found nothing.",
                "é.; false; \"é€\"",
                "$; false; \"\"",
                "(?:,2026|{99x)?1;false;\"1\"",
                "z+; true ; []",
                "(a; false; bad: No regular expression of RE2: missing closing ).",
                "a(?=b); false; bad: No regular expression of RE2: invalid or unsupported Perl syntax.",
                "(a)\\1; false; bad: No regular expression of RE2: invalid escape sequence.",
                "a**; false; bad: No regular expression of RE2: invalid nested repetition operator.",
                "``; false; bad: A regular expression expected.",
                "(.{100}){10}(.{100}){10}; false; bad: The regular expression is too large, its counted repetitions multiply.",
                "((((a{100}){100}){100}){100}); false; bad: The regular expression is too large, its counted repetitions multiply.",
                "(?:[0-9]{1,2}[=,]? ?){2,3}; false; \"12, \"",
                "(?:a|b){0}[a-z]=([0-9]{2}); true; [\"12\",\"34\"]",
            })
    void findsTheFirstGroupOrTheWholeMatch(String expression, boolean all, String expected) {
        String given = expression.replace("\\\\", "\\");
        String body = "a=12, b=34, é€";
        assertThat(all ? Extracted.all(Kind.REGEX, given, body) : Extracted.first(Kind.REGEX, given, body))
                .isEqualTo(expected);
    }

    @Test
    void classesOfUnicodeAreFew() {
        assertThat(Extracted.first(Kind.REGEX, "\\pL".repeat(20), "äöü".repeat(7)))
                .isEqualTo('"' + "äöü".repeat(6) + "äö\"");
        assertThat(Extracted.first(Kind.REGEX, "\\pL\\PN".repeat(11), ""))
                .isEqualTo("bad: A regular expression has at most 20 classes of Unicode.");
    }
}
