package dev.gather.content;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A charset with one byte for each character, as a table from byte to UTF-8. Differs from the JDK where the Encoding
 * Standard does: in the Windows charsets a byte 80..9F without a character is the control character of that number, so
 * that in windows-1252 no byte is an error. Shared; safe from any thread.
 */
final class SingleByte {
    private static final Map<Charset, SingleByte> TABLES = new ConcurrentHashMap<>();

    private final byte[][] utf8 = new byte[256][];

    private SingleByte(Charset charset, boolean windows) {
        for (int octet = 0; octet < 256; octet++) {
            String character = new String(new byte[] {(byte) octet}, charset);
            boolean gap = windows && character.equals("\ufffd") && octet >= 0x80 && octet <= 0x9f;
            utf8[octet] = (gap ? String.valueOf((char) octet) : character).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** The table of a charset; null if its characters take more than one byte. */
    static @Nullable SingleByte of(Label label) {
        Charset charset = label.charset();
        SingleByte known = TABLES.get(charset);
        if (known != null || !isSingleByte(charset)) {
            return known;
        }
        return TABLES.computeIfAbsent(
                charset, unseen -> new SingleByte(unseen, label.name().startsWith("windows-")));
    }

    private static boolean isSingleByte(Charset charset) {
        return charset.canEncode() && charset.newEncoder().maxBytesPerChar() == 1.0f;
    }

    Content decode(byte[] bytes, int from, int to, Label label, String source) {
        byte[] out = new byte[(to - from) + (to - from) / 2 + 3];
        int length = 0;
        for (int at = from; at < to; at++) {
            byte[] character = utf8[bytes[at] & 0xff];
            if (length + character.length > out.length) {
                out = Arrays.copyOf(out, out.length * 2);
            }
            for (byte part : character) {
                out[length++] = part;
            }
        }
        return new Content(BodyForm.TEXT, out, length, label.name(), source);
    }
}
