package dev.gather.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import co.elastic.logging.JsonUtils;
import co.elastic.logging.logback.EcsEncoder;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/** Encodes an event as one line of JSON (Elastic Common Schema), its key-value pairs as fields. */
final class JsonLine extends EcsEncoder {
    JsonLine() {
        setServiceName("gather");
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
