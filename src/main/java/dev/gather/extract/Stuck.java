package dev.gather.extract;

/** Ends an evaluation from within, through whatever library it is in. Never leaves this room. */
final class Stuck extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param why a sentence for the caller */
    Stuck(String why) {
        super(why, null, false, false);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
