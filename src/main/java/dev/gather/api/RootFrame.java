package dev.gather.api;

import com.fasterxml.jackson.core.JsonToken;

/** The whole of a JSON text: one batch object, unless a frame above this one reads it; every mistake ends here. */
final class RootFrame extends Frame {
    private final BatchDraft batch;
    private final int line;

    /** @param line the line of the body that the text stands in, where bodies are read by lines; 0 elsewhere */
    RootFrame(BatchDraft batch, int line) {
        super(null);
        this.batch = batch;
        this.line = line;
    }

    @Override
    void scalar(JsonToken token, String text) {
        complain(Fault.ofCall("Object expected."));
    }

    @Override
    Frame open(boolean array) {
        return array ? refuse(Fault.ofCall("Object expected.")) : new ObjectFrame<>(this, BatchDraft.FIELDS, batch);
    }

    @Override
    String here() {
        return "";
    }

    @Override
    void complain(String pointer, Fault fault) {
        batch.add(Mistake.at(pointer, fault.detail(), line));
    }

    @Override
    String step() {
        return "";
    }
}
