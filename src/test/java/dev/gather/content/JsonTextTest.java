package dev.gather.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "0",
                "-0",
                "-0.0e-0",
                "1E400",
                "9007199254740993",
                "12345678901234567890.12345678901234567890",
                "\"\"",
                "true",
                " \t\r\n null \n",
                "[[],{}]",
                "[1,[2,{\"a\":[3]}],4]",
                "{\"a\":1,\"a\":2}",
                "{\"\":{\"b\":[]},\"c\":\"\"}",
                "\"\\u00e9\\n\\/\\\\\\\"\\ud83d\\ude00\"",
                "\"grün € 😀 \u007f \u2028\"",
            })
    void takesOneText(String json) {
        assertThat(valid(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1}",
                "{]",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{\"a\":1]",
                "{\"a\":1 \"b\":2}",
                "01",
                "-",
                "+1",
                ".5",
                "1.",
                "1.e1",
                "1e",
                "1e+",
                "0x1",
                "--1",
                "1 2",
                "1,2",
                "{} {}",
                "{}x",
                "tru",
                "True",
                "nul",
                "nulll",
                "NaN",
                "Infinity",
                "\"",
                "\"a",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u1d8\u0365\"",
                "\"tab\there\"",
                "\"line\nhere\"",
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800\\u0041\"",
                "\"\\ud800x\"",
                "// x\n1",
                "[1]/* */",
                "\u00a01",
                "\ufeff1",
                "[1]\0",
            })
    void refusesAnythingElse(String json) {
        assertThat(valid(json)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\u0080\"",
                "\"\u00c0\u00af\"",
                "\"\u00c3\"",
                "\"\u00c3(\"",
                "\"\u00e0\u009f\u00bf\"",
                "\"\u00ed\u00a0\u0080\"",
                "\"\u00f0\u008f\u00bf\u00bf\"",
                "\"\u00f4\u0090\u0080\u0080\"",
                "\"\u00f5\u0080\u0080\u0080\"",
                "\"\u00ff\"",
            })
    void refusesBytesThatAreNotUtf8(String octets) {
        byte[] bytes = octets.getBytes(ISO_8859_1);
        assertThat(JsonText.isValid(bytes, 0, bytes.length)).isFalse();
    }

    @Test
    void depthIsBounded() {
        assertThat(valid("[".repeat(512) + "]".repeat(512))).isTrue();
        assertThat(valid("[".repeat(513) + "]".repeat(513))).isFalse();
        assertThat(valid("{\"a\":".repeat(512) + "1" + "}".repeat(512))).isTrue();
        assertThat(valid("{\"a\":[".repeat(256) + "]}".repeat(256))).isTrue();
        assertThat(valid("{\"a\":[".repeat(256) + "}]".repeat(256))).isFalse();
        assertThat(valid("[".repeat(1_000_000))).isFalse();
    }

    @Test
    void readsOnlyItsRange() {
        byte[] bytes = "x[1]y".getBytes(UTF_8);
        assertThat(JsonText.isValid(bytes, 1, 4)).isTrue();
        assertThat(JsonText.isValid(bytes, 1, 3)).isFalse();
    }

    /** Jackson is the oracle for texts made of JSON's own pieces; it does not look at depth or escaped surrogates. */
    @Test
    void agreesWithJacksonOnRandomTexts() {
        String[] pieces = {
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\"",
            "\"\\u0041\"",
            "1",
            "-0",
            "1.5e3",
            "01",
            "true",
            "null",
            " ",
            "\"é\"",
            "\""
        };
        var random = new Random(42);
        int valid = 0;
        for (int round = 0; round < 50_000; round++) {
            var text = new StringBuilder();
            for (int length = 1 + random.nextInt(7); length > 0; length--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            boolean expected = jacksonReads(text.toString());
            assertThat(valid(text.toString())).as(text.toString()).isEqualTo(expected);
            valid += expected ? 1 : 0;
        }
        assertThat(valid).isGreaterThan(500);
    }

    private static boolean jacksonReads(String text) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean valid(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        return JsonText.isValid(bytes, 0, bytes.length);
    }
}
