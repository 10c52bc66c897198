package dev.gather.api;

import java.util.Collection;

/** "Did you mean …?" for a misspelt name. */
final class Suggestion {
    private Suggestion() {}

    /** The sentence about an unknown name, with the nearest known one if it is near. */
    static String unknown(String what, String name, Collection<String> known) {
        return unknown(what, nearest(name, known));
    }

    /** The same, where a name that is not near any known one may have been meant for another place. */
    static String unknown(
            String what, String name, Collection<String> known, Collection<String> elsewhere, String prefix) {
        String here = nearest(name, known);
        String there = here.isEmpty() ? nearest(name, elsewhere) : "";
        return unknown(what, there.isEmpty() ? here : prefix + there);
    }

    private static String unknown(String what, String meant) {
        return meant.isEmpty() ? "Unknown " + what + "." : "Unknown " + what + ". Did you mean " + meant + "?";
    }

    /** The known name nearest to this one; empty if none is near. */
    private static String nearest(String name, Collection<String> known) {
        String best = "";
        int bestDistance = Math.min(3, name.length() / 2) + 1;
        for (String candidate : known) {
            // Words differ by at least as much as their lengths do: most need no closer look.
            boolean near = Math.abs(name.length() - candidate.length()) < bestDistance;
            int distance = near ? distance(name, candidate) : bestDistance;
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** Fewest insertions, deletions and replacements that turn one word into the other (Levenshtein). */
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
