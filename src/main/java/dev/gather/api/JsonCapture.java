package dev.gather.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A JSON value that is passed on: written again without white space, its numbers digit for digit. */
final class JsonCapture extends Frame {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    private final JsonGenerator json;
    private final Done done;
    private int depth;
    private boolean full;

    /** Who gets the text. */
    interface Done {
        void accept(byte[] text) throws Fault;
    }

    JsonCapture(Frame parent, boolean array, Done done) {
        super(parent);
        this.done = done;
        this.json = generator(out);
        var unused = open(array);
    }

    private static JsonGenerator generator(ByteArrayOutputStream out) {
        try {
            return JsonTree.FACTORY.createGenerator(out);
        } catch (IOException impossible) { // memory does not fail
            throw new UncheckedIOException(impossible);
        }
    }

    /** A value that is no array and no object, as JSON. */
    static byte[] scalarText(JsonToken token, String text) {
        return JsonTree.write(json -> write(json, token, text)).getBytes();
    }

    @Override
    void name(String name) {
        write(() -> json.writeFieldName(name));
    }

    @Override
    void scalar(JsonToken token, String text) {
        write(() -> write(json, token, text));
    }

    @Override
    Frame open(boolean array) {
        depth++;
        write(array ? json::writeStartArray : json::writeStartObject);
        return this;
    }

    @Override
    void close() {
        boolean array = json.getOutputContext().inArray();
        write(array ? json::writeEndArray : json::writeEndObject);
        depth--;
        if (depth == 0) {
            hand();
        }
    }

    private void hand() {
        try {
            json.close();
            done.accept(out.toByteArray());
        } catch (Fault fault) {
            complain(pointer(), fault);
        } catch (IOException impossible) { // memory does not fail
            throw new UncheckedIOException(impossible);
        }
    }

    /** Past the limit the rest is left out: the value is refused anyway. */
    private void write(Step step) {
        full |= out.size() > ItemDraft.MOST_BODY_BYTES;
        if (full) {
            return;
        }
        try {
            step.run();
        } catch (IOException impossible) { // memory does not fail
            throw new UncheckedIOException(impossible);
        }
    }

    private static void write(JsonGenerator json, JsonToken token, String text) throws IOException {
        switch (token) {
            case VALUE_STRING -> json.writeString(text);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.writeNumber(text);
            case VALUE_TRUE, VALUE_FALSE -> json.writeBoolean(token == JsonToken.VALUE_TRUE);
            default -> json.writeNull();
        }
    }

    @Override
    boolean deep() {
        return true;
    }

    @Override
    String step() {
        return "";
    }

    private interface Step {
        void run() throws IOException;
    }
}
