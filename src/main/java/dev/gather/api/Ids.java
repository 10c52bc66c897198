package dev.gather.api;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids that sort by the time they were made: a prefix, 48 bits of epoch milliseconds and 60 random bits in Crockford's
 * base 32, for example {@code bat_01JDA3V6J84M8ZQ0V2N7KT}. They name things; they are no secrets.
 */
final class Ids {
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 12;

    private Ids() {}

    static String batch() {
        return make("bat_");
    }

    static String request() {
        return make("req_");
    }

    private static String make(String prefix) {
        var id = new StringBuilder(prefix.length() + TIME_DIGITS + RANDOM_DIGITS).append(prefix);
        append(id, System.currentTimeMillis(), TIME_DIGITS);
        append(id, ThreadLocalRandom.current().nextLong(), RANDOM_DIGITS);
        return id.toString();
    }

    private static void append(StringBuilder id, long bits, int digits) {
        for (int shift = 5 * (digits - 1); shift >= 0; shift -= 5) {
            id.append(DIGITS[(int) (bits >>> shift) & 31]);
        }
    }
}
