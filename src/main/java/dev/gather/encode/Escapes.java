package dev.gather.encode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What stands for each byte of UTF-8 within a JSON string: itself, or its escape (RFC 8259, section 7). */
final class Escapes {
    /** Most that eight bytes take, and what is written beyond the last of them. */
    static final int ROOM = Long.BYTES * 6 + Long.BYTES;

    /** Eight bytes as one number, the first lowest. */
    static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    /** What is written for each byte, the first character lowest; those beyond ASCII stand for themselves. */
    private static final long[] WRITTEN = new long[256];

    private static final byte[] LENGTHS = new byte[256];

    static {
        for (int octet = 0; octet < WRITTEN.length; octet++) {
            String text = text(octet);
            LENGTHS[octet] = (byte) text.length();
            for (int i = text.length() - 1; i >= 0; i--) {
                WRITTEN[octet] = WRITTEN[octet] << Byte.SIZE | text.charAt(i);
            }
        }
    }

    private Escapes() {}

    private static String text(int octet) {
        return switch (octet) {
            case '"', '\\' -> "\\" + (char) octet;
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            default -> octet < 0x20 ? "\\u00" + (char) HEX[octet >> 4] + (char) HEX[octet & 15] : "" + (char) octet;
        };
    }

    /** The high bit of the first of eight bytes that needs an escape, and of others that may need one; 0 if none does. */
    static long needed(long eight) {
        long quote = eight ^ ONES * '"';
        long backslash = eight ^ ONES * '\\';
        long control = (eight - ONES * 0x20) & ~eight;
        return (control | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash)) & HIGH_BITS;
    }

    /** How many bytes stand for one. */
    static int length(int octet) {
        return LENGTHS[octet];
    }

    /** Writes what stands for one byte, and tells where it ends; eight bytes of {@code out} are overwritten. */
    static int write(byte[] out, int at, int octet) {
        EIGHT.set(out, at, WRITTEN[octet]);
        return at + LENGTHS[octet];
    }

    /**
     * Writes eight bytes of which some need an escape, and tells where they end. {@link #ROOM} must be left in {@code
     * out}.
     *
     * @param needed what {@link #needed(long)} says of them
     */
    static int writeEight(byte[] out, int from, long eight, long needed) {
        boolean one = (needed & (needed - 1)) == 0;
        return one
                ? writeWithOne(out, from, eight, Long.numberOfTrailingZeros(needed) - 7)
                : writeEach(out, from, eight);
    }

    /** As they are up to the one that needs an escape, the escape, and the rest as it is. */
    private static int writeWithOne(byte[] out, int from, long eight, int shift) {
        int before = shift / Byte.SIZE;
        EIGHT.set(out, from, eight);
        int end = write(out, from + before, (int) (eight >>> shift) & 0xff);
        EIGHT.set(out, end, eight >>> shift >>> Byte.SIZE);
        return end + Long.BYTES - 1 - before;
    }

    private static int writeEach(byte[] out, int from, long eight) {
        int end = from;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            end = write(out, end, (int) (eight >>> shift) & 0xff);
        }
        return end;
    }
}
