package dev.gather.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Bytes are taken for JSON exactly if jackson takes them, given that they are UTF-8 and hold no half surrogate pair.
 * Jackson is given one and the same character for all outside ASCII: of those it reads as a digit of an escape whatever
 * ends in the byte of one (U+0365 for {@code e}).
 */
class JsonTextFuzz {
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonText.MOST_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    @FuzzTest
    void isValid(byte[] data) {
        assertThat(JsonText.isValid(data, 0, data.length)).isEqualTo(jacksonTakes(data));
    }

    static boolean jacksonTakes(byte[] bytes) {
        try (JsonParser parser = JACKSON.createParser(StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString()
                .replaceAll("[^\\x00-\\x7f]", "\u00e9"))) {
            int depth = 0;
            int values = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                values += depth == 0 ? 1 : 0;
                if (values > 1 || hasHalfAPair(parser.getText())) {
                    return false;
                }
            }
            return values == 1;
        } catch (IOException refused) {
            return false;
        }
    }

    private static boolean hasHalfAPair(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
