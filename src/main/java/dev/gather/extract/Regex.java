package dev.gather.extract;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Finds text by a regular expression in RE2's syntax: its first group, or without one the whole match. */
final class Regex implements Finder {
    /** Each character of the text costs up to as much as the program is long. */
    private static final int MOST_PROGRAM = 2_000;

    /** What the text promises before it is compiled; less than it becomes where classes or options are repeated. */
    private static final int MOST_PROMISED = 10 * MOST_PROGRAM;

    /** Each has hundreds of ranges. */
    private static final int MOST_UNICODE_CLASSES = 20;

    private static final java.util.regex.Pattern COUNT =
            java.util.regex.Pattern.compile("(\\)?)\\{([0-9]{1,9}),?([0-9]{0,9})\\}");

    private static final java.util.regex.Pattern UNICODE_CLASS = java.util.regex.Pattern.compile("\\\\[pP]");

    private final Pattern pattern;
    private final int group;

    private Regex(Pattern pattern) {
        this.pattern = pattern;
        this.group = Math.min(1, pattern.groupCount());
    }

    static Regex of(String expression) throws BadRule {
        if (expression.isEmpty()) {
            throw new BadRule("A regular expression expected.");
        }
        checkRepetitions(expression);
        checkClasses(expression);
        Pattern pattern;
        try {
            pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new BadRule("No regular expression of RE2: " + e.getDescription() + ".");
        }
        if (pattern.programSize() > MOST_PROGRAM) {
            throw tooLarge();
        }
        return new Regex(pattern);
    }

    /**
     * What is repeated is compiled as often: it is refused before that takes long. Counts of groups multiply, for one
     * can be within another; those of single characters add up.
     */
    private static void checkRepetitions(String expression) throws BadRule {
        long sum = 0;
        long product = 1;
        java.util.regex.Matcher counts = COUNT.matcher(expression);
        while (counts.find()) {
            long most = Long.parseLong(counts.group(3).isEmpty() ? counts.group(2) : counts.group(3));
            sum += most;
            product *= counts.group(1).isEmpty() ? 1 : Math.max(1, most);
            if (sum > MOST_PROGRAM || product * (expression.length() + sum) > MOST_PROMISED) {
                throw tooLarge();
            }
        }
    }

    private static void checkClasses(String expression) throws BadRule {
        if (UNICODE_CLASS.matcher(expression).results().count() > MOST_UNICODE_CLASSES) {
            throw new BadRule("A regular expression has at most " + MOST_UNICODE_CLASSES + " classes of Unicode.");
        }
    }

    private static BadRule tooLarge() {
        return new BadRule("The regular expression is too large, its counted repetitions multiply.");
    }

    @Override
    public void find(Page page, Found found) {
        Matcher matcher = pattern.matcher(new Watched(page.text(), page.effort()));
        while (!found.enough() && matcher.find()) {
            String value = matcher.group(group);
            if (value != null) {
                found.add(value);
            }
        }
    }

    /** A text that counts as steps what is read of it. */
    private record Watched(String text, Effort effort) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            effort.step();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
