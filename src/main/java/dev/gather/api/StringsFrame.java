package dev.gather.api;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.List;

/** A short array of words. */
final class StringsFrame extends Frame {
    private static final int MOST = 1_000;

    private final List<String> strings = new ArrayList<>();
    private final Done done;
    private int index = -1;

    /** Who gets the strings. */
    interface Done {
        void accept(List<String> strings) throws Fault;
    }

    StringsFrame(Frame parent, Done done) {
        super(parent);
        this.done = done;
    }

    @Override
    void scalar(JsonToken token, String text) {
        index++;
        if (token != JsonToken.VALUE_STRING) {
            complain(Fault.ofCall("String expected."));
        } else if (text.length() > OptionsDraft.MOST_WORD_CHARS) {
            complain(Fault.ofCall("At most " + OptionsDraft.MOST_WORD_CHARS + " characters expected."));
        } else if (strings.size() < MOST) {
            strings.add(text);
        }
    }

    @Override
    Frame open(boolean array) {
        index++;
        return refuse(Fault.ofCall("String expected."));
    }

    @Override
    void close() {
        try {
            if (index >= MOST) {
                throw Fault.ofCall("At most " + MOST + " entries expected.");
            }
            done.accept(strings);
        } catch (Fault fault) {
            complain(pointer(), fault);
        }
    }

    @Override
    String step() {
        return Integer.toString(index);
    }
}
