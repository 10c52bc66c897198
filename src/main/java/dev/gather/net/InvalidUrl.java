package dev.gather.net;

/** Why a text is not a URL that can be fetched; the message is fit for the caller. */
public final class InvalidUrl extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidUrl(String reason) {
        super(reason, null, false, false);
    }
}
