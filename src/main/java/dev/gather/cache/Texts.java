package dev.gather.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Takes field values apart. */
final class Texts {
    private Texts() {}

    /** The members of a comma-separated list (RFC 9110, section 5.6.1); a comma within quotes parts nothing. */
    static List<String> members(@Nullable String value) {
        List<String> members = new ArrayList<>();
        if (value == null) {
            return members;
        }
        int from = 0;
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                add(members, value.substring(from, i));
                from = i + 1;
            }
        }
        add(members, value.substring(Math.min(from, value.length())));
        return members;
    }

    private static void add(List<String> members, String member) {
        String stripped = member.strip();
        if (!stripped.isEmpty()) {
            members.add(stripped);
        }
    }

    /** The members of a list of names, in lower case. */
    static List<String> list(@Nullable String value) {
        return members(value).stream()
                .map(member -> member.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** The content of a quoted string, or the text as it is if it is none (RFC 9110, section 5.6.4). */
    static String unquoted(String text) {
        if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
            return text;
        }
        return text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
    }

    /** A number of seconds (RFC 9111, section 1.2.2), at most 2^31; -1 if the text is none. */
    static long seconds(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return text.length() > 10 ? 1L << 31 : Math.min(Long.parseLong(text), 1L << 31);
    }
}
