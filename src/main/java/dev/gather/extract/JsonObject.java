package dev.gather.extract;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.gather.content.BodyForm;
import dev.gather.content.Content;
import java.io.ByteArrayOutputStream;

/** The object that an application writes, of bounded length. */
final class JsonObject {
    static final int MOST_BYTES = 1 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private boolean first = true;

    JsonObject() {
        bytes.write('{');
    }

    void begin(String name, boolean array) {
        if (!first) {
            bytes.write(',');
        }
        first = false;
        string(name);
        bytes.write(':');
        if (array) {
            bytes.write('[');
        }
    }

    void end(boolean array) {
        if (array) {
            bytes.write(']');
        }
    }

    void comma() {
        bytes.write(',');
    }

    void string(String text) {
        if (text.length() > MOST_BYTES) {
            throw tooLong();
        }
        byte[] escaped = JsonStringEncoder.getInstance().quoteAsUTF8(whole(text));
        bytes.write('"');
        json(escaped, 0, escaped.length);
        bytes.write('"');
    }

    /** Adds a value that is JSON already, as it stands. */
    void json(byte[] json, int from, int to) {
        if (to - from > MOST_BYTES - bytes.size()) {
            throw tooLong();
        }
        bytes.write(json, from, to - from);
    }

    private static Stuck tooLong() {
        return new Stuck("All values together have more than " + MOST_BYTES + " bytes.");
    }

    /** The text with U+FFFD for each half of a surrogate pair that stands alone: UTF-8 has nothing for it. */
    private static String whole(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                return text.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }

    /** The whole object. */
    Content toContent() {
        bytes.write('}');
        return new Content(BodyForm.JSON, bytes.toByteArray(), bytes.size(), null, null);
    }
}
