package dev.gather.extract;

import java.util.List;

/** Finds values by a JSON Pointer or JSONPath. */
final class JsonPath implements Finder {
    private final List<Segment> segments;

    JsonPath(List<Segment> segments) {
        this.segments = List.copyOf(segments);
    }

    /** One step down: to children of a value or, if it is {@code deep}, of anything in it too. */
    record Segment(boolean deep, List<JsonSelector> selectors) {}

    @Override
    public void find(Page page, Found found) {
        new Walk(page, found).from(0, 0);
    }

    /**
     * One application to one text. Goes down to the end of the path before it goes on, which is the order of RFC 9535.
     */
    private final class Walk {
        private final JsonTree tree;
        private final Effort effort;
        private final Found found;

        Walk(Page page, Found found) {
            this.tree = page.json();
            this.effort = page.effort();
            this.found = found;
        }

        void from(int value, int depth) {
            effort.step();
            if (found.enough()) {
                return;
            }
            if (depth == segments.size()) {
                found.addJson(tree.json(), tree.start(value), tree.end(value));
                return;
            }
            down(segments.get(depth), value, depth);
        }

        private void down(Segment segment, int value, int depth) {
            for (JsonSelector selector : segment.selectors()) {
                selector.select(tree, value, effort, next -> from(next, depth + 1));
            }
            if (segment.deep()) {
                for (int each = tree.first(value); each != JsonTree.NONE && !found.enough(); each = tree.next(each)) {
                    effort.step();
                    down(segment, each, depth);
                }
            }
        }
    }
}
