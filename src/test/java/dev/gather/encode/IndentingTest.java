package dev.gather.encode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IndentingTest {
    @Test
    void indentsAndKeepsEveryDigit() {
        String json = "{\"a\":[1,2.50,{}],\"b\" : { \"c\":\"x,{\\\"}\\\\\" } ,\"d\":[],\"e\":1E400}";
        assertThat(indent(json, json.length()))
                .isEqualTo(
                        "{\n  \"a\": [\n    1,\n    2.50,\n    {}\n  ],\n  \"b\": {\n    \"c\": \"x,{\\\"}\\\\\"\n  },"
                                + "\n  \"d\": [],\n  \"e\": 1E400\n}");
    }

    @Test
    void anyPartsGiveTheSame() {
        String json = "{\"a\":[1,{\"b\":\"\\\\\\\"é,[\"}],\"c\":null}";
        String whole = indent(json, 1_000);
        for (int part = 1; part < 20; part++) {
            assertThat(indent(json, part)).isEqualTo(whole);
        }
    }

    @Test
    void deepLevelsStayOnOneLine() {
        String deep = "[".repeat(500) + "1,2" + "]".repeat(500);
        String indented = indent(deep, 1_000);
        assertThat(indented.replaceAll("\\s", "")).isEqualTo(deep);
        assertThat(indented.length()).isLessThan(5_000);
    }

    private static String indent(String json, int part) {
        byte[] bytes = json.getBytes(UTF_8);
        var out = new JsonBytes(16);
        var indenting = new Indenting();
        for (int at = 0; at < bytes.length; at += part) {
            int end = Math.min(bytes.length, at + part);
            indenting.append(Arrays.copyOfRange(bytes, at, end), end - at, out);
        }
        return out.take().toString();
    }
}
