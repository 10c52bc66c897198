package dev.gather.extract;

import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Evaluator;
import org.jspecify.annotations.Nullable;

/** What an element must be. Each is a step of the page's {@link Effort}, so that any of them can be given up. */
interface CssCondition {
    boolean passes(Element element, Page page);

    /** Names, classes, attributes, positions and text, all judged by jsoup. */
    record Own(Evaluator evaluator) implements CssCondition {
        @Override
        public boolean passes(Element element, Page page) {
            page.effort().step();
            return evaluator.matches(page.document(), element);
        }
    }

    /** All of them: {@code a.b:not(.c)}. */
    record Every(List<CssCondition> tests) implements CssCondition {
        @Override
        public boolean passes(Element element, Page page) {
            for (CssCondition test : tests) {
                if (!test.passes(element, page)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** One of them: {@code a, b}, {@code :is(a, b)}. */
    record Any(List<CssCondition> tests) implements CssCondition {
        @Override
        public boolean passes(Element element, Page page) {
            for (CssCondition test : tests) {
                if (test.passes(element, page)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** {@code :not(a)}. */
    record Not(CssCondition test) implements CssCondition {
        @Override
        public boolean passes(Element element, Page page) {
            return !test.passes(element, page);
        }
    }

    /** {@code a > b}: an element that passes, and whose relative passes. */
    record Beside(CssCondition left, char combinator, CssCondition right) implements CssCondition {
        @Override
        public boolean passes(Element element, Page page) {
            return right.passes(element, page) && leftPasses(element, page);
        }

        private boolean leftPasses(Element element, Page page) {
            boolean far = combinator == ' ' || combinator == '~';
            Element next = relative(element);
            while (next != null) {
                page.effort().step();
                if (left.passes(next, page)) {
                    return true;
                }
                next = far ? relative(next) : null;
            }
            return false;
        }

        private @Nullable Element relative(Element element) {
            if (combinator == '+' || combinator == '~') {
                return element.previousElementSibling();
            }
            Element parent = element.parent();
            return parent instanceof Document ? null : parent;
        }
    }

    /** {@code :has(> a b)}: from an element step by step to others. */
    record Has(List<Step> steps) implements CssCondition {
        /** From an element to others that pass. */
        record Step(char combinator, CssCondition test) {}

        @Override
        public boolean passes(Element element, Page page) {
            return reaches(element, 0, page);
        }

        private boolean reaches(Element from, int at, Page page) {
            Step step = steps.get(at);
            return switch (step.combinator) {
                case '+' -> found(from.nextElementSibling(), at, page);
                case '~' -> amongNext(from.nextElementSibling(), at, page, false);
                case '>' -> amongNext(from.firstElementChild(), at, page, false);
                default -> amongNext(from.firstElementChild(), at, page, true);
            };
        }

        private boolean amongNext(@Nullable Element first, int at, Page page, boolean below) {
            for (Element each = first; each != null; each = each.nextElementSibling()) {
                if (found(each, at, page) || (below && amongNext(each.firstElementChild(), at, page, true))) {
                    return true;
                }
            }
            return false;
        }

        private boolean found(@Nullable Element element, int at, Page page) {
            page.effort().step();
            return element != null
                    && steps.get(at).test.passes(element, page)
                    && (at + 1 == steps.size() || reaches(element, at + 1, page));
        }
    }
}
