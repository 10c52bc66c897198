package dev.gather.api;

import io.vertx.core.MultiMap;
import java.util.Locale;

/**
 * What the caller prefers (RFC 7240). Known is {@code handling}; others are ignored, as the RFC wants it, and of
 * several the first one counts.
 */
record Prefer(boolean strict, boolean handlingGiven) {
    static Prefer of(MultiMap headers) {
        for (String field : headers.getAll("prefer")) {
            for (String preference : field.split(",", -1)) {
                String word = word(preference);
                if (word.equals("handling=strict") || word.equals("handling=lenient")) {
                    return new Prefer(word.endsWith("strict"), true);
                }
            }
        }
        return new Prefer(false, false);
    }

    /** The preference without parameters, white space, quotes and case. */
    private static String word(String preference) {
        int parameters = preference.indexOf(';');
        String bare = parameters < 0 ? preference : preference.substring(0, parameters);
        return bare.replaceAll("[\\s\"]", "").toLowerCase(Locale.ROOT);
    }

    /** Value of {@code Preference-Applied}; empty for none. */
    String applied() {
        return !handlingGiven ? "" : strict ? "handling=strict" : "handling=lenient";
    }
}
