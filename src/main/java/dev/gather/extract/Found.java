package dev.gather.extract;

import java.nio.charset.StandardCharsets;
import org.jsoup.nodes.Element;

/** Takes what one rule finds, in the shape that the rule wants. */
final class Found {
    private final Rule rule;
    private final JsonObject out;
    private int count;

    Found(Rule rule, JsonObject out) {
        this.rule = rule;
        this.out = out;
    }

    int count() {
        return count;
    }

    /** Whether more would not be taken. */
    boolean enough() {
        return count > 0 && !rule.all();
    }

    /** Takes an element's attribute, HTML or text; one that lacks the attribute is passed over. */
    void add(Element element) {
        String attribute = rule.attribute();
        if (attribute == null) {
            add(rule.html() ? element.html() : element.text());
        } else if (element.hasAttr(attribute)) {
            add(element.attr(attribute));
        }
    }

    /** Takes what is no element and so has no attributes. */
    void addText(String text) {
        if (rule.attribute() == null) {
            add(text);
        }
    }

    void add(String text) {
        if (next()) {
            out.string(text);
        }
    }

    /** Takes a value that is JSON already. */
    void addJson(byte[] json, int from, int to) {
        if (next()) {
            out.json(json, from, to);
        }
    }

    void addJson(String json) {
        byte[] ascii = json.getBytes(StandardCharsets.US_ASCII);
        addJson(ascii, 0, ascii.length);
    }

    private boolean next() {
        if (enough()) {
            return false;
        }
        if (count > 0) {
            out.comma();
        }
        count++;
        return true;
    }
}
