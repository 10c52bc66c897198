package dev.gather.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Guesses which of some names was meant. */
public final class Nearest {
    private Nearest() {}

    /** {@code " (did you mean NAME?)"}, or nothing where no name is near. */
    public static String hint(String typed, Collection<String> names) {
        String name = of(typed, names);
        return name == null ? "" : " (did you mean " + name + "?)";
    }

    /** The name that is fewest edits away, at most a third of what was typed; null where there is none. */
    static @Nullable String of(String typed, Collection<String> names) {
        String nearest = null;
        int least = Math.max(1, typed.length() / 3) + 1;
        for (String name : names) {
            int edits = edits(typed, name);
            if (edits < least) {
                least = edits;
                nearest = name;
            }
        }
        return nearest;
    }

    /** Letters to insert, delete or replace (the Levenshtein distance), one row of the table at a time. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
