package dev.gather.extract;

import dev.gather.extract.XExpr.At;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The core functions (XPath 1.0, section 4) but {@code id}, {@code lang} and {@code namespace-uri}. */
final class XFunctions {
    /** Any number of arguments. */
    private static final int MANY = 100;

    private static final Map<String, Function> ALL = Map.ofEntries(
            Map.entry("last", new Function(0, 0, (at, args) -> (double) at.size())),
            Map.entry("position", new Function(0, 0, (at, args) -> (double) at.position())),
            Map.entry("count", new Function(1, 1, (at, args) ->
                    (double) XValues.nodes(args.value(0)).nodes().size())),
            Map.entry("sum", new Function(1, 1, (at, args) -> sum(at, XValues.nodes(args.value(0))))),
            Map.entry("name", new Function(0, 1, (at, args) -> args.node().name())),
            Map.entry(
                    "local-name",
                    new Function(0, 1, (at, args) -> after(args.node().name(), ":", true))),
            Map.entry("string", new Function(0, 1, (at, args) -> args.text(0))),
            Map.entry("concat", new Function(2, MANY, (at, args) -> concat(args))),
            Map.entry(
                    "starts-with", new Function(2, 2, (at, args) -> args.text(0).startsWith(args.text(1)))),
            Map.entry("contains", new Function(2, 2, (at, args) -> args.text(0).contains(args.text(1)))),
            Map.entry("substring-before", new Function(2, 2, (at, args) -> before(args.text(0), args.text(1)))),
            Map.entry("substring-after", new Function(2, 2, (at, args) -> after(args.text(0), args.text(1), false))),
            Map.entry("substring", new Function(2, 3, (at, args) -> substring(args))),
            Map.entry("string-length", new Function(0, 1, (at, args) ->
                    (double) args.text(0).codePointCount(0, args.text(0).length()))),
            Map.entry("normalize-space", new Function(0, 1, (at, args) -> XValues.spaced(args.text(0)))),
            Map.entry(
                    "translate", new Function(3, 3, (at, args) -> translate(args.text(0), args.text(1), args.text(2)))),
            Map.entry("boolean", new Function(1, 1, (at, args) -> XValues.truth(args.value(0)))),
            Map.entry("not", new Function(1, 1, (at, args) -> !XValues.truth(args.value(0)))),
            Map.entry("true", new Function(0, 0, (at, args) -> true)),
            Map.entry("false", new Function(0, 0, (at, args) -> false)),
            Map.entry("number", new Function(0, 1, (at, args) -> args.number(0))),
            Map.entry("floor", new Function(1, 1, (at, args) -> Math.floor(args.number(0)))),
            Map.entry("ceiling", new Function(1, 1, (at, args) -> Math.ceil(args.number(0)))),
            Map.entry("round", new Function(1, 1, (at, args) -> Math.floor(args.number(0) + 0.5))));

    private XFunctions() {}

    /** What a function does with its arguments. */
    private interface Body {
        Object value(At at, Arguments args);
    }

    private record Function(int least, int most, Body body) {}

    /** Arguments, evaluated when asked for; where one is missing the context node stands for it. */
    private record Arguments(At at, List<XExpr> given) {
        Object value(int index) {
            return index < given.size() ? given.get(index).value(at) : new XNodes(List.of(at.node()), true);
        }

        String text(int index) {
            return XValues.string(value(index), at.page());
        }

        double number(int index) {
            return XValues.number(value(index), at.page());
        }

        XNode node() {
            List<XNode> nodes = XValues.nodes(value(0)).inOrder(at.page());
            return nodes.isEmpty() ? XNode.of(at.page().document()) : nodes.get(0);
        }
    }

    /** A call; null if there is no such function, or not with so many arguments. */
    static @Nullable XExpr call(String name, List<XExpr> arguments) {
        Function function = ALL.get(name);
        if (function == null || arguments.size() < function.least || arguments.size() > function.most) {
            return null;
        }
        List<XExpr> given = List.copyOf(arguments);
        return at -> {
            at.effort().step();
            return function.body.value(at, new Arguments(at, given));
        };
    }

    private static double sum(At at, XNodes nodes) {
        double sum = 0;
        for (XNode each : nodes.nodes()) {
            sum += XValues.number(each.text(at.effort()));
        }
        return sum;
    }

    private static String concat(Arguments args) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < args.given.size(); i++) {
            all.append(args.text(i));
            if (all.length() > Page.MOST_BYTES) {
                throw new Stuck("A text of it has more than " + Page.MOST_BYTES + " characters.");
            }
        }
        return all.toString();
    }

    private static String before(String text, String mark) {
        int found = text.indexOf(mark);
        return found < 0 ? "" : text.substring(0, found);
    }

    private static String after(String text, String mark, boolean orAll) {
        int found = text.indexOf(mark);
        return found < 0 ? (orAll ? text : "") : text.substring(found + mark.length());
    }

    /** Characters are counted from 1, and bounds rounded (XPath 1.0, section 4.2). */
    private static String substring(Arguments args) {
        String text = args.text(0);
        double first = Math.floor(args.number(1) + 0.5);
        double end = args.given.size() == 3 ? first + Math.floor(args.number(2) + 0.5) : Double.POSITIVE_INFINITY;
        StringBuilder part = new StringBuilder();
        int position = 1;
        for (int at = 0; at < text.length(); position++) {
            int c = text.codePointAt(at);
            if (position >= first && position < end) {
                part.appendCodePoint(c);
            }
            at += Character.charCount(c);
        }
        return part.toString();
    }

    private static String translate(String text, String from, String to) {
        StringBuilder translated = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            int known = from.indexOf(text.charAt(i));
            if (known < 0) {
                translated.append(text.charAt(i));
            } else if (known < to.length()) {
                translated.append(to.charAt(known));
            }
        }
        return translated.toString();
    }
}
