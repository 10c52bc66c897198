package dev.gather.cache;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The directives of a {@code Cache-Control} field (RFC 9111, section 5.2); of two with one name the first holds. */
final class CacheControl {
    static final String MAX_AGE = "max-age";
    static final String MAX_STALE = "max-stale";
    static final String MIN_FRESH = "min-fresh";
    static final String MUST_REVALIDATE = "must-revalidate";
    static final String MUST_UNDERSTAND = "must-understand";
    static final String NO_CACHE = "no-cache";
    static final String NO_STORE = "no-store";
    static final String ONLY_IF_CACHED = "only-if-cached";
    static final String PRIVATE = "private";
    static final String PUBLIC = "public";
    static final String S_MAXAGE = "s-maxage";
    static final String STALE_IF_ERROR = "stale-if-error";
    static final String STALE_WHILE_REVALIDATE = "stale-while-revalidate";

    /** Is no number, so that what has it counts as stale. */
    private static final String MALFORMED = "?";

    private final Map<String, String> arguments = new HashMap<>();

    private CacheControl() {}

    /** The directives of a field's value; none if it is null. */
    static CacheControl of(@Nullable String value) {
        var directives = new CacheControl();
        Texts.members(value).forEach(directives::add);
        return directives;
    }

    /** What a request says; {@code Pragma: no-cache} counts where it has no {@code Cache-Control} (section 5.4). */
    static CacheControl ofRequest(Fields fields) {
        CacheControl directives = of(fields.get("cache-control"));
        if (!fields.has("cache-control") && Texts.list(fields.get("pragma")).contains(NO_CACHE)) {
            directives.add(NO_CACHE);
        }
        return directives;
    }

    private void add(String directive) {
        int equals = directive.indexOf('=');
        String name = equals < 0 ? directive : directive.substring(0, equals);
        String argument = equals < 0 ? "" : Texts.unquoted(directive.substring(equals + 1));
        boolean spaced = !name.equals(name.strip());
        String unused = arguments.putIfAbsent(name.strip().toLowerCase(Locale.ROOT), spaced ? MALFORMED : argument);
    }

    /** Whether there is such a directive, with or without argument. */
    boolean has(String name) {
        return arguments.containsKey(name);
    }

    /** The fields that a directive is limited to, in lower case. */
    List<String> fields(String name) {
        return Texts.list(arguments.get(name));
    }

    /**
     * The directive's seconds; -1 if it is absent, 0 if they are malformed, so that it grants nothing (section 4.2.1).
     */
    long seconds(String name) {
        String argument = arguments.get(name);
        return argument == null ? -1 : Math.max(0, Texts.seconds(argument));
    }

    /** How stale an answer the request takes, in seconds (section 5.2.1.2); -1 if it takes none. */
    long maxStale() {
        return "".equals(arguments.get(MAX_STALE)) ? Long.MAX_VALUE / 1_000 : seconds(MAX_STALE);
    }
}
