package dev.gather.encode;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Puts results back into the order of the request: each goes on as soon as all before it have gone on. */
final class Lineup {
    private final Consumer<Result> onward;
    private final Map<Integer, Result> early = new HashMap<>();
    private int next;
    private long heldBytes;

    Lineup(Consumer<Result> onward) {
        this.onward = onward;
    }

    void add(Result result) {
        if (result.index() != next) {
            heldBytes += result.heldBytes();
            early.put(result.index(), result);
            return;
        }
        passOn(result);
        for (Result ready = early.remove(next); ready != null; ready = early.remove(next)) {
            heldBytes -= ready.heldBytes();
            passOn(ready);
        }
    }

    private void passOn(Result result) {
        next++;
        onward.accept(result);
    }

    /** Index of the one that the others wait for. */
    int awaited() {
        return next;
    }

    /** Bytes of the heads and bodies of those that wait. */
    long heldBytes() {
        return heldBytes;
    }

    /** Hands out those that wait and forgets them. */
    void clear(Consumer<Result> each) {
        early.values().forEach(each);
        early.clear();
        heldBytes = 0;
    }
}
