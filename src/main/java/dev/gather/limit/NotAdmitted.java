package dev.gather.limit;

import java.util.Locale;

/** Why a call may not enter now, and when to try again. */
public final class NotAdmitted extends Exception {
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum Reason {
        /** The process is stopping. */
        DRAINING,
        /** As much is held in memory as may be. */
        MEMORY,
        /** As much is held in memory for this caller as may be for one. */
        CALLER_MEMORY,
        /** One call alone takes more memory than there is for it. */
        TOO_LARGE,
        /** What could start waits too long for the process. */
        CONGESTION;

        /** Its name in metrics. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    NotAdmitted(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    /** What stands in the way. */
    public Reason reason() {
        return reason;
    }
}
