package dev.gather.net;

/** A {@link Refusal} as the cause of a failed Future; has no stack trace and may be shared. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    Refused(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    /** What was refused, and why. */
    public Refusal refusal() {
        return refusal;
    }
}
