package dev.gather.api;

/**
 * Whether bytes are UTF-8 (RFC 3629), judged as they arrive: overlong forms, surrogates and values past U+10FFFF are
 * refused. jackson-core's parser lets those through.
 */
final class Utf8Check {
    private int missing;
    private int least = 0x80;
    private int most = 0xBF;

    /** Position of the first byte that cannot be right; -1 if all may be. */
    int firstInvalid(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i];
            if (missing == 0 && b >= 0) {
                continue;
            }
            if (!accept(b & 0xFF)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the bytes so far end with a whole character. */
    boolean complete() {
        return missing == 0;
    }

    private boolean accept(int b) {
        if (missing == 0) {
            return lead(b);
        }
        boolean fits = b >= least && b <= most;
        missing--;
        least = 0x80;
        most = 0xBF;
        return fits;
    }

    private boolean lead(int b) {
        if (b < 0xC2 || b > 0xF4) {
            return false;
        }
        missing = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
        least = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
        most = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
        return true;
    }
}
