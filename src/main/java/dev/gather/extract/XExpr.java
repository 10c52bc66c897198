package dev.gather.extract;

/** A compiled expression of XPath; its value is an {@link XNodes}, a String, a Double or a Boolean. */
@FunctionalInterface
interface XExpr {
    Object value(At at);

    /** Where an expression is evaluated: its context (XPath 1.0, section 1). */
    record At(XNode node, int position, int size, Page page) {
        Effort effort() {
            return page.effort();
        }
    }
}
