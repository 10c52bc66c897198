package dev.gather.extract;

import dev.gather.content.Content;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The rules of one item by their names, in the caller's order.
 *
 * @param rules at most {@link #MOST_RULES}
 */
public record Extraction(Map<String, Rule> rules) {
    /** Most rules of one item. */
    public static final int MOST_RULES = 20;

    /** Most characters of a rule's name. */
    public static final int MOST_NAME_CHARS = 64;

    /** No rules. */
    public static final Extraction NONE = new Extraction(Map.of());

    public Extraction {
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
        if (rules.size() > MOST_RULES) {
            throw new IllegalArgumentException("rules: " + rules.size() + " (expected 0.." + MOST_RULES + ")");
        }
    }

    /** Whether there is anything to find. */
    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Bytes of memory that it takes, about. */
    public long weight() {
        return rules.values().stream().mapToLong(Rule::weight).sum();
    }

    /**
     * What the rules find, as one JSON object with a member for each; up to about two seconds of work.
     *
     * @param stopped whether nobody wants to know any more, so that it is given up; asked by the thread that works
     * @throws Unmet if a rule that wants one value finds none, or a rule cannot be evaluated on this body
     */
    public Content of(Body body, BooleanSupplier stopped) throws Unmet {
        WorkTime worked = new WorkTime();
        LongSupplier nanos = () -> worked.getAsLong() + (stopped.getAsBoolean() ? Effort.MOST_NANOS : 0);
        return of(body, nanos);
    }

    /** @param nanos tells how long it has worked */
    Content of(Body body, LongSupplier nanos) throws Unmet {
        Page page = new Page(body, new Effort(nanos));
        JsonObject out = new JsonObject();
        for (Map.Entry<String, Rule> each : rules.entrySet()) {
            try {
                find(each.getKey(), each.getValue(), page, out);
            } catch (Stuck stuck) {
                throw new Unmet(each.getKey(), stuck.why());
            }
        }
        return out.toContent();
    }

    private static void find(String name, Rule rule, Page page, JsonObject out) {
        out.begin(name, rule.all());
        Found found = new Found(rule, out);
        rule.finder().find(page, found);
        if (!rule.all() && found.count() == 0) {
            throw new Stuck("It found nothing.");
        }
        out.end(rule.all());
    }
}
