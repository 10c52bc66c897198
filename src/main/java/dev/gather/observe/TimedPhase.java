package dev.gather.observe;

import java.util.Locale;

/** The times that have a histogram: the components of {@link dev.gather.fetch.Timings}. */
enum TimedPhase {
    QUEUE,
    BACKOFF,
    DNS,
    CONNECT,
    TTFB,
    DOWNLOAD,
    TOTAL;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The phase in metrics. */
    String label() {
        return label;
    }
}
