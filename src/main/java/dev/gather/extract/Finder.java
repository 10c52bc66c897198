package dev.gather.extract;

/** A compiled expression. Immutable. */
interface Finder {
    /** Adds what it finds on the page, in the page's order, until {@code found} has enough. */
    void find(Page page, Found found);
}
