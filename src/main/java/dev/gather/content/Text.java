package dev.gather.content;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Text as valid UTF-8, whatever charset it came in. The charset is told by, in this order: byte-order mark, header, the
 * document itself, the bytes being valid UTF-8, windows-1252. What the charset does not allow becomes U+FFFD.
 */
final class Text {
    private static final byte[] REPLACEMENT = "\ufffd".getBytes(StandardCharsets.UTF_8);
    private static final int CHARS_AT_A_TIME = 8_192;

    private final byte[] bytes;
    private final int length;
    private final boolean whole;

    private Text(byte[] bytes, int length, boolean whole) {
        this.bytes = bytes;
        this.length = length;
        this.whole = whole;
    }

    /**
     * The first {@code length} bytes as text; a character cut at the end of what is not the {@code whole} is dropped.
     */
    static Content of(byte[] bytes, int length, MediaType type, boolean whole) {
        return new Text(bytes, length, whole).read(type);
    }

    private Content read(MediaType type) {
        if (starts(0xef, 0xbb, 0xbf)) {
            return decoded(Label.UTF_8, "bom", 3);
        }
        if (starts(0xfe, 0xff)) {
            return decoded(Label.UTF_16BE, "bom", 2);
        }
        if (starts(0xff, 0xfe)) {
            return decoded(Label.UTF_16LE, "bom", 2);
        }
        Label header = Label.of(type.charset());
        if (header != null) {
            return decoded(header, "header", 0);
        }
        Label meta = Prescan.of(type, bytes, 0, length);
        if (meta != null) {
            return decoded(meta, "meta", 0);
        }
        Content utf8 = asItIs(0, "default");
        return utf8 != null ? utf8 : decoded(Label.WINDOWS_1252, "default", 0);
    }

    private boolean starts(int... octets) {
        if (length < octets.length) {
            return false;
        }
        for (int i = 0; i < octets.length; i++) {
            if ((bytes[i] & 0xff) != octets[i]) {
                return false;
            }
        }
        return true;
    }

    private Content decoded(Label label, String source, int from) {
        if (label.charset().equals(StandardCharsets.UTF_8)) {
            Content valid = asItIs(from, source);
            return valid != null ? valid : repaired(from, source);
        }
        SingleByte table = SingleByte.of(label);
        return table != null ? table.decode(bytes, from, length, label, source) : transcode(label, source, from);
    }

    /** The bytes themselves, not copied unless a byte-order mark stands before them; null if they are not UTF-8. */
    private @Nullable Content asItIs(int from, String source) {
        int end = Utf8.validUntil(bytes, from, length);
        if (end < length && (whole || !Utf8.isCut(bytes, end, length))) {
            return null;
        }
        byte[] text = from == 0 ? bytes : Arrays.copyOfRange(bytes, from, end);
        return new Content(BodyForm.TEXT, text, end - from, Label.UTF_8.name(), source);
    }

    /** UTF-8 with U+FFFD for each part that is not; by hand because the JDK's decoder counts such parts otherwise. */
    private Content repaired(int from, String source) {
        var out = new ByteArrayOutputStream(length - from + 64);
        int at = from;
        while (at < length) {
            int valid = Utf8.validUntil(bytes, at, length);
            out.write(bytes, at, valid - at);
            at = valid;
            if (at < length) {
                at = skipBad(at, out);
            }
        }
        return new Content(BodyForm.TEXT, out.toByteArray(), out.size(), Label.UTF_8.name(), source);
    }

    private int skipBad(int at, ByteArrayOutputStream out) {
        if (whole || !Utf8.isCut(bytes, at, length)) {
            out.writeBytes(REPLACEMENT);
        }
        return at + Utf8.subpart(bytes, at, length);
    }

    /** Decodes a few thousand characters at a time, so that no string as long as the body exists. */
    private Content transcode(Label label, String source, int from) {
        CharsetDecoder decoder = replacing(label.charset());
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, length - from);
        CharBuffer chars = CharBuffer.allocate(CHARS_AT_A_TIME);
        ByteBuffer out = ByteBuffer.allocate(Math.max(64, (length - from) / 2 * 3));
        boolean more = true;
        while (more) {
            CoderResult result = decoder.decode(in, chars, whole);
            if (result.isUnderflow() && whole) {
                result = decoder.flush(chars);
            }
            more = result.isOverflow();
            out = encode(encoder, chars.flip(), out, !more);
            chars.compact();
        }
        return new Content(BodyForm.TEXT, out.array(), out.position(), label.name(), source);
    }

    private static CharsetDecoder replacing(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .replaceWith("\ufffd");
    }

    private static ByteBuffer encode(CharsetEncoder encoder, CharBuffer chars, ByteBuffer out, boolean last) {
        ByteBuffer target = out;
        while (encoder.encode(chars, target, last).isOverflow()) {
            int doubled = Math.max(target.capacity() * 2, target.position() + 16);
            target = ByteBuffer.wrap(Arrays.copyOf(target.array(), doubled)).position(target.position());
        }
        return target;
    }
}
