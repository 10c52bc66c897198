package dev.gather.content;

import org.jspecify.annotations.Nullable;

/**
 * A body ready to be written into a result. The array is shared, never changed.
 *
 * @param form {@code JSON}: bytes are one valid JSON text in UTF-8, spliced as they are; {@code TEXT}: bytes are valid
 *     UTF-8; {@code BASE64}: bytes as they came; {@code NONE}: nothing to show
 * @param bytes holds the content in its first {@code length} bytes
 * @param charset WHATWG name of the charset the text came in, in lower case; only for {@code TEXT}
 * @param charsetSource what told the charset: {@code bom}, {@code header}, {@code meta} or {@code default}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity only; a copy of every body would double the memory
public record Content(
        BodyForm form,
        byte[] bytes,
        int length,
        @Nullable String charset,
        @Nullable String charsetSource) {
    /** No body to show. */
    public static final Content NONE = new Content(BodyForm.NONE, new byte[0], 0, null, null);
}
