package dev.gather.extract;

import dev.gather.extract.XExpr.At;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * A path: from some nodes step by step to others (XPath 1.0, section 2).
 *
 * @param start null: the node that the path stands at
 */
record XPathSteps(@Nullable XExpr start, List<Step> steps) implements XExpr {
    /** Some lists of them are held at a time, one for each level of predicates. */
    private static final int MOST_NODES = 200_000;

    /** The root of the page. */
    static final XExpr ROOT = at -> new XNodes(List.of(XNode.of(at.page().document())), true);

    /** What a step leads to, and which of that is meant. */
    record Step(XAxis axis, NodeTest test, List<XExpr> predicates) {
        /** What stands for {@code //} between two steps. */
        static final Step DEEP = new Step(XAxis.DESCENDANT_OR_SELF, NodeTest.ANY, List.of());
    }

    @Override
    public Object value(At at) {
        XNodes nodes = start == null ? new XNodes(List.of(at.node()), true) : XValues.nodes(start.value(at));
        for (Step step : steps) {
            nodes = step(step, nodes, at.page());
        }
        return nodes;
    }

    private static XNodes step(Step step, XNodes from, Page page) {
        boolean one = from.nodes().size() < 2;
        Collection<XNode> once = one || step.axis.parts() ? new ArrayList<>() : new LinkedHashSet<>();
        for (XNode each : from.nodes()) {
            once.addAll(selected(step, each, page));
            check(once);
        }
        List<XNode> to = once instanceof List<XNode> list ? list : new ArrayList<>(once);
        boolean ordered = one ? step.axis.forward() : from.ordered() && keepsOrder(step.axis);
        return new XNodes(to, ordered);
    }

    private static void check(Collection<XNode> nodes) {
        if (nodes.size() > MOST_NODES) {
            throw new Stuck("A step of it leads to more than " + MOST_NODES + " nodes.");
        }
    }

    /** Whether from nodes in order it leads to nodes in order, one after the other. */
    private static boolean keepsOrder(XAxis axis) {
        return axis == XAxis.SELF || axis == XAxis.ATTRIBUTE;
    }

    private static List<XNode> selected(Step step, XNode from, Page page) {
        List<XNode> nodes = new ArrayList<>();
        step.axis.walk(from, each -> {
            page.effort().step();
            if (step.test.passes(each, step.axis)) {
                nodes.add(each);
                check(nodes);
            }
        });
        return filtered(nodes, step.predicates, page);
    }

    /** Those that every predicate lets pass; a number is a position (XPath 1.0, section 2.4). */
    static List<XNode> filtered(List<XNode> nodes, List<XExpr> predicates, Page page) {
        List<XNode> left = nodes;
        for (XExpr predicate : predicates) {
            List<XNode> passed = new ArrayList<>();
            for (int i = 0; i < left.size(); i++) {
                page.effort().step();
                Object value = predicate.value(new At(left.get(i), i + 1, left.size(), page));
                if (value instanceof Double number ? number == i + 1 : XValues.truth(value)) {
                    passed.add(left.get(i));
                }
            }
            left = passed;
        }
        return left;
    }

    /** The nodes of all parts, each once. */
    static XNodes union(List<XExpr> parts, At at) {
        Set<XNode> all = new LinkedHashSet<>();
        for (XExpr part : parts) {
            all.addAll(XValues.nodes(part.value(at)).nodes());
            check(all);
        }
        return new XNodes(List.copyOf(all), false);
    }

    /** Which nodes of an axis are meant. */
    interface NodeTest {
        /** {@code node()}. */
        NodeTest ANY = (node, axis) -> true;

        /** {@code text()}. */
        NodeTest TEXT = (node, axis) -> node.attribute() == null && XNode.isText(node.node());

        /** {@code comment()}. */
        NodeTest COMMENT = (node, axis) -> node.attribute() == null && node.node() instanceof Comment;

        /** {@code *}: any attribute or, on other axes, element. */
        NodeTest NAMED = (node, axis) -> !node.name().isEmpty()
                && (axis == XAxis.ATTRIBUTE || (node.attribute() == null && node.node() instanceof Element));

        /** A name; case does not count, as in HTML. */
        static NodeTest name(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            return (node, axis) -> NAMED.passes(node, axis) && node.name().equalsIgnoreCase(lower);
        }

        boolean passes(XNode node, XAxis axis);
    }
}
