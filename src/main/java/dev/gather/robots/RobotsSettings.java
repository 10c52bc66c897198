package dev.gather.robots;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How robots.txt is obeyed.
 *
 * @param enforced whether every fetch respects it, whatever the caller says
 * @param productToken the name by which groups mean us, in lower case (RFC 9309, section 2.2.1)
 * @param patience longest wait for one answer; all of it, with redirects and waiting for permits, may take six times
 *     that
 */
public record RobotsSettings(boolean enforced, String productToken, Duration patience) {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z_-]{1,64}");

    /** The contract's defaults: callers choose. */
    public static final RobotsSettings DEFAULT = new RobotsSettings(false, "gather");

    /** With the usual patience. */
    public RobotsSettings(boolean enforced, String productToken) {
        this(enforced, productToken, Duration.ofSeconds(10));
    }

    public RobotsSettings {
        productToken = checkToken(productToken).toLowerCase(Locale.ROOT);
    }

    /** The token itself; refuses what no group could name. */
    public static String checkToken(String text) {
        if (!TOKEN.matcher(text).matches()) {
            throw new IllegalArgumentException("expected 1..64 of letters, _ and -");
        }
        return text;
    }
}
