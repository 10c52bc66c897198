package dev.gather.content;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Which bytes are UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing past U+10FFFF). */
final class Utf8 {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /**
     * The index of the first byte in {@code from..to} that belongs to no whole sequence; {@code to} if there is none.
     */
    static int validUntil(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (bytes[at] >= 0) {
                at = asciiUntil(bytes, at, to);
                continue;
            }
            int length = sequence(bytes, at, to);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return at;
    }

    private static int asciiUntil(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES && ((long) EIGHT.get(bytes, at) & HIGH_BITS) == 0) {
            at += Long.BYTES;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** Length of the whole sequence that starts at {@code at}, 1..4; 0 if none does. */
    static int sequence(byte[] bytes, int at, int to) {
        int length = announced(bytes[at]);
        if (length > to - at || (length > 1 && !maySecond(bytes[at], bytes[at + 1]))) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** Whether the bytes {@code at..to} start a sequence that would need further bytes. */
    static boolean isCut(byte[] bytes, int at, int to) {
        return at < to && announced(bytes[at]) > to - at && subpart(bytes, at, to) == to - at;
    }

    /**
     * How many bytes from {@code at} on belong together, though they need not be whole; at least 1. Where they are not
     * whole, they are what one U+FFFD stands for ("maximal subpart" of Unicode 15, section 3.9).
     */
    static int subpart(byte[] bytes, int at, int to) {
        int end = Math.min(to, at + announced(bytes[at]));
        int next = at + 1;
        if (next < end && !maySecond(bytes[at], bytes[next])) {
            return 1;
        }
        while (next < end && (bytes[next] & 0xc0) == 0x80) {
            next++;
        }
        return next - at;
    }

    /** How long a sequence with this first byte is; 0 if no sequence starts so. */
    private static int announced(byte lead) {
        int octet = lead & 0xff;
        if (octet < 0x80) {
            return 1;
        }
        if (octet < 0xc2 || octet > 0xf4) {
            return 0;
        }
        return octet < 0xe0 ? 2 : octet < 0xf0 ? 3 : 4;
    }

    /** The second byte is where overlong forms, surrogates and numbers past U+10FFFF show. */
    private static boolean maySecond(byte lead, byte second) {
        int octet = second & 0xff;
        return switch (lead & 0xff) {
            case 0xe0 -> octet >= 0xa0 && octet <= 0xbf;
            case 0xed -> octet >= 0x80 && octet <= 0x9f;
            case 0xf0 -> octet >= 0x90 && octet <= 0xbf;
            case 0xf4 -> octet >= 0x80 && octet <= 0x8f;
            default -> octet >= 0x80 && octet <= 0xbf;
        };
    }
}
