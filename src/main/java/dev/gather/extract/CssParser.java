package dev.gather.extract;

import dev.gather.extract.CssCondition.Has;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.select.Evaluator;
import org.jsoup.select.QueryParser;

/**
 * Reads a selector (Selectors Level 4): what relates elements to each other is read here, what looks at one element
 * goes to jsoup as it stands.
 */
final class CssParser {
    /** Those of jsoup that look at one element and end soon; its regular expressions have a rule of their own. */
    private static final Set<String> OF_ONE_ELEMENT = Set.of(
            "first-child",
            "last-child",
            "only-child",
            "first-of-type",
            "last-of-type",
            "only-of-type",
            "nth-child",
            "nth-last-child",
            "nth-of-type",
            "nth-last-of-type",
            "empty",
            "root",
            "contains",
            "containsown",
            "containswholetext",
            "containswholeowntext",
            "containsdata",
            "eq",
            "lt",
            "gt");

    private static final int MOST_NESTED = 4;

    private final String text;
    private int at;
    private int nested;

    private CssParser(String text) {
        this.text = text;
    }

    static CssCondition parse(String selector) throws BadRule {
        CssParser parser = new CssParser(selector);
        CssCondition test = parser.group(false);
        if (parser.at < selector.length()) {
            throw parser.unexpected();
        }
        return test;
    }

    /** Selectors with commas between them. */
    private CssCondition group(boolean relative) throws BadRule {
        List<CssCondition> choices = new ArrayList<>();
        do {
            choices.add(relative ? relative() : complex());
        } while (skip(','));
        return choices.size() == 1 ? choices.get(0) : new CssCondition.Any(choices);
    }

    private CssCondition complex() throws BadRule {
        skipSpace();
        CssCondition test = compound();
        for (char combinator = combinator(); combinator != 0; combinator = combinator()) {
            test = new CssCondition.Beside(test, combinator, compound());
        }
        return test;
    }

    private CssCondition relative() throws BadRule {
        List<Has.Step> steps = new ArrayList<>();
        skipSpace();
        char first = peek();
        boolean given = first == '>' || first == '+' || first == '~';
        char combinator = given ? combinator() : ' ';
        while (combinator != 0) {
            steps.add(new Has.Step(combinator, compound()));
            combinator = combinator();
        }
        return new Has(steps);
    }

    /** The combinator that comes next, with the space around it; 0 if none does. */
    private char combinator() {
        int start = at;
        skipSpace();
        char next = peek();
        if (next == '>' || next == '+' || next == '~') {
            at++;
            skipSpace();
            return next;
        }
        return at > start && next != 0 && next != ',' && next != ')' ? ' ' : 0;
    }

    private CssCondition compound() throws BadRule {
        List<CssCondition> tests = new ArrayList<>();
        StringBuilder own = new StringBuilder();
        int start = at;
        while (!endsCompound(peek())) {
            simple(own, tests);
        }
        if (at == start) {
            throw unexpected();
        }
        if (own.length() > 0) {
            tests.add(0, new CssCondition.Own(evaluator(own.toString())));
        }
        return tests.size() == 1 ? tests.get(0) : new CssCondition.Every(tests);
    }

    private static boolean endsCompound(char c) {
        return c == 0 || c == ',' || c == ')' || c == '>' || c == '+' || c == '~' || isSpace(c);
    }

    private void simple(StringBuilder own, List<CssCondition> tests) throws BadRule {
        char c = peek();
        if (c == '[') {
            own.append(attribute());
        } else if (c == ':') {
            pseudo(own, tests);
        } else {
            int end = Math.min(text.length(), at + (c == '\\' ? 2 : 1));
            own.append(text, at, end);
            at = end;
        }
    }

    private String attribute() throws BadRule {
        String part = balanced('[', ']');
        int equals = part.indexOf('=');
        if (equals > 0 && part.charAt(equals - 1) == '~') {
            throw new BadRule("~= is not supported; for a class write .name, for a part of a value *=.");
        }
        return part;
    }

    private void pseudo(StringBuilder own, List<CssCondition> tests) throws BadRule {
        int start = at;
        at++;
        while (Character.isLetter(peek()) || peek() == '-') {
            at++;
        }
        String name = text.substring(start + 1, at).toLowerCase(Locale.ROOT);
        switch (name) {
            case "not" -> tests.add(new CssCondition.Not(nested(false)));
            case "is", "where" -> tests.add(nested(false));
            case "has" -> tests.add(nested(true));
            default -> {
                if (!OF_ONE_ELEMENT.contains(name)) {
                    throw new BadRule("The pseudo-class :" + name + " is not supported.");
                }
                own.append(text, start, at).append(peek() == '(' ? balanced('(', ')') : "");
            }
        }
    }

    private CssCondition nested(boolean relative) throws BadRule {
        if (++nested > MOST_NESTED || !skip('(')) {
            throw unexpected();
        }
        CssCondition test = group(relative);
        if (!skip(')')) {
            throw unexpected();
        }
        nested--;
        return test;
    }

    /** From one bracket to the one that closes it; those in quotes do not count. */
    private String balanced(char open, char close) throws BadRule {
        int start = at;
        int depth = 0;
        char quote = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == open) {
                depth++;
            } else if (c == close && --depth == 0) {
                at++;
                return text.substring(start, at);
            }
        }
        throw new BadRule("No " + close + " for the " + open + " at character " + (start + 1) + ".");
    }

    private static Evaluator evaluator(String own) throws BadRule {
        try {
            return QueryParser.parse(own);
        } catch (RuntimeException e) { // its own, and those of the numbers and checks in it
            throw new BadRule("No selector: " + own + ".");
        }
    }

    private BadRule unexpected() {
        String what = at < text.length() ? "Unexpected " + text.charAt(at) : "Unexpected end";
        return new BadRule(what + " at character " + (at + 1) + ".");
    }

    private boolean skip(char wanted) {
        skipSpace();
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private void skipSpace() {
        while (isSpace(peek())) {
            at++;
        }
    }

    /** The next character; 0 at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }
}
