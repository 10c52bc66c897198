package dev.gather.api;

import com.fasterxml.jackson.core.JsonToken;
import org.jspecify.annotations.Nullable;

/**
 * One open object or array of a JSON text: it hears of what lies directly in it and says what shall hear of what lies
 * deeper. Faults travel up to whoever collects them.
 */
abstract class Frame {
    private final @Nullable Frame parent;

    Frame(@Nullable Frame parent) {
        this.parent = parent;
    }

    /** The next value's name, in an object. */
    void name(String name) {}

    abstract void scalar(JsonToken token, String text);

    /** What hears of the array or object that begins here. */
    abstract Frame open(boolean array);

    void close() {}

    /** Name or index of the value that is being read. */
    abstract String step();

    /** JSON pointer of the value that is being read (RFC 6901). */
    String here() {
        return pointer() + "/" + step().replace("~", "~0").replace("/", "~1");
    }

    /** JSON pointer of this object or array. */
    String pointer() {
        return parent == null ? "" : parent.here();
    }

    /** Whether it takes nesting of any reasonable depth. */
    boolean deep() {
        return false;
    }

    void complain(String pointer, Fault fault) {
        if (parent != null) {
            parent.complain(pointer, fault);
        }
    }

    final void complain(Fault fault) {
        complain(here(), fault);
    }

    /** Reports the fault and ignores what lies below it. */
    final Frame refuse(Fault fault) {
        complain(fault);
        return SKIP;
    }

    /** Hears everything and heeds nothing: the inside of a value that is already refused. */
    static final Frame SKIP = new Frame(null) {
        @Override
        void scalar(JsonToken token, String text) {}

        @Override
        Frame open(boolean array) {
            return this;
        }

        @Override
        String step() {
            return "";
        }
    };
}
