package dev.gather.config;

/** Why the service does not start; the message is one line for the operator. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message, null, false, false);
    }
}
