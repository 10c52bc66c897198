package dev.gather.extract;

import java.util.List;
import org.jsoup.nodes.Element;

/** Finds nodes, or computes a value, by an expression of XPath 1.0. */
final class XPath implements Finder {
    private final XExpr expression;

    XPath(XExpr expression) {
        this.expression = expression;
    }

    @Override
    public void find(Page page, Found found) {
        Object value = expression.value(new XExpr.At(XNode.of(page.document()), 1, 1, page));
        if (value instanceof XNodes nodes) {
            nodes(nodes.inOrder(page), page, found);
        } else if (value instanceof Double number && (number.isNaN() || number.isInfinite())) {
            throw new Stuck("It is no number.");
        } else if (value instanceof String text) {
            found.add(text);
        } else {
            found.addJson(XValues.string(value, page));
        }
    }

    private static void nodes(List<XNode> nodes, Page page, Found found) {
        for (XNode each : nodes) {
            page.effort().step();
            if (found.enough()) {
                return;
            }
            if (each.attribute() == null && each.node() instanceof Element element) {
                found.add(element);
            } else {
                found.addText(text(each, page));
            }
        }
    }

    /** An attribute as it stands, text with its white space collapsed like that of elements. */
    private static String text(XNode node, Page page) {
        String text = node.text(page.effort());
        return node.attribute() == null ? XValues.spaced(text) : text;
    }
}
