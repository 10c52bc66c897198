package dev.gather.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Header fields in their order, names in lower case. Never changed, so that answers can share them. */
public final class Fields {
    /** What a line takes beside its characters: an entry, two strings, and its part of the index. */
    private static final int LINE_BYTES = 200;

    /** What belongs to a connection, not to an answer (RFC 9110, section 7.6.1; RFC 9111, section 3.1). */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final List<Map.Entry<String, String>> lines;
    private final Map<String, String> joined;

    private Fields(List<Map.Entry<String, String>> lines) {
        this.lines = lines;
        this.joined = new LinkedHashMap<>();
        for (Map.Entry<String, String> line : lines) {
            joined.merge(line.getKey(), line.getValue(), (before, next) -> before + ", " + next);
        }
    }

    /** These lines; names in whatever case. */
    public static Fields of(Iterable<Map.Entry<String, String>> lines) {
        List<Map.Entry<String, String>> lower = new ArrayList<>();
        for (Map.Entry<String, String> line : lines) {
            lower.add(Map.entry(line.getKey().toLowerCase(Locale.ROOT), line.getValue()));
        }
        return new Fields(lower);
    }

    /** The value of a field named in lower case, its lines joined with comma and space; null if it is absent. */
    public @Nullable String get(String name) {
        return joined.get(name);
    }

    /** Whether there is a field of this name, in lower case. */
    public boolean has(String name) {
        return joined.containsKey(name);
    }

    /** Every line, in order; not to be changed. */
    public List<Map.Entry<String, String>> lines() {
        return lines;
    }

    /** These without those of the names, in lower case. */
    Fields without(Set<String> names) {
        if (names.stream().noneMatch(joined::containsKey)) {
            return this;
        }
        return new Fields(
                lines.stream().filter(line -> !names.contains(line.getKey())).toList());
    }

    /** These with one line in place of all of its name. */
    Fields with(String name, String value) {
        List<Map.Entry<String, String>> others = new ArrayList<>(without(Set.of(name)).lines);
        others.add(Map.entry(name, value));
        return new Fields(others);
    }

    /** Every line of those, and what of these they do not name. */
    Fields overwrittenBy(Fields newer) {
        List<Map.Entry<String, String>> merged = new ArrayList<>(without(newer.joined.keySet()).lines);
        merged.addAll(newer.lines);
        return new Fields(merged);
    }

    /** What of these may be kept: all but what belongs to the connection they came on. */
    Fields ofTheAnswer() {
        return without(OF_THE_CONNECTION).without(Set.copyOf(Texts.list(get("connection"))));
    }

    /** Bytes of memory that they hold on to, roughly. */
    long weight() {
        long weight = 0;
        for (Map.Entry<String, String> line : lines) {
            weight += LINE_BYTES + line.getKey().length() + line.getValue().length();
        }
        return weight;
    }
}
