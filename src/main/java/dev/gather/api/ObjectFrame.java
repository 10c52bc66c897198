package dev.gather.api;

import com.fasterxml.jackson.core.JsonToken;
import org.jspecify.annotations.Nullable;

/** An object whose fields are known: each goes into the draft by its {@link Field}, any other is a fault. */
class ObjectFrame<D> extends Frame {
    private final Fields<D> fields;
    private final D draft;
    private String name = "";
    private @Nullable Field<D> field;

    ObjectFrame(Frame parent, Fields<D> fields, D draft) {
        super(parent);
        this.fields = fields;
        this.draft = draft;
    }

    @Override
    void name(String next) {
        name = next;
        field = fields.find(next);
        if (field == null) {
            complain(Fault.ofCall(fields.unknown(next)));
        }
    }

    @Override
    void scalar(JsonToken token, String text) {
        if (field == null) {
            return;
        }
        try {
            field.scalar(draft, token, text);
        } catch (Fault fault) {
            complain(fault);
        }
    }

    @Override
    Frame open(boolean array) {
        if (field == null) {
            return SKIP;
        }
        try {
            return field.open(this, draft, array);
        } catch (Fault fault) {
            return refuse(fault);
        }
    }

    @Override
    String step() {
        return name;
    }

    final D draft() {
        return draft;
    }
}
