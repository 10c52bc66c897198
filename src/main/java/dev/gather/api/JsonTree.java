package dev.gather.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Small JSON documents of the service itself, as UTF-8. */
final class JsonTree {
    /** Characters past U+FFFF as UTF-8, not as two escapes. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private JsonTree() {}

    /** What {@code document} writes. */
    static Buffer write(Document document) {
        var out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            document.writeTo(json);
        } catch (IOException impossible) { // memory does not fail
            throw new UncheckedIOException(impossible);
        }
        return Buffer.buffer(out.toByteArray());
    }

    /** A tree of maps, lists, strings, numbers and booleans as one JSON text. */
    static Buffer of(Object tree) {
        return write(json -> value(json, tree));
    }

    private static void value(JsonGenerator json, Object node) throws IOException {
        if (node instanceof Map<?, ?> map) {
            object(json, map);
        } else if (node instanceof Iterable<?> items) {
            array(json, items);
        } else if (node instanceof Number number) {
            json.writeNumber(number.toString());
        } else if (node instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else {
            json.writeString(node.toString());
        }
    }

    private static void object(JsonGenerator json, Map<?, ?> map) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            json.writeFieldName(entry.getKey().toString());
            value(json, entry.getValue());
        }
        json.writeEndObject();
    }

    private static void array(JsonGenerator json, Iterable<?> items) throws IOException {
        json.writeStartArray();
        for (Object item : items) {
            value(json, item);
        }
        json.writeEndArray();
    }

    /** Something that writes one JSON value. */
    interface Document {
        void writeTo(JsonGenerator json) throws IOException;
    }
}
