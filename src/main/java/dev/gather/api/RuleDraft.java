package dev.gather.api;

import dev.gather.extract.Kind;
import dev.gather.extract.Rule;
import org.jspecify.annotations.Nullable;

/** One rule of {@code extract} as far as it is read. */
final class RuleDraft {
    /** The fields of a rule (CONTRACT, section 4). */
    static final Fields<RuleDraft> FIELDS = fields();

    private @Nullable Kind kind;
    private String expression = "";
    private @Nullable String attribute;
    private boolean all;
    private boolean html;

    private static Fields<RuleDraft> fields() {
        Fields<RuleDraft> fields = new Fields<>();
        for (Kind kind : Kind.values()) {
            fields = fields.and(kind.label(), Field.text((draft, text) -> draft.expression(kind, text)));
        }
        return fields.and("attr", Field.text((draft, name) -> draft.attribute = name))
                .and("all", Field.truth((draft, yes) -> draft.all = yes))
                .and("html", Field.truth((draft, yes) -> draft.html = yes));
    }

    private void expression(Kind language, String text) throws Fault {
        if (kind != null) {
            throw Fault.ofCall("Exactly one of css, xpath, json and regex expected.");
        }
        kind = language;
        expression = text;
    }

    /** The rule, once its object is read; compiled unless {@code known} has it. */
    Rule rule(Rulebook known) throws Fault {
        if (kind == null) {
            throw Fault.ofCall("Exactly one of css, xpath, json and regex expected.");
        }
        return known.rule(new Rulebook.Written(kind, expression, attribute, all, html));
    }

    /** JSON pointer, from the rule, of what {@link #rule} complains of. */
    String part() {
        return kind == null ? "" : "/" + kind.label();
    }
}
