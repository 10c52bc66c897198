package dev.gather.cache;

import java.util.List;
import java.util.OptionalLong;

/**
 * How old an answer is, and until when it is fresh (RFC 9111, section 4.2).
 *
 * @param lifetimeMs how old it may become
 * @param ageAtResponseMs how old it was when it came
 * @param responseMs wall clock, epoch milliseconds, when it came
 * @param dateMs wall clock of its origin, epoch milliseconds, when it was made
 */
record Freshness(long lifetimeMs, long ageAtResponseMs, long responseMs, long dateMs) {
    /** Most that is assumed of what says nothing of its lifetime. */
    private static final long MOST_ASSUMED_MS = 86_400_000;

    static Freshness of(Received answer, CacheControl control) {
        long dateMs = date(answer, "date").orElse(answer.responseMs());
        long apparentMs = Math.max(0, answer.responseMs() - dateMs);
        long delayMs = Math.max(0, answer.responseMs() - answer.requestMs());
        long ageMs = Math.max(apparentMs, toldAgeMs(answer.fields()) + delayMs);
        return new Freshness(lifetimeMs(answer, control, dateMs), ageMs, answer.responseMs(), dateMs);
    }

    /** The {@code Age} that it came with: the first one if it is a list, none if that is malformed (section 5.1). */
    private static long toldAgeMs(Fields fields) {
        List<String> told = Texts.members(fields.get("age"));
        return told.isEmpty() ? 0 : Math.max(0, Texts.seconds(told.get(0))) * 1_000;
    }

    private static long lifetimeMs(Received answer, CacheControl control, long dateMs) {
        if (control.has(CacheControl.MAX_AGE)) {
            return control.seconds(CacheControl.MAX_AGE) * 1_000;
        }
        if (answer.fields().has("expires")) {
            return Math.max(0, date(answer, "expires").orElse(dateMs) - dateMs);
        }
        boolean assumes = Storing.cacheableByDefault(answer.status()) || control.has(CacheControl.PUBLIC);
        OptionalLong modified = date(answer, "last-modified");
        return assumes && modified.isPresent() ? assumedMs(dateMs - modified.getAsLong()) : 0;
    }

    /** A tenth of the time that it has not changed for (section 4.2.2). */
    private static long assumedMs(long unchangedMs) {
        return Math.min(MOST_ASSUMED_MS, Math.max(0, unchangedMs) / 10);
    }

    private static OptionalLong date(Received answer, String field) {
        return HttpDate.parse(answer.fields().get(field), answer.responseMs());
    }

    /** Its age now (section 4.2.3). */
    long ageMs(long nowMs) {
        return ageAtResponseMs + Math.max(0, nowMs - responseMs);
    }

    /** For how long it has been stale; negative for as long as it will still be fresh, 0 as it becomes stale. */
    long staleMs(long nowMs) {
        return ageMs(nowMs) - lifetimeMs;
    }
}
