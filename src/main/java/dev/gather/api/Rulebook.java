package dev.gather.api;

import dev.gather.extract.BadRule;
import dev.gather.extract.Kind;
import dev.gather.extract.Rule;
import dev.gather.fetch.FailureCode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one call. To compile them takes the loop's time: each is compiled once, however many items have it, and
 * those that differ are bounded together.
 */
final class Rulebook {
    /** Most characters of all expressions that differ; a thousand take a millisecond. */
    static final int MOST_CHARS = 100_000;

    private final Map<Written, Compiled> known = new HashMap<>(0);
    private int chars;

    /** A rule as it is written. */
    record Written(Kind kind, String expression, @Nullable String attribute, boolean all, boolean html) {
        private Compiled compiled() {
            try {
                return new Compiled(new Rule(kind, expression, attribute, all, html), "");
            } catch (BadRule bad) {
                return new Compiled(null, bad.why());
            }
        }
    }

    /** What became of it: a rule, or why it is none. */
    private record Compiled(@Nullable Rule rule, String why) {}

    /** The rule that is written so. */
    Rule rule(Written written) throws Fault {
        Compiled compiled = compiled(written);
        if (compiled.rule == null) {
            throw Fault.ofItem(FailureCode.INVALID_REQUEST, compiled.why);
        }
        return compiled.rule;
    }

    private Compiled compiled(Written written) throws Fault {
        Compiled before = known.get(written);
        if (before != null) {
            return before;
        }
        int length = written.expression.length();
        if (length > Rule.MOST_CHARS) {
            return written.compiled(); // refused for its length, and not worth keeping
        }
        if (length > MOST_CHARS - chars) {
            throw Fault.ofCall(
                    "The rules of one call that differ have at most " + MOST_CHARS + " characters together.");
        }
        chars += length;
        Compiled compiled = written.compiled();
        known.put(written, compiled);
        return compiled;
    }
}
