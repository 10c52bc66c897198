package dev.gather.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields that an object may have, by name. */
final class Fields<D> {
    private final Map<String, Field<D>> byName = new LinkedHashMap<>();
    private Set<String> elsewhere = Set.of();
    private String elsewherePrefix = "";

    /** These fields and one more. */
    Fields<D> and(String name, Field<D> field) {
        byName.put(name, field);
        return this;
    }

    /** These fields and all of a part of the draft. */
    <P> Fields<D> and(Fields<P> part, Function<D, P> within) {
        part.byName.forEach((name, field) -> byName.put(name, Field.within(field, within)));
        return this;
    }

    /** These fields, where callers may look for those of another object by mistake. */
    Fields<D> notThose(Fields<?> others, String where) {
        elsewhere = others.names();
        elsewherePrefix = where;
        return this;
    }

    /** The sentence about a field that is not among these. */
    String unknown(String name) {
        return Suggestion.unknown("field", name, names(), elsewhere, elsewherePrefix);
    }

    @Nullable
    Field<D> find(String name) {
        return byName.get(name);
    }

    /** A field that is known to be there. */
    Field<D> get(String name) {
        Field<D> field = byName.get(name);
        if (field == null) {
            throw new IllegalArgumentException("field: " + name + " (expected one of " + names() + ")");
        }
        return field;
    }

    Set<String> names() {
        return byName.keySet();
    }
}
