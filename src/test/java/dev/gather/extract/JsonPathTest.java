package dev.gather.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON Pointer and JSONPath: the examples of RFC 6901 and RFC 9535, and what is neither. */
class JsonPathTest {
    private static final String POINTERS = """
            {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\\\j": 5, "k\\"l": 6, " ": 7,
             "m~n": 8, "caf\\u00e9": 9, "n": {"big": 9007199254740993, "e": 1.10E+400, "none": null}, "x": 1, "x": 2}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "/foo|[\"bar\", \"baz\"]",
                "/foo/0|\"bar\"",
                "/foo/1|\"baz\"",
                "/foo/2|unmet: It found nothing.",
                "/foo/-|unmet: It found nothing.",
                "/foo/01|unmet: It found nothing.",
                "/|0",
                "/a~1b|1",
                "/c%d|2",
                "/e^f|3",
                "/i\\j|5",
                "/k\"l|6",
                "/ |7",
                "/m~0n|8",
                "/café|9",
                "/n/big|9007199254740993",
                "/n/e|1.10E+400",
                "/n/none|null",
                "/n/nosuch|unmet: It found nothing.",
                "/x|2",
                "$.x|2",
                "$['caf\\u00e9']|9",
                "$[\"k\\\"l\"]|6",
                "$.n.big|9007199254740993",
                "$['n']['none']|null",
            })
    void findsOneValueAsItStands(String expression, String expected) {
        assertThat(Extracted.of(Kind.JSON, expression, null, false, false, "application/json", POINTERS))
                .isEqualTo(expected);
    }

    @Test
    void findsTheWholeTextByTheEmptyPointer() {
        assertThat(Extracted.first(Kind.JSON, "", " [1, {} ] ")).isEqualTo("[1, {} ]");
        assertThat(Extracted.first(Kind.JSON, "$", "\"x\"")).isEqualTo("\"x\"");
        assertThat(Extracted.first(Kind.JSON, "$", "12.50")).isEqualTo("12.50");
    }

    private static final String TREE =
            "{\"o\":{\"j\":1,\"k\":2},\"a\":[5,3,[{\"j\":4},{\"k\":6}]],\"s\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"],\"e\":[],\"z\":{}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$.o.*           | [1,2]",
                "$['o','e']      | [{\"j\":1,\"k\":2},[]]",
                "$.s[1:3]        | [\"b\",\"c\"]",
                "$.s[5:]         | [\"f\",\"g\"]",
                "$.s[1:5:2]      | [\"b\",\"d\"]",
                "$.s[5:1:-2]     | [\"f\",\"d\"]",
                "$.s[::-1]       | [\"g\",\"f\",\"e\",\"d\",\"c\",\"b\",\"a\"]",
                "$.s[-2:]        | [\"f\",\"g\"]",
                "$.s[:-5]        | [\"a\",\"b\"]",
                "$.s[-1]         | [\"g\"]",
                "$.s[-7]         | [\"a\"]",
                "$.s[-8]         | []",
                "$.s[7]          | []",
                "$.s[0,3]        | [\"a\",\"d\"]",
                "$.s[0:2,5]      | [\"a\",\"b\",\"f\"]",
                "$.s[0,0]        | [\"a\",\"a\"]",
                "$.s[1:1]        | []",
                "$.s[::0]        | []",
                "$..j            | [1,4]",
                "$..[0]          | [5,{\"j\":4},\"a\"]",
                "$..k            | [2,6]",
                "$.a..[0, 1]     | [5,3,{\"j\":4},{\"k\":6}]",
                "$.a[2][*].j     | [4]",
                "$.e[*]          | []",
                "$.z.*           | []",
                "$.o[0]          | []",
                "$.s.x           | []",
                "$ .o ['j']      | [1]",
            })
    void findsAllValuesInOrder(String expression, String expected) {
        assertThat(Extracted.all(Kind.JSON, expression, TREE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "foo         | A JSON Pointer, which begins with /, or JSONPath, which begins with $, expected.",
                "/a~         | In a JSON Pointer ~ is written ~0, and / in a name ~1.",
                "/a~2        | In a JSON Pointer ~ is written ~0, and / in a name ~1.",
                "$.          | Unexpected end at character 3.",
                "$..         | Unexpected end at character 4.",
                "$foo        | Unexpected f at character 2.",
                "$[          | Unexpected end at character 3.",
                "$[]         | Unexpected ] at character 3.",
                "$[0         | Unexpected end at character 4.",
                "$['a        | Unexpected end at character 5.",
                "$['\\x']    | Unexpected x at character 5.",
                "$[01]       | No integer of JSONPath: 01.",
                "$[-0]       | No integer of JSONPath: -0.",
                "$[9007199254740993123] | No integer of JSONPath: 9007199254740993123.",
                "$[?@.a]     | Filters, [?…], are not supported.",
                "$[?(@.a>1)] | Filters, [?…], are not supported.",
                "$.1a        | Unexpected 1 at character 3.",
            })
    void refusesWhatIsNeither(String expression, String expected) {
        String given = expression.replace("\\\\", "\\");
        assertThat(Extracted.first(Kind.JSON, given, TREE)).isEqualTo("bad: " + expected.replace("\\\\", "\\"));
    }

    @Test
    void wantsJsonAndAllOfIt() {
        assertThat(Extracted.first(Kind.JSON, "$", "{\"a\":1")).isEqualTo("unmet: The body is not JSON.");
        assertThat(Extracted.first(Kind.JSON, "$", "")).isEqualTo("unmet: The body is not JSON.");
        byte[] whole = "[1]".getBytes(StandardCharsets.UTF_8);
        assertThat(Extracted.of(Kind.JSON, "$", null, false, false, new Body(whole, 3, "application/json", true)))
                .isEqualTo("unmet: The body was cut, so it is no JSON.");
    }
}
