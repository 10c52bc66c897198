package dev.gather.fetch;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How long an answer asks all to leave its host alone: {@code Retry-After} (RFC 9110, section 10.2.3) of a host that
 * refuses work, and what hosts tell of their quotas where nothing of it is left (draft-ietf-httpapi-ratelimit-headers
 * in its current and its older forms, and the {@code X-} fields that came before it). Of several the longest counts.
 * What hosts send here is anybody's text: what is malformed, past, or further away than an hour asks for nothing.
 */
final class HostHints {
    /** Further away is a daily quota, a wrong clock or a joke. */
    static final long FURTHEST_RESET_MS = 3_600_000;

    /** A longer value is no hint. */
    private static final int LONGEST_VALUE = 2_048;

    /** From here on a number of seconds is no span but an instant: 2001-09-09. */
    private static final double EARLIEST_EPOCH_SECONDS = 1e9;

    /** From here on an instant is told in milliseconds. */
    private static final double EARLIEST_EPOCH_MILLIS = 1e12;

    private static final String[][] QUOTAS = {
        {"ratelimit-remaining", "ratelimit-reset"},
        {"x-ratelimit-remaining", "x-ratelimit-reset"},
        {"x-ratelimit-remaining", "x-ratelimit-reset-after"},
        {"x-rate-limit-remaining", "x-rate-limit-reset"},
        {"x-rate-limit-remaining", "x-rate-limit-reset-after"},
    };

    private HostHints() {}

    /** Whether a field of this name, in lower case, tells of a quota. */
    static boolean tellsOfQuota(String name) {
        return name.startsWith("ratelimit") || name.startsWith("x-rate");
    }

    /**
     * The longest pause that is asked for, in milliseconds; empty if none is.
     *
     * @param refused whether the host refuses work: only then {@code Retry-After} is meant for all, and a quota need
     *     not say that nothing is left of it
     */
    static OptionalLong pauseMillis(ResponseHeaders headers, boolean refused, long nowEpochMillis) {
        long longest = refused
                ? RetryAfter.millis(headers.get("retry-after"), nowEpochMillis).orElse(0)
                : 0;
        if (headers.tellsOfQuota()) {
            longest = Math.max(longest, field(headers, refused));
            for (String[] quota : QUOTAS) {
                longest = Math.max(longest, quota(headers, quota, refused, nowEpochMillis));
            }
        }
        return longest > 0 ? OptionalLong.of(longest) : OptionalLong.empty();
    }

    private static long field(ResponseHeaders headers, boolean refused) {
        String value = bounded(headers.get("ratelimit"));
        String policy = refused ? bounded(headers.get("ratelimit-policy")) : "";
        return sane(RateLimitField.longestSeconds(value, policy) * 1_000);
    }

    private static long quota(ResponseHeaders headers, String[] names, boolean refused, long nowEpochMillis) {
        String reset = headers.get(names[1]);
        if (reset == null) {
            return 0;
        }
        String remaining = headers.get(names[0]);
        boolean spent = remaining == null ? refused : number(remaining) == 0;
        return spent ? untilReset(number(reset), nowEpochMillis) : 0;
    }

    private static long untilReset(double reset, long nowEpochMillis) {
        if (reset >= EARLIEST_EPOCH_MILLIS) {
            return sane(reset - nowEpochMillis);
        }
        return sane(reset >= EARLIEST_EPOCH_SECONDS ? reset * 1_000 - nowEpochMillis : reset * 1_000);
    }

    private static long sane(double millis) {
        return millis > 0 && millis <= FURTHEST_RESET_MS ? (long) Math.ceil(millis) : 0;
    }

    private static String bounded(@Nullable String value) {
        return value == null || value.length() > LONGEST_VALUE ? "" : value;
    }

    /** A number without sign or exponent; -1 if it is none. */
    static double number(String text) {
        String digits = text.strip();
        if (digits.isEmpty() || digits.length() > 20 || digits.equals(".")) {
            return -1;
        }
        int points = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            points += c == '.' ? 1 : 0;
            if (points > 1 || (c != '.' && (c < '0' || c > '9'))) {
                return -1;
            }
        }
        return Double.parseDouble(digits);
    }
}
