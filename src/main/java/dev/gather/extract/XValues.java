package dev.gather.extract;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** How values of XPath become each other (XPath 1.0, sections 3.4 and 4). */
final class XValues {
    private static final Pattern NUMBER = Pattern.compile("-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)");
    private static final Pattern SPACE = Pattern.compile("[ \t\r\n]+");

    private XValues() {}

    static XNodes nodes(Object value) {
        if (value instanceof XNodes nodes) {
            return nodes;
        }
        throw new Stuck("It takes nodes of something that is none.");
    }

    static boolean truth(Object value) {
        if (value instanceof XNodes nodes) {
            return !nodes.nodes().isEmpty();
        }
        if (value instanceof Double number) {
            return number != 0 && !number.isNaN();
        }
        return value instanceof Boolean truth ? truth : !((String) value).isEmpty();
    }

    static double number(Object value, Page page) {
        if (value instanceof Double number) {
            return number;
        }
        return value instanceof Boolean truth ? (truth ? 1 : 0) : number(string(value, page));
    }

    /** The number that a text is, or NaN. */
    static double number(String text) {
        String trimmed = text.strip();
        return NUMBER.matcher(trimmed).matches() ? Double.parseDouble(trimmed) : Double.NaN;
    }

    static String string(Object value, Page page) {
        if (value instanceof XNodes nodes) {
            List<XNode> ordered = nodes.inOrder(page);
            return ordered.isEmpty() ? "" : ordered.get(0).text(page.effort());
        }
        return value instanceof Double number ? string(number) : value.toString();
    }

    private static String string(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.toString(number);
        }
        return number == 0
                ? "0"
                : new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    /** The text with one space for each run of white space, and none around it. */
    static String spaced(String text) {
        return SPACE.matcher(text).replaceAll(" ").strip();
    }

    /** {@code =} or {@code !=}: of nodes, whether any makes it true. */
    static boolean equal(Object left, Object right, boolean wanted, Page page) {
        if (left instanceof Boolean || right instanceof Boolean) {
            return (truth(left) == truth(right)) == wanted;
        }
        if (left instanceof Double || right instanceof Double) {
            return anyPair(left, right, page, (a, b) -> (number(a, page) == number(b, page)) == wanted);
        }
        return anyPair(left, right, page, (a, b) -> string(a, page).equals(string(b, page)) == wanted);
    }

    /** An order between numbers: of nodes, whether any makes it true. */
    static boolean ordered(Object left, Object right, BiPredicate<Double, Double> order, Page page) {
        return anyPair(left, right, page, (a, b) -> order.test(number(a, page), number(b, page)));
    }

    /** Texts are made anew for each pair: those of all nodes at once can be a hundred times the page. */
    private static boolean anyPair(Object left, Object right, Page page, BiPredicate<Object, Object> test) {
        if (left instanceof XNodes lefts) {
            return any(lefts, page, a -> anyRight(a, right, page, test));
        }
        return anyRight(left, right, page, test);
    }

    private static boolean anyRight(Object left, Object right, Page page, BiPredicate<Object, Object> test) {
        return right instanceof XNodes rights ? any(rights, page, b -> test.test(left, b)) : test.test(left, right);
    }

    private static boolean any(XNodes nodes, Page page, Predicate<String> test) {
        for (XNode each : nodes.nodes()) {
            page.effort().step();
            if (test.test(each.text(page.effort()))) {
                return true;
            }
        }
        return false;
    }
}
