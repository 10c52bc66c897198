package dev.gather.extract;

import java.util.Locale;

/** The languages that a rule can be written in. */
public enum Kind {
    CSS(true) {
        @Override
        Finder compile(String expression) throws BadRule {
            return new Css(CssParser.parse(expression));
        }
    },
    XPATH(true) {
        @Override
        Finder compile(String expression) throws BadRule {
            return new XPath(XPathParser.parse(expression));
        }
    },
    JSON(false) {
        @Override
        Finder compile(String expression) throws BadRule {
            return new JsonPath(JsonPathParser.parse(expression));
        }
    },
    REGEX(false) {
        @Override
        Finder compile(String expression) throws BadRule {
            return Regex.of(expression);
        }
    };

    private final String label = name().toLowerCase(Locale.ROOT);
    private final boolean ofElements;

    Kind(boolean ofElements) {
        this.ofElements = ofElements;
    }

    /** Its name in requests. */
    public String label() {
        return label;
    }

    /** Whether it finds elements, whose attributes or HTML can be asked for. */
    boolean ofElements() {
        return ofElements;
    }

    abstract Finder compile(String expression) throws BadRule;
}
