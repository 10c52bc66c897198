package dev.gather.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TextLineTest {
    private final TextLine encoder = new TextLine();

    @Test
    void timesAreOfTheEventWhateverCameBefore() {
        for (String time : new String[] {
            "1970-01-01T00:00:00.000Z",
            "1970-01-01T00:00:00.999Z",
            "1970-01-01T00:00:01.000Z",
            "2026-11-23T01:56:53.193Z",
            "2026-11-23T01:56:53.007Z",
            "2026-11-23T01:56:52.999Z",
            "2026-11-23T01:56:53.040Z",
            "1969-12-31T23:59:59.999Z",
            "1970-01-01T00:00:00.000Z"
        }) {
            assertThat(line(Instant.parse(time))).isEqualTo(time + " INFO x: hello\n");
        }
    }

    private String line(Instant time) {
        var event = new LoggingEvent();
        event.setInstant(time);
        event.setLevel(Level.INFO);
        event.setLoggerName("x");
        event.setMessage("hello");
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }
}
