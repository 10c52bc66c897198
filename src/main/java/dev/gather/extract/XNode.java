package dev.gather.extract;

import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * A node as XPath has it (XPath 1.0, section 5): of the tree, or an attribute of an element.
 *
 * @param index place of the attribute among the element's; 0 for a node of the tree
 */
record XNode(Node node, @Nullable Attribute attribute, int index) {
    static XNode of(Node node) {
        return new XNode(node, null, 0);
    }

    /** Whether XPath knows such nodes at all: it has no document types and no XML declarations. */
    static boolean known(Node node) {
        return node instanceof Element || isText(node) || node instanceof Comment;
    }

    static boolean isText(Node node) {
        return node instanceof TextNode || node instanceof DataNode;
    }

    /** Its name as written; empty for what has none. */
    String name() {
        if (attribute != null) {
            return attribute.getKey();
        }
        return node instanceof Element element && element.parent() != null ? element.tagName() : "";
    }

    /** Its string-value. */
    String text(Effort effort) {
        if (attribute != null) {
            return attribute.getValue();
        }
        StringBuilder text = new StringBuilder();
        append(node, text, effort);
        return text.toString();
    }

    private static void append(Node node, StringBuilder text, Effort effort) {
        effort.step();
        if (node instanceof TextNode it) {
            text.append(it.getWholeText());
        } else if (node instanceof DataNode it) {
            text.append(it.getWholeData());
        } else if (node instanceof Comment it) {
            text.append(it.getData());
        } else {
            for (Node child = node.firstChild(); child != null; child = child.nextSibling()) {
                if (!(child instanceof Comment)) {
                    append(child, text, effort);
                }
            }
        }
    }
}
