package dev.gather.config;

import java.util.Arrays;
import java.util.Locale;

/** How the operator wants sockets to be driven. */
public enum WantedTransport {
    /** Epoll where it is available, otherwise NIO. */
    AUTO,
    EPOLL,
    IO_URING,
    NIO;

    /** Its name in the settings. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static String[] words() {
        return Arrays.stream(values()).map(WantedTransport::word).toArray(String[]::new);
    }

    static WantedTransport of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
