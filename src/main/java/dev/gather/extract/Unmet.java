package dev.gather.extract;

/** A rule that could not be met, and why. */
public final class Unmet extends Exception {
    private static final long serialVersionUID = 1L;

    private final String rule;

    Unmet(String rule, String why) {
        super(why, null, false, false);
        this.rule = rule;
    }

    /** The rule's name. */
    public String rule() {
        return rule;
    }

    /** A sentence for the caller. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
