package dev.gather.api;

import com.fasterxml.jackson.core.JsonFactory;

/** A body that is one batch object. */
final class JsonBody implements BodyText {
    private final JsonPush json;

    JsonBody(JsonFactory factory, BatchDraft batch) {
        json = new JsonPush(factory, new RootFrame(batch, 0), 1);
    }

    @Override
    public void feed(byte[] bytes) throws Problem {
        json.feed(bytes, 0, bytes.length);
    }

    @Override
    public void finish() throws Problem {
        json.finish();
    }

    @Override
    public void close() {
        json.close();
    }
}
