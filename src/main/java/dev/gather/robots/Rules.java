package dev.gather.robots;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of one robots.txt that are meant for us. */
public final class Rules {
    /** No rule: everything may be fetched. */
    static final Rules NONE = new Rules(List.of(), 0);

    private static final int MOST_STEPS = 1_000_000;
    private static final int MOST_SHOWN_CHARS = 100;
    private static final int RULE_BYTES = 80;

    private final List<Rule> longestFirst;
    private final long crawlDelayNanos;
    private final int weight;

    Rules(Collection<Rule> rules, long crawlDelayNanos) {
        this.longestFirst = rules.stream().distinct().sorted().toList();
        this.crawlDelayNanos = crawlDelayNanos;
        this.weight = longestFirst.stream()
                .mapToInt(rule -> RULE_BYTES + rule.pattern().length())
                .sum();
    }

    /** Least time between two requests, 0..30 s; 0 if none is asked for. */
    public long crawlDelayNanos() {
        return crawlDelayNanos;
    }

    /** What speaks against a URL's path and query, for people; null if nothing does. */
    @Nullable
    String objection(String requestUri) {
        if (longestFirst.isEmpty()) {
            return null;
        }
        String path = Paths.ofUrl(requestUri);
        var effort = new Rule.Effort(MOST_STEPS);
        for (Rule rule : longestFirst) {
            boolean matches = rule.matches(path, effort);
            if (effort.spent()) {
                return "The host's robots.txt takes too long to be judged by.";
            }
            if (matches) {
                return rule.allows() ? null : "The host's robots.txt says: Disallow: " + shown(rule.pattern());
            }
        }
        return null;
    }

    private static String shown(String pattern) {
        return pattern.length() <= MOST_SHOWN_CHARS ? pattern : pattern.substring(0, MOST_SHOWN_CHARS) + "…";
    }

    /** Bytes of memory that they hold on to, roughly. */
    int weight() {
        return weight;
    }
}
