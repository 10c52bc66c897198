package dev.gather.api;

import com.fasterxml.jackson.core.JsonToken;

/** What holds items: the array of URLs, or of request objects, of a batch, or one line that may be either. */
final class ItemsFrame extends Frame {
    private final BatchDraft batch;
    private final Kind kind;
    private final int line;

    /** What an item may be. */
    enum Kind {
        URLS("URL string expected."),
        OBJECTS("Request object expected."),
        BOTH("Request object or URL string expected.");

        private final String expected;

        Kind(String expected) {
            this.expected = expected;
        }
    }

    ItemsFrame(Frame parent, BatchDraft batch, Kind kind) {
        this(parent, batch, kind, 0);
    }

    private ItemsFrame(Frame parent, BatchDraft batch, Kind kind, int line) {
        super(parent);
        this.batch = batch;
        this.kind = kind;
        this.line = line;
    }

    /** The frame of a body's line. */
    static ItemsFrame ofLine(BatchDraft batch, int line) {
        return new ItemsFrame(new RootFrame(batch, line), batch, Kind.BOTH, line);
    }

    @Override
    void scalar(JsonToken token, String text) {
        ItemDraft item = batch.item(line);
        if (item == null) {
            return;
        }
        if (kind == Kind.OBJECTS || token != JsonToken.VALUE_STRING) {
            complain(unexpected());
            return;
        }
        try {
            item.url(text);
        } catch (Fault fault) {
            ItemFrame.complain(batch, item, this, here(), fault);
        }
    }

    @Override
    Frame open(boolean array) {
        ItemDraft item = batch.item(line);
        if (item == null) {
            return SKIP;
        }
        return kind == Kind.URLS || array ? refuse(unexpected()) : new ItemFrame(this, batch, item);
    }

    private Fault unexpected() {
        return Fault.ofCall(kind.expected);
    }

    @Override
    String step() {
        return Integer.toString(batch.count() - 1);
    }
}
