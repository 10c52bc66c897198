package dev.gather.extract;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Which children of a value are meant (RFC 9535, section 2.3). */
interface JsonSelector {
    void select(JsonTree tree, int value, Effort effort, IntConsumer selected);

    /** A member of an object; of equal names the last, as nearly every parser has it. */
    @SuppressWarnings("ArrayRecordComponent") // the name again, never compared
    record Member(String name, byte[] utf8) implements JsonSelector {
        Member(String name) {
            this(name, JsonTree.utf8(name));
        }

        @Override
        public void select(JsonTree tree, int value, Effort effort, IntConsumer selected) {
            if (!tree.isObject(value)) {
                return;
            }
            int last = JsonTree.NONE;
            for (int each = tree.first(value); each != JsonTree.NONE; each = tree.next(each)) {
                effort.step();
                last = tree.isNamed(each, name, utf8) ? each : last;
            }
            if (last != JsonTree.NONE) {
                selected.accept(last);
            }
        }
    }

    /** A part of a JSON Pointer: a member's name or, in an array, digits (RFC 6901, section 4). */
    record Token(Member member, @Nullable Index index) implements JsonSelector {
        @Override
        public void select(JsonTree tree, int value, Effort effort, IntConsumer selected) {
            if (tree.isObject(value)) {
                member.select(tree, value, effort, selected);
            } else if (index != null) {
                index.select(tree, value, effort, selected);
            }
        }
    }

    /** Every child. */
    record Wild() implements JsonSelector {
        @Override
        public void select(JsonTree tree, int value, Effort effort, IntConsumer selected) {
            for (int each = tree.first(value); each != JsonTree.NONE; each = tree.next(each)) {
                effort.step();
                selected.accept(each);
            }
        }
    }

    /** One element of an array, a negative one counted from its end. */
    record Index(long index) implements JsonSelector {
        @Override
        public void select(JsonTree tree, int value, Effort effort, IntConsumer selected) {
            if (!tree.isArray(value)) {
                return;
            }
            long left = index < 0 ? index + length(tree, value, effort) : index;
            int each = left < 0 ? JsonTree.NONE : tree.first(value);
            for (; left > 0 && each != JsonTree.NONE; left--) {
                effort.step();
                each = tree.next(each);
            }
            if (each != JsonTree.NONE) {
                selected.accept(each);
            }
        }
    }

    /**
     * Elements of an array (RFC 9535, section 2.3.4), negative bounds counted from its end.
     *
     * @param from null: the first in the direction of {@code step}
     * @param to itself not meant; null: all that follow
     */
    record Slice(@Nullable Long from, @Nullable Long to, long step) implements JsonSelector {
        @Override
        public void select(JsonTree tree, int value, Effort effort, IntConsumer selected) {
            if (!tree.isArray(value) || step == 0) {
                return;
            }
            int[] elements = elements(tree, value, effort);
            int length = elements.length;
            if (step > 0) {
                long end = bound(to == null ? length : to, length, 0, length);
                for (long each = bound(from == null ? 0 : from, length, 0, length); each < end; each += step) {
                    selected.accept(elements[(int) each]);
                }
            } else {
                long end = bound(to == null ? -length - 1L : to, length, -1, length - 1L);
                long start = bound(from == null ? length - 1L : from, length, -1, length - 1L);
                for (long each = start; each > end; each += step) {
                    selected.accept(elements[(int) each]);
                }
            }
        }

        private static long bound(long index, int length, long least, long most) {
            return Math.min(Math.max(index < 0 ? index + length : index, least), most);
        }

        private static int[] elements(JsonTree tree, int value, Effort effort) {
            int[] elements = new int[length(tree, value, effort)];
            int at = 0;
            for (int each = tree.first(value); each != JsonTree.NONE; each = tree.next(each)) {
                elements[at++] = each;
            }
            return elements;
        }
    }

    private static int length(JsonTree tree, int value, Effort effort) {
        int length = 0;
        for (int each = tree.first(value); each != JsonTree.NONE; each = tree.next(each)) {
            effort.step();
            length++;
        }
        return length;
    }
}
