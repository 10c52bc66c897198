package dev.gather.fetch;

import java.util.Locale;

/** When a batch is decided; the meaning is that of JavaScript's {@code Promise} combinators. */
public enum Mode {
    /** Every item settles. */
    ALL_SETTLED,
    /** Decided by the first item that is not ok. */
    ALL,
    /** Decided by the first item that is ok. */
    ANY,
    /** Decided by the first item that settles. */
    RACE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The mode's name in requests and results. */
    public String label() {
        return label;
    }
}
