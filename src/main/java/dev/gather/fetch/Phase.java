package dev.gather.fetch;

import java.util.Locale;

/** Where a fetch stood when it ended (CONTRACT, section 7). */
public enum Phase {
    ADMIT,
    QUEUE,
    DNS,
    CONNECT,
    TLS,
    SEND,
    WAIT,
    HEAD,
    BODY,
    REDIRECT,
    DECODE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The phase's name in results. */
    public String label() {
        return label;
    }
}
