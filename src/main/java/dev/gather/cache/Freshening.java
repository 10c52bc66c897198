package dev.gather.cache;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a later answer says of a stored one (RFC 9111, sections 3.2, 4.3.4 and 4.3.5). */
final class Freshening {
    /** Describe the body as it was stored, freed of its coding. */
    private static final Set<String> OF_THE_BODY = Set.of("content-length", "content-encoding");

    /** Of the old answer; without new ones it is as new as its confirmation. */
    private static final Set<String> OF_ITS_TIME = Set.of("age", "date");

    private Freshening() {}

    /**
     * Whether a 304 speaks of this answer (section 4.3.4): it has one of the same validators, a strong one if it has
     * any such, or none at all.
     */
    static boolean confirms(Fields stored, Received notModified) {
        String etag = notModified.fields().get("etag");
        String modified = notModified.fields().get("last-modified");
        if (etag == null && modified == null) {
            return true;
        }
        boolean sameTag = etag != null && sameTag(stored.get("etag"), etag);
        boolean sameDate = modified != null && modified.equals(stored.get("last-modified"));
        boolean tagDecides = etag != null && !etag.startsWith("W/") && !isStrong(modified, notModified);
        return sameTag || (sameDate && !tagDecides);
    }

    /** Whether nothing can have changed after that within the same second (RFC 9110, section 8.8.2.2). */
    private static boolean isStrong(@Nullable String modified, Received answer) {
        long nowMs = answer.responseMs();
        OptionalLong modifiedMs = HttpDate.parse(modified, nowMs);
        OptionalLong dateMs = HttpDate.parse(answer.fields().get("date"), nowMs);
        return modifiedMs.isPresent() && dateMs.isPresent() && dateMs.getAsLong() - modifiedMs.getAsLong() >= 1_000;
    }

    /** A strong tag equals only itself; a weak one also its strong form (RFC 9110, section 8.8.3.2). */
    private static boolean sameTag(@Nullable String stored, String told) {
        if (stored == null || !told.startsWith("W/")) {
            return told.equals(stored);
        }
        return opaque(stored).equals(opaque(told));
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /** Whether an answer to HEAD describes the stored answer to GET, so that it may freshen it. */
    static boolean describes(Stored stored, Received head) {
        return stored.status() == head.status()
                && same("etag", stored, head)
                && same("last-modified", stored, head)
                && (!head.fields().has("content-length") || same("content-length", stored, head));
    }

    private static boolean same(String name, Stored stored, Received head) {
        return Objects.equals(stored.fields().get(name), head.fields().get(name));
    }

    /** The stored header with the newer one over it. */
    static Fields merge(Fields stored, Received newer) {
        Fields merged = stored.without(OF_ITS_TIME)
                .overwrittenBy(newer.fields().ofTheAnswer().without(OF_THE_BODY));
        boolean dated = HttpDate.parse(merged.get("date"), newer.responseMs()).isPresent();
        return dated ? merged : merged.with("date", HttpDate.format(newer.responseMs()));
    }
}
