package dev.gather.extract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A set of nodes, each once.
 *
 * @param ordered whether they are in document order
 */
record XNodes(List<XNode> nodes, boolean ordered) {
    /** They, in document order. */
    List<XNode> inOrder(Page page) {
        if (ordered || nodes.size() < 2) {
            return nodes;
        }
        List<XNode> sorted = new ArrayList<>(nodes);
        sorted.sort(
                Comparator.<XNode>comparingInt(each -> page.order(each.node())).thenComparingInt(XNodes::rank));
        return sorted;
    }

    private static int rank(XNode node) {
        return node.attribute() == null ? -1 : node.index();
    }
}
