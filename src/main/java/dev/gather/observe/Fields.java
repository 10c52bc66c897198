package dev.gather.observe;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** Facts put together one by one. */
final class Fields implements Facts {
    private static final int USUAL = 14;

    private final List<KeyValuePair> pairs = new ArrayList<>(USUAL);

    Fields add(String name, Object value) {
        pairs.add(new KeyValuePair(name, value));
        return this;
    }

    /** Leaves out what is not known. */
    Fields addKnown(String name, @Nullable Object value) {
        return value == null ? this : add(name, value);
    }

    /** Whose call it is; the trace where there is one, the key's name unless it is empty. */
    Fields addCall(String requestId, @Nullable String traceId, String caller) {
        return add("request_id", requestId)
                .addKnown("trace_id", traceId)
                .addKnown("key", caller.isEmpty() ? null : caller);
    }

    /** A time in milliseconds with one decimal. */
    Fields addMs(long nanos) {
        return add("ms", Math.max(0, nanos / 100_000) / 10.0);
    }

    @Override
    public List<KeyValuePair> pairs() {
        return pairs;
    }
}
