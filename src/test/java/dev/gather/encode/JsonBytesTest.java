package dev.gather.encode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBytesTest {
    private final JsonBytes out = new JsonBytes(1);

    @ParameterizedTest
    @CsvSource({
        "-1, 0",
        "0, 0",
        "1, 0.0",
        "49999, 0.0",
        "50000, 0.1",
        "300000, 0.3",
        "949999, 0.9",
        "950000, 1.0",
        "15674000000, 15674.0",
        "9223372036854775807, 9223372036854.8",
    })
    void millisHaveOneDecimal(long nanos, String expected) {
        out.millis(nanos);
        assertThat(written()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T09:30:00.123Z",
        "2026-11-22T09:30:00.000Z",
        "1970-01-01T00:00:00.001Z",
        "2024-02-29T23:59:59.999Z",
    })
    void instantsHaveThreeDecimals(String instant) {
        out.instant(Instant.parse(instant).toEpochMilli());
        assertThat(written()).isEqualTo('"' + instant + '"');
    }

    @Test
    void stringsAreEscaped() {
        out.string("a\"b\\c\n\r\t\b\f\0\u001f\u007f/é€😀\u2028");
        assertThat(written()).isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0000\\u001f\u007f/é€😀\u2028\"");
    }

    @Test
    void loneSurrogatesBecomeReplacementCharacters() {
        out.string("\ud800a\udc00\udc00\ud83d");
        assertThat(written()).isEqualTo("\"\ufffda\ufffd\ufffd\ufffd\"");
    }

    @Test
    void randomStringsComeBack() throws IOException {
        var random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            String text = randomText(random);
            out.string(text);
            byte[] utf8 = text.getBytes(UTF_8);
            Buffer string = out.take();
            assertThat(parsed(string)).isEqualTo(text);

            int cut = random.nextInt(utf8.length + 1);
            out.octet('"');
            out.escaped(utf8, 0, cut);
            out.escaped(utf8, cut, utf8.length);
            out.octet('"');
            assertThat(out.take()).isEqualTo(string);
        }
    }

    @Test
    void everyByteIsEscapedWhereverItStands() throws IOException {
        for (int octet = 0; octet < 128; octet++) {
            for (int place = 0; place < 9; place++) {
                String text = "é".repeat(place) + (char) octet + "é".repeat(9 - place) + "\u0080\u00ff";
                assertThat(parsed(escaped(text))).isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'"', '\\', '\n', '\0', 0x1f, ' ', 0x01, 0x7f})
    void twoBytesAreEscapedWhereverTheyStand(char second) throws IOException {
        for (char first : new char[] {'"', '\\', '\n', '\0', 0x1f}) {
            for (int place = 0; place < 17; place++) {
                for (int between = 0; between < 9; between++) {
                    String text = "x".repeat(place) + first + "]".repeat(between) + second + "y".repeat(17);
                    assertThat(parsed(escaped(text))).isEqualTo(text);
                }
            }
        }
    }

    private Buffer escaped(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        out.octet('"');
        out.escaped(utf8, 0, utf8.length);
        out.octet('"');
        return out.take();
    }

    @Test
    void base64InPartsIsBase64OfTheWhole() {
        var random = new Random(12);
        for (int round = 0; round < 500; round++) {
            byte[] binary = new byte[random.nextInt(2_000)];
            random.nextBytes(binary);
            int cut = random.nextInt(binary.length + 1) / 3 * 3;
            out.base64(binary, 0, cut);
            out.base64(binary, cut, binary.length);
            assertThat(Base64.getDecoder().decode(written())).isEqualTo(binary);
        }
    }

    @Test
    void lineBreaksInJsonBecomeSpaces() {
        byte[] json = "[1,\r\n\"\\n\"]".getBytes(UTF_8);
        out.rawOnOneLine(json, 0, json.length);
        assertThat(written()).isEqualTo("[1,  \"\\n\"]");
        out.raw(json, 1, 3);
        assertThat(written()).isEqualTo("1,");
    }

    @Test
    void whatWasTakenDoesNotChange() {
        out.ascii("first");
        Buffer first = out.take();
        out.ascii("other");
        Buffer second = out.take();
        assertThat(first.toString()).isEqualTo("first");
        assertThat(second.toString()).isEqualTo("other");
        assertThat(out.take().length()).isZero();
    }

    @Test
    void whatIsGivenBackIsWrittenAnew() {
        String large = "x".repeat(5_000);
        out.ascii(large);
        Buffer first = out.take();
        out.reuse(first);
        out.ascii("y".repeat(6_000));
        assertThat(out.take().toString()).isEqualTo("y".repeat(6_000));
        out.ascii("z");
        assertThat(out.take().toString()).isEqualTo("z");
    }

    private static String randomText(Random random) {
        var text = new StringBuilder();
        for (int length = random.nextInt(60); length > 0; length--) {
            int kind = random.nextInt(10);
            int limit = kind < 6 ? 0x80 : kind < 8 ? 0x800 : kind < 9 ? 0xd800 : 0x110000;
            int codePoint = random.nextInt(limit);
            boolean surrogate = codePoint >= 0xd800 && codePoint < 0xe000;
            text.appendCodePoint(surrogate ? 0xfffd : codePoint);
        }
        return text.toString();
    }

    private static String parsed(Buffer json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json.getBytes())) {
            assertThat(parser.nextToken().isScalarValue()).isTrue();
            String text = parser.getText();
            assertThat(parser.nextToken()).isNull();
            return text;
        }
    }

    private String written() {
        return out.take().toString();
    }
}
