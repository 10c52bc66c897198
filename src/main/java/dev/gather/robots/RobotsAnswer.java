package dev.gather.robots;

import org.jspecify.annotations.Nullable;

/** What asking an origin for its robots.txt came to. */
public final class RobotsAnswer {
    /** There is none, so everything may be fetched (RFC 9309, section 2.3.1.3). */
    public static final RobotsAnswer NONE = new RobotsAnswer(Rules.NONE, null);

    private final Rules rules;
    private final @Nullable String trouble;

    private RobotsAnswer(Rules rules, @Nullable String trouble) {
        this.rules = rules;
        this.trouble = trouble;
    }

    /** There is one. */
    public static RobotsAnswer of(Rules rules) {
        return new RobotsAnswer(rules, null);
    }

    /**
     * It could not be had, so nothing may be fetched (RFC 9309, section 2.3.1.4).
     *
     * @param why in a few words, for example {@code status 503}
     */
    public static RobotsAnswer unreachable(String why) {
        return new RobotsAnswer(Rules.NONE, "The host's robots.txt could not be had (" + why + ").");
    }

    /** What speaks against a URL's path and query, in a sentence; null if nothing does. */
    public @Nullable String objection(String requestUri) {
        return trouble == null ? rules.objection(requestUri) : trouble;
    }

    /** Least time between two requests, 0..30 s; 0 if none is asked for. */
    public long crawlDelayNanos() {
        return rules.crawlDelayNanos();
    }

    /** Whether the origin said what its rules are, or that it has none. */
    boolean reached() {
        return trouble == null;
    }

    int weight() {
        return rules.weight();
    }
}
