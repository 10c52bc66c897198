package dev.gather.extract;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What to find in a body, compiled; equal if written equally. */
public final class Rule {
    /** Most characters of an expression. */
    public static final int MOST_CHARS = 1_000;

    private static final int MOST_ATTRIBUTE_CHARS = 64;

    private final Kind kind;
    private final String expression;
    private final @Nullable String attribute;
    private final boolean all;
    private final boolean html;
    private final Finder finder;

    /**
     * @param attribute the attribute whose value is wanted; null: the element's text
     * @param all whether every match is wanted, rather than the first
     * @param html whether the element's inner HTML is wanted, rather than its text
     * @throws BadRule if the expression cannot be read, or is asked for what it does not find
     */
    public Rule(Kind kind, String expression, @Nullable String attribute, boolean all, boolean html) throws BadRule {
        if ((attribute != null || html) && !kind.ofElements()) {
            throw new BadRule("attr and html go with css and xpath only.");
        }
        if (attribute != null && html) {
            throw new BadRule("At most one of attr and html expected.");
        }
        if (attribute != null && (attribute.isBlank() || attribute.length() > MOST_ATTRIBUTE_CHARS)) {
            throw new BadRule("attr: 1.." + MOST_ATTRIBUTE_CHARS + " characters expected.");
        }
        if (expression.length() > MOST_CHARS) {
            throw new BadRule("At most " + MOST_CHARS + " characters expected.");
        }
        this.kind = kind;
        this.expression = expression;
        this.attribute = attribute;
        this.all = all;
        this.html = html;
        this.finder = kind.compile(expression);
    }

    @Nullable
    String attribute() {
        return attribute;
    }

    boolean all() {
        return all;
    }

    boolean html() {
        return html;
    }

    Finder finder() {
        return finder;
    }

    /** Bytes of memory that it takes, about. */
    long weight() {
        return 500 + 20L * expression.length();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Rule that
                && kind == that.kind
                && expression.equals(that.expression)
                && Objects.equals(attribute, that.attribute)
                && all == that.all
                && html == that.html;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, expression, attribute, all, html);
    }

    @Override
    public String toString() {
        return kind.label() + " " + expression;
    }
}
