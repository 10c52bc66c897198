package dev.gather.content;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Turns a body into the {@link Content} that its caller asked for. */
public final class Contents {
    private static final byte[] UTF_8_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final byte[] bytes;
    private final int length;
    private final MediaType type;
    private final boolean truncated;

    private Contents(byte[] bytes, int length, MediaType type, boolean truncated) {
        this.bytes = bytes;
        this.length = length;
        this.type = type;
        this.truncated = truncated;
    }

    /**
     * A body as content. The array is kept where it can be and must not change any more.
     *
     * @param bytes the body, freed of content codings, in its first {@code length} bytes
     * @param contentType the header's value; null if there is none
     * @param truncated whether the body went on: it is then no JSON, and a character cut at its end is dropped
     * @throws NotJson only if JSON was asked for and the body is something else, or nothing
     */
    public static Content read(byte[] bytes, int length, @Nullable String contentType, BodyForm as, boolean truncated)
            throws NotJson {
        var body = new Contents(bytes, length, MediaType.of(contentType), truncated);
        return switch (as) {
            case AUTO -> body.auto();
            case TEXT -> body.text();
            case JSON -> body.jsonOrThrow();
            case BASE64 -> body.binary();
            case NONE -> Content.NONE;
        };
    }

    private Content auto() {
        if (type.isJson()) {
            Content json = json();
            return json != null ? json : text();
        }
        if (type.isText()) {
            return text();
        }
        return length == 0 && type.essence().isEmpty() ? Content.NONE : binary();
    }

    private Content text() {
        return Text.of(bytes, length, type, !truncated);
    }

    private Content binary() {
        return new Content(BodyForm.BASE64, bytes, length, null, null);
    }

    private Content jsonOrThrow() throws NotJson {
        Content json = json();
        if (json == null) {
            throw new NotJson();
        }
        return json;
    }

    /** The body as JSON; null if it is not. */
    private @Nullable Content json() {
        if (truncated || length == 0) {
            return null;
        }
        int from = startsWithMark() ? 3 : 0;
        if (JsonText.isValid(bytes, from, length)) {
            byte[] json = from == 0 ? bytes : Arrays.copyOfRange(bytes, from, length);
            return new Content(BodyForm.JSON, json, length - from, null, null);
        }
        return Utf8.validUntil(bytes, 0, length) == length ? null : recoded();
    }

    /** The body as JSON if it says that it is in another charset than UTF-8, as RFC 7159 still let it be. */
    private @Nullable Content recoded() {
        Content text = text();
        boolean told = !"default".equals(text.charsetSource()) && !"utf-8".equals(text.charset());
        return told && JsonText.isValid(text.bytes(), 0, text.length())
                ? new Content(BodyForm.JSON, text.bytes(), text.length(), null, null)
                : null;
    }

    private boolean startsWithMark() {
        return length >= 3 && Arrays.equals(bytes, 0, 3, UTF_8_MARK, 0, 3);
    }
}
