package dev.gather.content;

/** Why a body could not be freed of its content coding; the message is fit for the caller. */
public final class CodingException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What was wrong with the coding. */
    public enum Reason {
        /** A coding that was not asked for and is not decoded here. */
        UNSUPPORTED,
        /** More layers of codings than are decoded. */
        TOO_MANY_LAYERS,
        /** Bytes that the coding does not allow, or a check sum that does not match. */
        CORRUPT,
        /** The coded stream ended before its end. */
        TRUNCATED
    }

    private final Reason reason;

    CodingException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    static CodingException corrupt(String message) {
        return new CodingException(Reason.CORRUPT, message);
    }

    static CodingException truncated(String message) {
        return new CodingException(Reason.TRUNCATED, message);
    }

    public Reason reason() {
        return reason;
    }
}
