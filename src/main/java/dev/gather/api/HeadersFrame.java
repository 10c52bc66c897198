package dev.gather.api;

import com.fasterxml.jackson.core.JsonToken;

/** An object of header names and values. */
final class HeadersFrame extends Frame {
    private final OptionsDraft draft;
    private String name = "";

    HeadersFrame(Frame parent, OptionsDraft draft) {
        super(parent);
        this.draft = draft;
        draft.beginHeaders();
    }

    @Override
    void name(String next) {
        name = next;
    }

    @Override
    void scalar(JsonToken token, String text) {
        try {
            if (token != JsonToken.VALUE_STRING) {
                throw Fault.ofCall("String expected.");
            }
            draft.header(name, text);
        } catch (Fault fault) {
            complain(fault);
        }
    }

    @Override
    Frame open(boolean array) {
        return refuse(Fault.ofCall("String expected."));
    }

    @Override
    String step() {
        return name;
    }
}
