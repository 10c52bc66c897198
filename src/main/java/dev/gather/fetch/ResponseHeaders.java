package dev.gather.fetch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Response headers as results show them: names in lower case, repeated ones joined with comma and space (RFC 9110,
 * section 5.3), {@code set-cookie} kept apart because it must not be joined.
 */
public final class ResponseHeaders {
    /** None at all. */
    public static final ResponseHeaders EMPTY = new ResponseHeaders(List.of());

    /** What an entry takes beside its characters: two strings and a node. */
    private static final int ENTRY_BYTES = 120;

    private final Map<String, String> joined;
    private final List<String> setCookies;
    private boolean forked;
    private boolean tellsOfQuota;
    private int lines;
    private long weight;

    public ResponseHeaders(Iterable<Map.Entry<String, String>> entries) {
        joined = new LinkedHashMap<>();
        setCookies = new ArrayList<>(0);
        for (Map.Entry<String, String> entry : entries) {
            add(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue());
        }
    }

    private void add(String name, String value) {
        lines++;
        weight += ENTRY_BYTES + name.length() + value.length();
        if (name.equals("set-cookie")) {
            setCookies.add(value);
            return;
        }
        tellsOfQuota |= HostHints.tellsOfQuota(name);
        boolean location = name.equals("location");
        if (location && value.equals(joined.get(name))) {
            return; // said twice
        }
        forked |= location && joined.containsKey(name);
        joined.merge(name, value, (before, next) -> before + ", " + next);
    }

    /** Whether more than one {@code location} came, which is no list (RFC 9110, section 10.2.2), and they differ. */
    boolean forked() {
        return forked;
    }

    /** Whether a field tells what is left of a quota, so that nobody looks for one in every answer. */
    boolean tellsOfQuota() {
        return tellsOfQuota;
    }

    /** The joined value of a header named in lower case; null if it is absent. */
    public @Nullable String get(String name) {
        return joined.get(name);
    }

    /** Hands out every header but {@code set-cookie}, in order of arrival. */
    public void forEach(BiConsumer<String, String> each) {
        joined.forEach(each);
    }

    /** The {@code set-cookie} values, in order of arrival. */
    public List<String> setCookies() {
        return setCookies;
    }

    /** Every header, {@code set-cookie} included. */
    List<Map.Entry<String, String>> entries() {
        List<Map.Entry<String, String>> entries = new ArrayList<>();
        joined.forEach((name, value) -> entries.add(Map.entry(name, value)));
        setCookies.forEach(value -> entries.add(Map.entry("set-cookie", value)));
        return entries;
    }

    /** How many lines they came in. */
    int lines() {
        return lines;
    }

    /** Bytes of memory that they hold on to, roughly. */
    long weight() {
        return weight;
    }
}
