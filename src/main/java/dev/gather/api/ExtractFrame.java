package dev.gather.api;

import com.fasterxml.jackson.core.JsonToken;
import dev.gather.extract.Extraction;
import dev.gather.extract.Rule;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of rules by their names. */
final class ExtractFrame extends Frame {
    private final OptionsDraft draft;
    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private String name = "";
    private int count;

    ExtractFrame(Frame parent, OptionsDraft draft) {
        super(parent);
        this.draft = draft;
    }

    @Override
    void name(String next) {
        name = next;
        count++;
        boolean bad = next.isEmpty() || next.length() > Extraction.MOST_NAME_CHARS;
        if (bad || next.chars().anyMatch(Character::isISOControl)) {
            complain(Fault.ofCall("A name of 1.." + Extraction.MOST_NAME_CHARS
                    + " characters, none of them a control character, expected."));
        }
    }

    @Override
    void scalar(JsonToken token, String text) {
        complain(unexpected());
    }

    @Override
    Frame open(boolean array) {
        if (array) {
            return refuse(unexpected());
        }
        if (count > Extraction.MOST_RULES) {
            return SKIP; // too many, as close will say; no need to compile them
        }
        return new RuleFrame(this, new RuleDraft());
    }

    private static Fault unexpected() {
        return Fault.ofCall("Object with one of css, xpath, json and regex expected.");
    }

    @Override
    void close() {
        if (count > Extraction.MOST_RULES) {
            complain(pointer(), Fault.ofCall("At most " + Extraction.MOST_RULES + " rules expected."));
        } else {
            draft.extraction(new Extraction(rules));
        }
    }

    @Override
    String step() {
        return name;
    }

    /** One rule. */
    private final class RuleFrame extends ObjectFrame<RuleDraft> {
        RuleFrame(Frame parent, RuleDraft rule) {
            super(parent, RuleDraft.FIELDS, rule);
        }

        @Override
        void close() {
            try {
                Rule rule = draft().rule(ExtractFrame.this.draft.rulebook());
                @Nullable Rule unused = rules.put(name, rule);
            } catch (Fault fault) {
                complain(pointer() + draft().part(), fault);
            }
        }
    }
}
