package dev.gather.extract;

/** What a caller wrote is no rule. */
public final class BadRule extends Exception {
    private static final long serialVersionUID = 1L;

    BadRule(String why) {
        super(why, null, false, false);
    }

    /** A sentence for the caller. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
