package dev.gather.extract;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Finds text by a regular expression in RE2's syntax: its first group, or without one the whole match. */
final class Regex implements Finder {
    /** Each character of the text costs up to as much as the program is long. */
    private static final int MOST_PROGRAM = 2_000;

    private static final java.util.regex.Pattern COUNT =
            java.util.regex.Pattern.compile("\\{([0-9]{1,9}),?([0-9]{0,9})\\}");

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

    /** What is repeated is compiled as often: it is refused before that takes long. */
    private static void checkRepetitions(String expression) throws BadRule {
        long sum = 0;
        java.util.regex.Matcher counts = COUNT.matcher(expression);
        while (counts.find()) {
            String most = counts.group(2).isEmpty() ? counts.group(1) : counts.group(2);
            sum += Long.parseLong(most);
        }
        if (sum > MOST_PROGRAM) {
            throw tooLarge();
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
