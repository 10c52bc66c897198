package dev.gather.extract;

import org.jsoup.nodes.Element;

/** Finds elements by a CSS selector. */
final class Css implements Finder {
    private final CssCondition test;

    Css(CssCondition test) {
        this.test = test;
    }

    @Override
    public void find(Page page, Found found) {
        for (Element element : page.elements()) {
            if (found.enough()) {
                return;
            }
            if (test.passes(element, page)) {
                found.add(element);
            }
        }
    }
}
