package dev.gather.cache;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For which requests for its URI an answer was chosen (RFC 9111, section 4.1): those with the same credentials, and the
 * same values of the fields that its {@code Vary} names.
 *
 * @param values by field; null where the request had none
 */
record Selection(String credentials, Map<String, @Nullable String> values) {
    /** Fields whose values mean the same in either case. */
    private static final Set<String> CASELESS =
            Set.of("accept", "accept-charset", "accept-encoding", "accept-language");

    /** Each name is looked up for each request, so a hostile list would cost every one of them. */
    private static final int MOST_NAMES = 64;

    static Selection of(Asked asked, Fields answer) {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        for (String name : Texts.list(answer.get("vary"))) {
            values.put(name, value(asked, name));
        }
        return new Selection(asked.credentials(), values);
    }

    /** Whether an answer was chosen by what no request repeats, or by more than is looked at. */
    static boolean matchesNobody(Fields answer) {
        List<String> names = Texts.list(answer.get("vary"));
        return names.contains("*") || names.size() > MOST_NAMES;
    }

    boolean matches(Asked asked) {
        for (Map.Entry<String, @Nullable String> wanted : values.entrySet()) {
            if (!Objects.equals(wanted.getValue(), value(asked, wanted.getKey()))) {
                return false;
            }
        }
        return credentials.equals(asked.credentials());
    }

    boolean varies() {
        return !values.isEmpty();
    }

    long weight() {
        long weight = credentials.length();
        for (Map.Entry<String, @Nullable String> each : values.entrySet()) {
            weight += 200
                    + each.getKey().length()
                    + Objects.requireNonNullElse(each.getValue(), "").length();
        }
        return weight;
    }

    /**
     * The field's value, without what makes no difference: how its members are spaced, or, of some fields, their case.
     */
    private static @Nullable String value(Asked asked, String name) {
        String value = asked.fields().get(name);
        if (value == null) {
            return null;
        }
        List<String> members = Texts.members(value);
        String normal = String.join(",", members);
        return CASELESS.contains(name) ? normal.toLowerCase(Locale.ROOT) : normal;
    }
}
