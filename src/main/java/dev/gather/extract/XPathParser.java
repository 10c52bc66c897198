package dev.gather.extract;

import dev.gather.extract.XPathSteps.NodeTest;
import dev.gather.extract.XPathSteps.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression of XPath 1.0 (section 3). Whether {@code *} or {@code div} is a name or an operator follows from
 * whether an operand has just ended.
 */
final class XPathParser {
    /** Each level of brackets is some levels of the stack, when it is read and when it is evaluated. */
    private static final int MOST_NESTED = 32;

    /** Each level of predicates holds the nodes that it goes through. */
    private static final int MOST_FILTERS = 4;

    private final String text;
    private int at;
    private int nested;
    private int filters;

    private XPathParser(String text) {
        this.text = text;
    }

    static XExpr parse(String expression) throws BadRule {
        XPathParser parser = new XPathParser(expression);
        XExpr whole = parser.or();
        if (parser.at < expression.length()) {
            throw parser.unexpected();
        }
        return whole;
    }

    private XExpr or() throws BadRule {
        if (++nested > MOST_NESTED) {
            throw new BadRule("More than " + MOST_NESTED + " levels of brackets.");
        }
        XExpr left = and();
        while (word("or")) {
            XExpr a = left;
            XExpr b = and();
            left = at -> XValues.truth(a.value(at)) || XValues.truth(b.value(at));
        }
        nested--;
        return left;
    }

    private XExpr and() throws BadRule {
        XExpr left = equality();
        while (word("and")) {
            XExpr a = left;
            XExpr b = equality();
            left = at -> XValues.truth(a.value(at)) && XValues.truth(b.value(at));
        }
        return left;
    }

    private XExpr equality() throws BadRule {
        XExpr left = relation();
        while (true) {
            boolean wanted = skip("=");
            if (!wanted && !skip("!=")) {
                return left;
            }
            XExpr a = left;
            XExpr b = relation();
            left = at -> XValues.equal(a.value(at), b.value(at), wanted, at.page());
        }
    }

    private XExpr relation() throws BadRule {
        XExpr left = sum();
        for (BiPredicate<Double, Double> order = order(); order != null; order = order()) {
            BiPredicate<Double, Double> known = order;
            XExpr a = left;
            XExpr b = sum();
            left = at -> XValues.ordered(a.value(at), b.value(at), known, at.page());
        }
        return left;
    }

    private @Nullable BiPredicate<Double, Double> order() {
        if (skip("<=")) {
            return (a, b) -> a <= b;
        }
        if (skip(">=")) {
            return (a, b) -> a >= b;
        }
        if (skip("<")) {
            return (a, b) -> a < b;
        }
        return skip(">") ? (a, b) -> a > b : null;
    }

    private XExpr sum() throws BadRule {
        XExpr left = product();
        while (true) {
            if (skip("+")) {
                left = arithmetic(left, product(), Double::sum);
            } else if (skip("-")) {
                left = arithmetic(left, product(), (a, b) -> a - b);
            } else {
                return left;
            }
        }
    }

    private XExpr product() throws BadRule {
        XExpr left = negation();
        while (true) {
            if (skip("*")) {
                left = arithmetic(left, negation(), (a, b) -> a * b);
            } else if (word("div")) {
                left = arithmetic(left, negation(), (a, b) -> a / b);
            } else if (word("mod")) {
                left = arithmetic(left, negation(), (a, b) -> a % b);
            } else {
                return left;
            }
        }
    }

    private static XExpr arithmetic(XExpr left, XExpr right, DoubleBinaryOperator operator) {
        return at -> operator.applyAsDouble(
                XValues.number(left.value(at), at.page()), XValues.number(right.value(at), at.page()));
    }

    private XExpr negation() throws BadRule {
        boolean negative = false;
        boolean any = false;
        while (skip("-")) {
            negative = !negative;
            any = true;
        }
        XExpr operand = union();
        double sign = negative ? -1 : 1;
        return any ? at -> sign * XValues.number(operand.value(at), at.page()) : operand;
    }

    private XExpr union() throws BadRule {
        XExpr first = path();
        if (!skip("|")) {
            return first;
        }
        List<XExpr> parts = new ArrayList<>(List.of(first));
        do {
            parts.add(path());
        } while (skip("|"));
        return at -> XPathSteps.union(parts, at);
    }

    private XExpr path() throws BadRule {
        skipSpace();
        if (startsPrimary()) {
            return filtered();
        }
        if (skip("//")) {
            return steps(XPathSteps.ROOT, true);
        }
        if (skip("/")) {
            return startsStep() ? steps(XPathSteps.ROOT, false) : XPathSteps.ROOT;
        }
        return steps(null, false);
    }

    /** A value, some of it by predicates, and steps from there. */
    private XExpr filtered() throws BadRule {
        XExpr value = primary();
        List<XExpr> predicates = predicates();
        if (!predicates.isEmpty()) {
            XExpr all = value;
            value = at -> {
                List<XNode> ordered = XValues.nodes(all.value(at)).inOrder(at.page());
                return new XNodes(XPathSteps.filtered(ordered, predicates, at.page()), true);
            };
        }
        if (skip("//")) {
            return steps(value, true);
        }
        return skip("/") ? steps(value, false) : value;
    }

    private boolean startsPrimary() {
        char c = peek();
        char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        return c == '('
                || c == '"'
                || c == '\''
                || c == '$'
                || isDigit(c)
                || (c == '.' && isDigit(next))
                || startsCall();
    }

