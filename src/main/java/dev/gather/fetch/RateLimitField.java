package dev.gather.fetch;

import java.util.ArrayList;
import java.util.List;

/**
 * The {@code RateLimit} field of draft-ietf-httpapi-ratelimit-headers. Since its eighth version it is a list of quotas,
 * {@code "default";r=0;t=12}, each named like its policy in {@code RateLimit-Policy}, {@code "default";q=100;w=60};
 * before, it was one quota, {@code limit=100, remaining=0, reset=12}. Read leniently: names need no quotes, and what is
 * not understood is passed over.
 */
final class RateLimitField {
    private static final double UNKNOWN = -1;

    /** What a host lists beyond that is not read. */
    private static final int MOST_PARTS = 32;

    private RateLimitField() {}

    /**
     * Seconds until the last of the quotas of which nothing is left has something again; 0 if none is known to be so.
     * Where a quota does not say when, its policy's window bounds it.
     *
     * @param policy the {@code RateLimit-Policy} field; empty if windows do not count
     */
    static double longestSeconds(String value, String policy) {
        if (value.isEmpty()) {
            return 0;
        }
        double longest = spent(value, ',', "remaining", "reset", UNKNOWN);
        for (String quota : parts(value, ',')) {
            double window = policy.isEmpty() ? UNKNOWN : window(name(quota), policy);
            longest = Math.max(longest, spent(quota, ';', "r", "t", window));
        }
        return Math.max(0, longest);
    }

    private static double spent(String members, char separator, String left, String until, double otherwise) {
        boolean nothingLeft = false;
        double seconds = otherwise;
        for (String member : parts(members, separator)) {
            nothingLeft |= parameter(member, left) == 0;
            double told = parameter(member, until);
            seconds = told == UNKNOWN ? seconds : told;
        }
        return nothingLeft ? seconds : 0;
    }

    private static double window(String name, String policies) {
        double longest = UNKNOWN;
        for (String policy : parts(policies, ',')) {
            if (name(policy).equals(name)) {
                for (String member : parts(policy, ';')) {
                    longest = Math.max(longest, parameter(member, "w"));
                }
            }
        }
        return longest;
    }

    private static String name(String member) {
        String name = parts(member, ';').get(0).strip();
        boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return quoted ? name.substring(1, name.length() - 1) : name;
    }

    /** The number that a member gives to this name; -1 if it gives none. */
    private static double parameter(String member, String name) {
        int equals = member.indexOf('=');
        boolean named = equals > 0 && member.substring(0, equals).strip().equals(name);
        return named ? HostHints.number(member.substring(equals + 1)) : UNKNOWN;
    }

    /** What stands between separators that are not within quotes; at least one part. */
    private static List<String> parts(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length() && parts.size() < MOST_PARTS; i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++; // the character after it is part of the string (RFC 9651, section 3.3.3)
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }
}
