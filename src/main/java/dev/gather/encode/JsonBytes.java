package dev.gather.encode;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;

/** A growing array that JSON is written into, piece by piece. Knows how values look, not which may follow which. */
final class JsonBytes {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final long DAY_MS = 86_400_000;

    /** Where a JSON text is put on one line, nothing but white space can be a line break. */
    private static final byte SPACE = ' ';

    private byte[] bytes;
    private int length;

    JsonBytes(int capacity) {
        bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    /** Takes all that was written, and starts anew. */
    Buffer take() {
        Buffer taken;
        if (length * 2 < bytes.length) {
            taken = wrap(Arrays.copyOf(bytes, length), length);
        } else {
            taken = wrap(bytes, length);
            bytes = new byte[bytes.length];
        }
        length = 0;
        return taken;
    }

    private static Buffer wrap(byte[] array, int length) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(array, 0, length));
    }

    /** Hands what was written to {@code reader}, which must not keep the array, and starts anew. */
    void drainTo(Reader reader) {
        reader.read(bytes, length);
        length = 0;
    }

    /** Reads the first {@code length} bytes of an array. */
    @FunctionalInterface
    interface Reader {
        void read(byte[] bytes, int length);
    }

    /** Writes ASCII as it is. */
    void ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    void octet(int octet) {
        reserve(1);
        bytes[length++] = (byte) octet;
    }

    /** Writes a comma, a name that needs no escaping, and a colon. */
    void member(String name) {
        ascii(",\"");
        ascii(name);
        ascii("\":");
    }

    void member(String name, String value) {
        member(name);
        string(value);
    }

    void member(String name, long value) {
        member(name);
        number(value);
    }

    void member(String name, boolean value) {
        member(name);
        bool(value);
    }

    void bool(boolean value) {
        ascii(value ? "true" : "false");
    }

    void number(long value) {
        ascii(Long.toString(value));
    }

    /** Writes nanoseconds as milliseconds with one decimal; nothing at all is a plain 0. */
    void millis(long nanos) {
        if (nanos <= 0) {
            octet('0');
            return;
        }
        long tenths = nanos / 100_000 + (nanos % 100_000 >= 50_000 ? 1 : 0);
        number(tenths / 10);
        octet('.');
        octet('0' + (int) (tenths % 10));
    }

    /** Writes epoch milliseconds as RFC 3339 in UTC, quoted, with three decimals. */
    void instant(long epochMs) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochMs, DAY_MS));
        int inDay = (int) Math.floorMod(epochMs, DAY_MS);
        octet('"');
        ascii(date.toString());
        digits('T', inDay / 3_600_000, 2);
        digits(':', inDay / 60_000 % 60, 2);
        digits(':', inDay / 1_000 % 60, 2);
        digits('.', inDay % 1_000, 3);
        ascii("Z\"");
    }

    private void digits(char before, int value, int places) {
        octet(before);
        String digits = Integer.toString(value);
        for (int missing = places - digits.length(); missing > 0; missing--) {
            octet('0');
        }
        ascii(digits);
    }

    /** Writes a string, quoted and escaped; half a surrogate pair becomes U+FFFD. */
    void string(String text) {
        reserve(text.length() + 2);
        octet('"');
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            at += Character.charCount(codePoint);
            if (codePoint < 0x80) {
                plainOrEscaped(codePoint);
            } else {
                multiByte(codePoint);
            }
        }
        octet('"');
    }

    private void plainOrEscaped(int c) {
        if (c >= 0x20 && c != '"' && c != '\\') {
            octet(c);
        } else {
            escape(c);
        }
    }

    private void multiByte(int codePoint) {
        if (codePoint < 0x800) {
            octet(0xc0 | codePoint >> 6);
        } else if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            multiByte(0xfffd);
            return;
        } else if (codePoint < 0x10000) {
            octet(0xe0 | codePoint >> 12);
            octet(0x80 | (codePoint >> 6 & 0x3f));
        } else {
            octet(0xf0 | codePoint >> 18);
            octet(0x80 | (codePoint >> 12 & 0x3f));
            octet(0x80 | (codePoint >> 6 & 0x3f));
        }
        octet(0x80 | (codePoint & 0x3f));
    }

    /**
     * Writes valid UTF-8, escaped, without quotes; may be called for one part of a text after the other, because no byte
     * within a character needs an escape. Eight bytes at a time where none does.
     */
    void escaped(byte[] utf8, int from, int to) {
        int at = from;
        while (at < to) {
            reserve(to - at);
            at = plain(utf8, at, to);
            if (at < to) {
                escape(utf8[at++]);
            }
        }
    }

    /** Copies up to the first byte that needs an escape, and tells where it is. Room must be reserved. */
    private int plain(byte[] utf8, int from, int to) {
        int at = from;
        while (true) {
            while (at <= to - Long.BYTES) {
                long eight = (long) EIGHT.get(utf8, at);
                if (needsEscape(eight)) {
                    break;
                }
                EIGHT.set(bytes, length, eight);
                length += Long.BYTES;
                at += Long.BYTES;
            }
            int end = Math.min(to, at + Long.BYTES);
            while (at < end) {
                byte octet = utf8[at];
                if ((octet >= 0 && octet < 0x20) || octet == '"' || octet == '\\') {
                    return at;
                }
                bytes[length++] = octet;
                at++;
            }
            if (at == to) {
                return at;
            }
        }
    }

    /** May say yes where no byte needs one (a borrow from the byte below), never no where one does. */
    private static boolean needsEscape(long eight) {
        long quote = eight ^ ONES * '"';
        long backslash = eight ^ ONES * '\\';
        long control = (eight - ONES * 0x20) & ~eight;
        long found = control | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash);
        return (found & HIGH_BITS) != 0;
    }

    private void escape(int c) {
        octet('\\');
        switch (c) {
            case '"', '\\' -> octet(c);
            case '\n' -> octet('n');
            case '\r' -> octet('r');
            case '\t' -> octet('t');
            case '\b' -> octet('b');
            case '\f' -> octet('f');
            default -> {
                ascii("u00");
                octet(HEX[c >> 4]);
                octet(HEX[c & 15]);
            }
        }
    }

    /** Writes a part of a valid JSON text as it is. */
    void raw(byte[] json, int from, int to) {
        reserve(to - from);
        System.arraycopy(json, from, bytes, length, to - from);
        length += to - from;
    }

    /** Writes a part of a valid JSON text so that it stays on one line: line breaks, all white space, become spaces. */
    void rawOnOneLine(byte[] json, int from, int to) {
        int start = length;
        raw(json, from, to);
        for (int i = start; i < length; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                bytes[i] = SPACE;
            }
        }
    }

    /** Writes base64 (RFC 4648, section 4), without quotes; all parts but the last are to be multiples of three long. */
    void base64(byte[] binary, int from, int to) {
        ByteBuffer coded = Base64.getEncoder().encode(ByteBuffer.wrap(binary, from, to - from));
        raw(coded.array(), 0, coded.limit());
    }

    private void reserve(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