    private boolean startsCall() {
        int end = nameEnd(at);
        String name = text.substring(at, end);
        while (end < text.length() && isSpace(text.charAt(end))) {
            end++;
        }
        boolean ofNode = name.equals("node") || name.equals("text") || name.equals("comment");
        return !name.isEmpty() && !ofNode && end < text.length() && text.charAt(end) == '(';
    }

    private XExpr primary() throws BadRule {
        char c = peek();
        if (c == '$') {
            throw new BadRule("Variables are not supported.");
        }
        if (skip("(")) {
            XExpr inner = or();
            expect(")");
            return inner;
        }
        if (c == '"' || c == '\'') {
            return literal(c);
        }
        return startsCall() ? call() : number();
    }

    private XExpr literal(char quote) throws BadRule {
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw new BadRule("No end for the quotation mark at character " + (at + 1) + ".");
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return here -> value;
    }

    private XExpr number() {
        int start = at;
        while (isDigit(peek()) || peek() == '.') {
            at++;
        }
        double value = XValues.number(text.substring(start, at));
        return here -> value;
    }

    private XExpr call() throws BadRule {
        String name = name();
        List<XExpr> arguments = new ArrayList<>();
        expect("(");
        if (!skip(")")) {
            do {
                arguments.add(or());
            } while (skip(","));
            expect(")");
        }
        XExpr call = XFunctions.call(name, arguments);
        if (call == null) {
            throw new BadRule("No function " + name + " with " + arguments.size() + " arguments.");
        }
        return call;
    }

    private XExpr steps(@Nullable XExpr start, boolean deepFirst) throws BadRule {
        List<Step> steps = new ArrayList<>();
        boolean deep = deepFirst;
        do {
            if (deep) {
                steps.add(Step.DEEP);
            }
            steps.add(step());
            deep = skip("//");
        } while (deep || skip("/"));
        return new XPathSteps(start, List.copyOf(steps));
    }

    private boolean startsStep() {
        char c = peek();
        return c == '.' || c == '@' || c == '*' || nameEnd(at) > at;
    }

    private Step step() throws BadRule {
        if (skip("..")) {
            return new Step(XAxis.PARENT, NodeTest.ANY, List.of());
        }
        if (skip(".")) {
            return new Step(XAxis.SELF, NodeTest.ANY, List.of());
        }
        XAxis axis = skip("@") ? XAxis.ATTRIBUTE : axis();
        return new Step(axis, nodeTest(), predicates());
    }

    private XAxis axis() throws BadRule {
        skipSpace();
        int end = nameEnd(at);
        int colons = end;
        while (colons < text.length() && isSpace(text.charAt(colons))) {
            colons++;
        }
        if (!text.startsWith("::", colons)) {
            return XAxis.CHILD;
        }
        XAxis axis = XAxis.of(text.substring(at, end));
        if (axis == null) {
            throw new BadRule("No axis of this name: " + text.substring(at, end) + ".");
        }
        at = colons + 2;
        return axis;
    }

    private NodeTest nodeTest() throws BadRule {
        if (skip("*")) {
            return NodeTest.NAMED;
        }
        String name = name();
        if (!skip("(")) {
            return NodeTest.name(name);
        }
        expect(")");
        return switch (name) {
            case "node" -> NodeTest.ANY;
            case "text" -> NodeTest.TEXT;
            case "comment" -> NodeTest.COMMENT;
            default -> throw new BadRule("No node test of this name: " + name + "().");
        };
    }

    private List<XExpr> predicates() throws BadRule {
        List<XExpr> predicates = new ArrayList<>();
        while (skip("[")) {
            if (++filters > MOST_FILTERS) {
                throw new BadRule("More than " + MOST_FILTERS + " predicates within each other.");
            }
            predicates.add(or());
            filters--;
            expect("]");
        }
        return List.copyOf(predicates);
    }

    private String name() throws BadRule {
        skipSpace();
        int end = nameEnd(at);
        if (end == at) {
            throw unexpected();
        }
        String name = text.substring(at, end);
        at = end;
        return name;
    }

    /** Where the name that starts here ends, a prefix and its colon included; here if none starts. */
    private int nameEnd(int from) {
        int end = plainEnd(from);
        boolean prefix = end > from && end < text.length() && text.charAt(end) == ':';
        int afterPrefix = prefix ? plainEnd(end + 1) : end;
        return afterPrefix > end + 1 ? afterPrefix : end;
    }

    private int plainEnd(int from) {
        int end = from;
        while (end < text.length() && isNameChar(text.charAt(end), end == from)) {
            end++;
        }
        return end;
    }

    private static boolean isNameChar(char c, boolean first) {
        return Character.isLetter(c) || c == '_' || (!first && (isDigit(c) || c == '-' || c == '.' || c > 0xb6));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    /** Passes an operator that is a word, if it comes next. */
    private boolean word(String operator) {
        skipSpace();
        if (nameEnd(at) != at + operator.length() || !text.startsWith(operator, at)) {
            return false;
        }
        at += operator.length();
        return true;
    }

    private void expect(String wanted) throws BadRule {
        if (!skip(wanted)) {
            throw unexpected();
        }
    }

    private boolean skip(String wanted) {
        skipSpace();
        if (!text.startsWith(wanted, at)) {
            return false;
        }
        at += wanted.length();
        skipSpace();
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

    private BadRule unexpected() {
        String what = at < text.length() ? "Unexpected " + text.charAt(at) : "Unexpected end";
        return new BadRule(what + " at character " + (at + 1) + ".");
    }
}
