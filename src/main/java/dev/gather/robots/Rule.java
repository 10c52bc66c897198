package dev.gather.robots;

/**
 * What is said of the paths that match a pattern.
 *
 * @param pattern in its normal form; begins with {@code /} or {@code *}
 */
record Rule(boolean allows, String pattern) implements Comparable<Rule> {
    /** Longest pattern first; of two equally long ones first that which allows (RFC 9309, section 2.2.2). */
    @Override
    public int compareTo(Rule other) {
        int length = Integer.compare(other.pattern.length(), pattern.length());
        return length == 0 ? Boolean.compare(other.allows, allows) : length;
    }

    /**
     * Whether a path in its normal form matches; of no meaning once the effort is spent. Each piece between two stars
     * is taken where it first fits, which loses no match, so nothing is tried twice.
     */
    boolean matches(String path, Effort effort) {
        boolean anchored = pattern.endsWith("$");
        int end = pattern.length() - (anchored ? 1 : 0);
        int pieceEnd = pieceEnd(0, end);
        effort.spend(1);
        if (!path.regionMatches(0, pattern, 0, pieceEnd)) {
            return false;
        }
        int at = pieceEnd;
        while (pieceEnd < end) {
            int from = pieceEnd + 1;
            pieceEnd = pieceEnd(from, end);
            boolean last = pieceEnd == end;
            at = last && anchored ? atEnd(path, at, from, pieceEnd) : find(path, at, from, pieceEnd, effort);
            if (at < 0) {
                return false;
            }
            at += pieceEnd - from;
        }
        return !anchored || at == path.length();
    }

    private int pieceEnd(int from, int end) {
        int star = pattern.indexOf('*', from);
        return star < 0 ? end : star;
    }

    private int atEnd(String path, int at, int from, int to) {
        int start = path.length() - (to - from);
        return start >= at && path.regionMatches(start, pattern, from, to - from) ? start : -1;
    }

    /** Where in the path, from {@code at} on, this piece of the pattern first stands; -1 if nowhere. */
    private int find(String path, int at, int from, int to, Effort effort) {
        for (int start = at; start <= path.length() - (to - from) && !effort.spent(); start++) {
            int same = 0;
            while (from + same < to && path.charAt(start + same) == pattern.charAt(from + same)) {
                same++;
            }
            effort.spend(same + 1);
            if (from + same == to) {
                return start;
            }
        }
        return -1;
    }

    /** Bounds what one question may cost. */
    static final class Effort {
        private int left;

        Effort(int steps) {
            left = steps;
        }

        void spend(int steps) {
            left -= steps;
        }

        boolean spent() {
            return left < 0;
        }
    }
}
