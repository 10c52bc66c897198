package dev.gather.cache;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Dates as HTTP writes them, in any of their three forms (RFC 9110, section 5.6.7), and in no other time zone than GMT.
 */
final class HttpDate {
    private static final int LONGEST = 64;

    private static final DateTimeFormatter PREFERRED = form("EEE, dd MMM yyyy HH:mm:ss 'GMT'");
    private static final DateTimeFormatter ASCTIME = form("EEE MMM ppd HH:mm:ss yyyy");

    /** The day of the week is not looked at: which it is depends on the century, and that is guessed. */
    private static final DateTimeFormatter RFC_850 = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(2000, 1, 1))
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.ENGLISH);

    private HttpDate() {}

    private static DateTimeFormatter form(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .toFormatter(Locale.ENGLISH);
    }

    /** Milliseconds since the epoch; empty if the text is absent or no date. */
    static OptionalLong parse(@Nullable String text, long nowMs) {
        if (text == null || text.length() > LONGEST) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(
                    read(text.strip(), nowMs).toInstant(ZoneOffset.UTC).toEpochMilli());
        } catch (DateTimeException malformed) {
            return OptionalLong.empty();
        }
    }

    private static LocalDateTime read(String text, long nowMs) {
        int comma = text.indexOf(',');
        if (comma < 0) {
            return LocalDateTime.parse(text, ASCTIME);
        }
        if (comma == 3) {
            return LocalDateTime.parse(text, PREFERRED);
        }
        LocalDateTime read = LocalDateTime.parse(text.substring(comma + 1).strip(), RFC_850);
        LocalDateTime farthest = LocalDateTime.ofInstant(Instant.ofEpochMilli(nowMs), ZoneOffset.UTC)
                .plusYears(50);
        return read.isAfter(farthest) ? read.minusYears(100) : read;
    }

    /** The date in the form that is to be sent. */
    static String format(long epochMs) {
        return PREFERRED.format(LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMs), ZoneOffset.UTC));
    }
}
