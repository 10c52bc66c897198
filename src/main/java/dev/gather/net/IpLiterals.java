package dev.gather.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as text, read strictly: four plain decimals or RFC 4291 section 2.2, nothing else, and never a look-up. The
 * JDK's own reader takes octal for decimal, blanks for loopback and names for addresses.
 */
final class IpLiterals {
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;
    private static final int GROUP_BYTES = 2;
    private static final int GROUPS = 8;

    private IpLiterals() {}

    /** The address a text spells; null if it spells none. IPv4-mapped IPv6 is that IPv4 address. */
    static @Nullable InetAddress parse(String text) {
        byte[] bytes = text.indexOf(':') >= 0 ? v6(text) : v4(text);
        return bytes == null ? null : address(bytes);
    }

    /**
     * The IPv4 address that WHATWG URL's IPv4 parser reads: one to four parts, each decimal, octal ({@code 0…}) or
     * hexadecimal ({@code 0x…}), the last filling what is left. Null if it refuses.
     */
    static @Nullable InetAddress parseLegacyV4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length > V4_BYTES) {
            return null;
        }
        long value = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            int bits = last ? Byte.SIZE * (V4_BYTES - i) : Byte.SIZE;
            long part = legacyNumber(parts[i]);
            if (part < 0 || part >> bits != 0) {
                return null;
            }
            value = (value << bits) | part;
        }
        return address(new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value});
    }

    /** The canonical text: dotted decimals, or RFC 5952 without brackets and without a zone. */
    static String format(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == V4_BYTES ? formatV4(bytes) : formatV6(bytes);
    }

    /** The address as a URL's host: IPv6 in brackets. */
    static String formatHost(InetAddress address) {
        String text = format(address);
        return text.indexOf(':') < 0 ? text : '[' + text + ']';
    }

    /** The address of these 4 or 16 bytes, without name and zone; IPv4-mapped IPv6 becomes IPv4. */
    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(bytes.length + " bytes (expected 4 or 16)", e);
        }
    }

    private static byte @Nullable [] v4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != V4_BYTES) {
            return null;
        }
        byte[] bytes = new byte[V4_BYTES];
        for (int i = 0; i < V4_BYTES; i++) {
            int value = decimalByte(parts[i]);
            if (value < 0) {
                return null;
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    /** 0..255 without leading zeros; -1 for anything else. */
    private static int decimalByte(String text) {
        boolean padded = text.length() > 1 && text.charAt(0) == '0';
        long value = padded || text.length() > 3 ? -1 : number(text, 10);
        return value > 255 ? -1 : (int) value;
    }

    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] whole = groups(text, true);
            return whole != null && whole.length == V6_BYTES ? whole : null;
        }
        byte[] head = groups(text.substring(0, gap), false);
        byte[] tail = groups(text.substring(gap + 2), true);
        if (head == null || tail == null || head.length + tail.length > V6_BYTES - GROUP_BYTES) {
            return null;
        }
        byte[] bytes = Arrays.copyOf(head, V6_BYTES);
        System.arraycopy(tail, 0, bytes, V6_BYTES - tail.length, tail.length);
        return bytes;
    }

    /** The bytes of groups between colons; the last may be an IPv4 address where the text ends the whole. */
    private static byte @Nullable [] groups(String text, boolean ending) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        if (parts.length > GROUPS) {
            return null;
        }
        byte[] bytes = new byte[0];
        for (int i = 0; i < parts.length; i++) {
            boolean quad = ending && i == parts.length - 1 && parts[i].indexOf('.') >= 0;
            byte[] next = quad ? v4(parts[i]) : group(parts[i]);
            if (next == null) {
                return null;
            }
            int length = bytes.length;
            bytes = Arrays.copyOf(bytes, length + next.length);
            System.arraycopy(next, 0, bytes, length, next.length);
        }
        return bytes;
    }

    private static byte @Nullable [] group(String text) {
        long value = text.length() > 4 ? -1 : number(text, 16);
        return value < 0 ? null : new byte[] {(byte) (value >> Byte.SIZE), (byte) value};
    }

    private static long legacyNumber(String text) {
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return text.length() == 2 ? 0 : number(text.substring(2), 16);
        }
        return text.length() > 1 && text.charAt(0) == '0' ? number(text, 8) : number(text, 10);
    }

    /** A number in ASCII digits of a radix, capped just above 32 bits; -1 for an empty text or another character. */
    private static long number(String text, int radix) {
        long value = text.isEmpty() ? -1 : 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = Math.min(value * radix + digit, 1L << 32);
        }
        return value;
    }

    private static String formatV4(byte[] bytes) {
        return (bytes[0] & 0xFF) + "." + (bytes[1] & 0xFF) + "." + (bytes[2] & 0xFF) + "." + (bytes[3] & 0xFF);
    }

    private static String formatV6(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = ((bytes[2 * i] & 0xFF) << Byte.SIZE) | (bytes[2 * i + 1] & 0xFF);
        }
        int gap = longestZeros(groups);
        int gapEnd = gap + zerosFrom(groups, gap);
        var text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append("::");
                i = gapEnd - 1;
            } else {
                text.append(i == 0 || i == gapEnd ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /** Where the first of the longest runs of two or more zero groups starts (RFC 5952, section 4.2); 8 if none. */
    private static int longestZeros(int[] groups) {
        int best = GROUPS;
        int most = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = zerosFrom(groups, i);
            if (run > most) {
                best = i;
                most = run;
            }
        }
        return best;
    }

    private static int zerosFrom(int[] groups, int start) {
        int end = start;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - start;
    }
}
