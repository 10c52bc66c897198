package dev.gather.fetch;

import io.netty.handler.codec.DateFormatter;
import java.util.Date;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The {@code Retry-After} field. */
final class RetryAfter {
    /** A year: longer waits are all the same to us, and sums stay far from overflow. */
    private static final long MAX_SECONDS = 31_536_000;

    private RetryAfter() {}

    /**
     * Wait the origin asks for, in milliseconds (RFC 9110, section 10.2.3); empty when absent, malformed, zero or past:
     * a host that refuses work and asks for no pause gets one all the same.
     */
    static OptionalLong millis(@Nullable String value, long nowEpochMillis) {
        if (value == null || value.isEmpty() || value.length() > 64) {
            return OptionalLong.empty();
        }
        long wait = isDigits(value) ? seconds(value) * 1_000 : untilDate(value, nowEpochMillis);
        return wait > 0 ? OptionalLong.of(Math.min(wait, MAX_SECONDS * 1_000)) : OptionalLong.empty();
    }

    private static boolean isDigits(String value) {
        return value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static long seconds(String digits) {
        return digits.length() > 10 ? MAX_SECONDS : Long.parseLong(digits);
    }

    @SuppressWarnings("JavaUtilDate") // what the one parser of all three HTTP date forms returns
    private static long untilDate(String value, long nowEpochMillis) {
        Date date = DateFormatter.parseHttpDate(value);
        return date == null ? 0 : date.getTime() - nowEpochMillis;
    }
}
