package dev.gather.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import co.elastic.logging.JsonUtils;
import co.elastic.logging.logback.EcsEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/** Encodes an event as one line of JSON (Elastic Common Schema), its key-value pairs as fields. */
final class JsonLine extends EcsEncoder {
    JsonLine() {
        setServiceName("gather");
    }

    /**
     * The same, with what could turn or break the line for whoever shows it escaped: JSON itself allows U+2028 and C1.
     */
    @Override
    public byte[] encode(ILoggingEvent event) {
        byte[] line = super.encode(event);
        return plain(line) ? line : escaped(new String(line, StandardCharsets.UTF_8));
    }

    private static boolean plain(byte[] line) {
        for (byte b : line) {
            if (b < 0 || b == 0x7F) {
                return false;
            }
        }
        return true;
    }

    private static byte[] escaped(String line) {
        var safe = new StringBuilder(line.length() + 64);
        Escaped.appendTo(safe, line.stripTrailing());
        return safe.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected void addCustomFields(ILoggingEvent event, StringBuilder json) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs == null) {
            return;
        }
        for (KeyValuePair pair : pairs) {
            json.append('"');
            JsonUtils.quoteAsString(pair.key, json);
            json.append("\":");
            appendValue(json, pair.value);
            json.append(',');
        }
    }

    private static void appendValue(StringBuilder json, Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            json.append(value);
            return;
        }
        json.append('"');
        JsonUtils.quoteAsString(String.valueOf(value), json);
        json.append('"');
    }
}
