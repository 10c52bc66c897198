package dev.gather.origin;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** A {@link Tally} for each name; names past the first thousand share one. */
final class Tallies {
    private static final int MAX_NAMES = 1_000;
    private static final int MAX_NAME_CHARS = 200;
    private static final String OTHERS = "(others)";

    private final Map<String, Tally> byName = new TreeMap<>();

    Tally of(String name) {
        String key = name.length() > MAX_NAME_CHARS ? name.substring(0, MAX_NAME_CHARS) : name;
        boolean full = byName.size() >= MAX_NAMES && !byName.containsKey(key);
        return byName.computeIfAbsent(full ? OTHERS : key, absent -> new Tally());
    }

    void reset() {
        byName.values().removeIf(Tally::idle);
        byName.values().forEach(Tally::reset);
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        byName.forEach((name, tally) -> json.put(name, tally.json()));
        return json;
    }
}
