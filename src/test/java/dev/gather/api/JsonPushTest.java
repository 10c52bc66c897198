package dev.gather.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPushTest {
    private static final JsonFactory FACTORY = JsonPush.factory();

    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        " ",
        "\n",
        "\"a\"",
        "\"b\"",
        "\"c,}\"",
        "1",
        "-",
        "0",
        ".5",
        "e3",
        "true",
        "fal",
        "null",
        "x",
        "\"",
        "\\u00e9",
        "{\"k\":1,\"l\":[2,{}]}",
        "[1,2]"
    };

    @Test
    void takesByteByByteExactlyWhatAnOrdinaryParserTakes() {
        var random = new Random(20_261_123);
        int valid = 0;
        for (int i = 0; i < 60_000; i++) {
            String text = i % 3 == 0 ? mutant(random) : soup(random);
            boolean expected = ordinaryParserTakes(text);
            valid += expected ? 1 : 0;
            assertThat(takes(text, 1)).as("byte by byte: %s", text).isEqualTo(expected);
            assertThat(takes(text, 3)).as("in threes: %s", text).isEqualTo(expected);
            assertThat(takes(text, text.length() + 1)).as("whole: %s", text).isEqualTo(expected);
        }
        assertThat(valid).as("both sides of the border are tried").isBetween(1_000, 59_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":}",
                "{\"a\": \n}",
                "[{\"a\":},1]",
                "{\"a\":,}",
                "{\"a\"::1}",
                "[1,]",
                "[1, \n]",
                "[1,,2]",
                "[1,  ,2]",
                "[1,   , ,2]",
                "{\"a\":1,}",
                "{\"a\":1,  ,\"b\":2}",
            })
    void aMissingValueIsNoticedHoweverTheTextArrives(String text) {
        for (int step = 1; step <= text.length(); step++) {
            assertThat(takes(text, step)).as("in steps of %d", step).isFalse();
        }
    }

    /** Pieces of JSON in any order, rarely valid. */
    private static String soup(Random random) {
        var text = new StringBuilder();
        int pieces = 1 + random.nextInt(7);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** A valid text with one piece put in or one character taken out, often still valid. */
    private static String mutant(Random random) {
        var text = new StringBuilder("{ \"urls\" : [\"x\" , -1.5e3] , \"b\":{ \"c\":null } , \"d\" : true }");
        int at = random.nextInt(text.length());
        if (random.nextBoolean()) {
            text.deleteCharAt(at);
        } else {
            text.insert(at, PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static boolean ordinaryParserTakes(String text) {
        try (JsonParser parser = FACTORY.createParser(text.getBytes(StandardCharsets.UTF_8))) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException invalid) {
            return false;
        }
    }

    private static boolean takes(String text, int step) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (var json = new JsonPush(FACTORY, Frame.SKIP, 1)) {
            for (int from = 0; from < bytes.length; from += step) {
                json.feed(bytes, from, Math.min(bytes.length, from + step));
            }
            json.finish();
            return true;
        } catch (Problem invalid) {
            return false;
        }
    }
}
