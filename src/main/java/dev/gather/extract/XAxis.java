package dev.gather.extract;

import java.util.Locale;
import java.util.function.Consumer;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jspecify.annotations.Nullable;

/** Where a step leads from a node (XPath 1.0, section 2.2), nearest first. */
enum XAxis {
    CHILD {
        @Override
        void walk(XNode from, Consumer<XNode> to) {
            if (from.attribute() == null) {
                beside(from.node().firstChild(), true, to);
            }
        }
    },
    DESCENDANT {
        @Override
        void walk(XNode from, Consumer<XNode> to) {
            if (from.attribute() == null) {
                below(from.node(), to);
            }
        }
    },
    DESCENDANT_OR_SELF {
        @Override
        void walk(XNode from, Consumer<XNode> to) {
            to.accept(from);
            DESCENDANT.walk(from, to);
        }
    },
    SELF {
        @Override
        void walk(XNode from, Consumer<XNode> to) {
            to.accept(from);
        }
    },
    PARENT {
        @Override
        void walk(XNode from, Consumer<XNode> to) {
            Node parent = parent(from);
            if (parent != null) {
                to.accept(XNode.of(parent));
            }
        }
    },
    ANCESTOR {
        @Override
        void walk(XNode from, Consumer<XNode> to) {
            for (Node each = parent(from); each != null; each = each.parentNode()) {
                to.accept(XNode.of(each));
            }
        }
    },
    ANCESTOR_OR_SELF {
        @Override
        void walk(XNode from, Consumer<XNode> to) {
            to.accept(from);
            ANCESTOR.walk(from, to);
        }
    },
    FOLLOWING_SIBLING {
        @Override
        void walk(XNode from, Consumer<XNode> to) {
            if (from.attribute() == null) {
                beside(from.node().nextSibling(), true, to);
            }
        }
    },
    PRECEDING_SIBLING {
        @Override
        void walk(XNode from, Consumer<XNode> to) {
            if (from.attribute() == null) {
                beside(from.node().previousSibling(), false, to);
            }
        }
    },
    FOLLOWING {
        @Override
        void walk(XNode from, Consumer<XNode> to) {
            if (from.attribute() != null) {
                below(from.node(), to);
            }
            for (Node each = from.node(); each != null; each = each.parentNode()) {
                for (Node next = each.nextSibling(); next != null; next = next.nextSibling()) {
                    withBelow(next, to);
                }
            }
        }
    },
    PRECEDING {
        @Override
        void walk(XNode from, Consumer<XNode> to) {
            for (Node each = from.node(); each != null; each = each.parentNode()) {
                for (Node next = each.previousSibling(); next != null; next = next.previousSibling()) {
                    belowBackwards(next, to);
                }
            }
        }
    },
    ATTRIBUTE {
        @Override
        void walk(XNode from, Consumer<XNode> to) {
            if (from.attribute() == null && from.node() instanceof Element element && element.attributesSize() > 0) {
                int index = 0;
                for (Attribute each : element.attributes()) {
                    to.accept(new XNode(element, each, index));
                    index++;
                }
            }
        }
    };

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    abstract void walk(XNode from, Consumer<XNode> to);

    /** The axis of this name; null if there is none. */
    static @Nullable XAxis of(String label) {
        for (XAxis axis : values()) {
            if (axis.label.equals(label)) {
                return axis;
            }
        }
        return null;
    }

    /** Whether what different nodes lead to is different too. */
    boolean parts() {
        return this == CHILD || this == ATTRIBUTE || this == SELF;
    }

    /** Whether it leads to nodes in document order. */
    boolean forward() {
        return this != ANCESTOR && this != ANCESTOR_OR_SELF && this != PRECEDING && this != PRECEDING_SIBLING;
    }

    private static @Nullable Node parent(XNode from) {
        return from.attribute() == null ? from.node().parentNode() : from.node();
    }

    private static void beside(@Nullable Node first, boolean forward, Consumer<XNode> to) {
        for (Node each = first; each != null; each = forward ? each.nextSibling() : each.previousSibling()) {
            if (XNode.known(each)) {
                to.accept(XNode.of(each));
            }
        }
    }

    private static void below(Node node, Consumer<XNode> to) {
        for (Node each = node.firstChild(); each != null; each = each.nextSibling()) {
            withBelow(each, to);
        }
    }

    private static void withBelow(Node node, Consumer<XNode> to) {
        if (XNode.known(node)) {
            to.accept(XNode.of(node));
            below(node, to);
        }
    }

    private static void belowBackwards(Node node, Consumer<XNode> to) {
        if (XNode.known(node)) {
            for (Node each = node.lastChild(); each != null; each = each.previousSibling()) {
                belowBackwards(each, to);
            }
            to.accept(XNode.of(node));
        }
    }
}
