package dev.gather.content;

/** A body that was to be JSON is something else. */
public final class NotJson extends Exception {
    private static final long serialVersionUID = 1L;

    NotJson() {
        super("The body is not one JSON text in UTF-8.", null, false, false);
    }
}
