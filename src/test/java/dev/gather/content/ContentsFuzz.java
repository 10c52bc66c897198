package dev.gather.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gather.testing.FuzzInput;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Any bytes (the rest) under any {@code Content-Type} (the first line) become content that keeps its promises. */
class ContentsFuzz {
    /** Where a byte stands for a character past U+07FF, or for U+FFFD; in Big5 two bytes may even be two characters. */
    private static final int MOST_BYTES_OF_A_BYTE = 3;

    @FuzzTest
    void read(byte[] data) throws CharacterCodingException {
        var input = new FuzzInput(data);
        String type = input.line(StandardCharsets.ISO_8859_1);
        byte[] body = input.rest();
        for (BodyForm as : BodyForm.values()) {
            check(type, body, as, false);
            check(type, body, as, true);
        }
    }

    private static void check(String type, byte[] body, BodyForm as, boolean truncated)
            throws CharacterCodingException {
        byte[] before = body.clone();
        try {
            Content content = Contents.read(body, body.length, type, as, truncated);
            assertThat(as == BodyForm.AUTO || as == content.form()).isTrue();
            byte[] shown = Arrays.copyOf(content.bytes(), content.length());
            switch (content.form()) {
                case TEXT -> checkText(content, shown, body.length);
                case JSON -> assertThat(JsonTextFuzz.jacksonTakes(shown)).isTrue();
                case BASE64 -> assertThat(shown).isEqualTo(body);
                default -> assertThat(shown).isEmpty();
            }
        } catch (NotJson refused) {
            assertThat(as).isEqualTo(BodyForm.JSON);
        }
        assertThat(body).isEqualTo(before);
    }

    private static void checkText(Content content, byte[] shown, int length) throws CharacterCodingException {
        var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(shown)); // reports what is not UTF-8
        assertThat(shown.length).isLessThanOrEqualTo(MOST_BYTES_OF_A_BYTE * length);
        assertThat(content.charset()).isNotBlank();
        assertThat(content.charsetSource()).isIn("bom", "header", "meta", "default");
    }
}
