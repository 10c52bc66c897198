package dev.gather.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/** Encodes an event for people: time, level, logger, message, {@code key=value}; a stack follows, indented. */
final class TextLine extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.").withZone(ZoneOffset.UTC);
    private static final int CHARS = 320;

    private volatile Second second = Second.of(0);

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new StringBuilder(CHARS);
        appendTime(line, event.getTimeStamp());
        line.append(' ')
                .append(event.getLevel())
                .append(' ')
                .append(event.getLoggerName())
                .append(": ");
        Escaped.appendTo(line, String.valueOf(event.getFormattedMessage()));
        appendPairs(line, event.getKeyValuePairs());
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            appendStack(line, ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void appendTime(StringBuilder line, long epochMs) {
        Second shown = second;
        if (!shown.holds(epochMs)) {
            shown = Second.of(epochMs);
            second = shown;
        }
        shown.appendTo(line, epochMs);
    }

    private static void appendPairs(StringBuilder line, List<KeyValuePair> pairs) {
        if (pairs == null) {
            return;
        }
        for (KeyValuePair pair : pairs) {
            line.append(' ');
            Escaped.appendTo(line, pair.key);
            line.append('=');
            Escaped.appendValueTo(line, String.valueOf(pair.value));
        }
    }

    /** Every line is indented, those within a message too, so that none looks like the start of an event. */
    private static void appendStack(StringBuilder text, String stack) {
        stack.lines().forEach(frame -> {
            text.append("    ");
            Escaped.appendTo(text, frame.strip());
            text.append('\n');
        });
    }

    /** A second's text, worked out once for all of its lines. */
    private record Second(long startMs, String text) {
        static Second of(long epochMs) {
            long startMs = epochMs - Math.floorMod(epochMs, 1_000);
            return new Second(startMs, TIME.format(Instant.ofEpochMilli(startMs)));
        }

        boolean holds(long epochMs) {
            return epochMs >= startMs && epochMs - startMs < 1_000;
        }

        void appendTo(StringBuilder line, long epochMs) {
            int ms = (int) (epochMs - startMs);
            line.append(text)
                    .append(ms / 100)
                    .append(ms / 10 % 10)
                    .append(ms % 10)
                    .append('Z');
        }
    }
}
