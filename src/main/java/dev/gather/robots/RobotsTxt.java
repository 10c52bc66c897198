package dev.gather.robots;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads a robots.txt for one product token (RFC 9309, section 2.2). Whatever it cannot read, it passes over. */
public final class RobotsTxt {
    /** The first bytes that count (RFC 9309, section 2.5). */
    public static final int MOST_BYTES = 500 << 10;

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,100}(\\.[0-9]{1,100})?");
    private static final double MOST_DELAY_S = 30;
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    private final String token;
    private final Groups ours = new Groups();
    private final Groups anyones = new Groups();

    /** Whether lines that name user agents follow each other, so that one more joins them. */
    private boolean naming;

    private RobotsTxt(String token) {
        this.token = token;
    }

    /**
     * The rules for us.
     *
     * @param length how many of the bytes count
     * @param cut whether more followed, so that the last line is perhaps not whole
     * @param productToken in lower case
     */
    public static Rules read(byte[] bytes, int length, boolean cut, String productToken) {
        var reading = new RobotsTxt(productToken);
        // Latin-1 keeps every octet as it is; what is compared are octets.
        reading.lines(new String(bytes, 0, length, StandardCharsets.ISO_8859_1), cut);
        return (reading.ours.named ? reading.ours : reading.anyones).rules();
    }

    private void lines(String text, boolean cut) {
        int from = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                line(text.substring(from, i));
                from = i + 1;
            }
        }
        if (!cut) {
            line(text.substring(from));
        }
    }

    private void line(String line) {
        int comment = line.indexOf('#');
        String said = comment < 0 ? line : line.substring(0, comment);
        int colon = said.indexOf(':');
        if (colon < 0) {
            return;
        }
        String value = said.substring(colon + 1).trim();
        switch (said.substring(0, colon).trim().toLowerCase(Locale.ROOT)) {
            case "user-agent" -> userAgent(value);
            case "allow" -> rule(true, value);
            case "disallow" -> rule(false, value);
            case "crawl-delay" -> crawlDelay(value);
            default -> {
                // Sitemaps and whatever else leave the groups alone (section 2.2.4).
            }
        }
    }

    private void userAgent(String value) {
        if (!naming) {
            naming = true;
            ours.open = false;
            anyones.open = false;
        }
        if (value.equals("*")) {
            anyones.name();
        } else if (token.equals(tokenOf(value))) {
            ours.name();
        }
    }

    /** The product token that a line begins with; many go on with a version, which is not for comparing. */
    private static String tokenOf(String value) {
        int end = 0;
        while (end < value.length() && inToken(value.charAt(end))) {
            end++;
        }
        return value.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private static boolean inToken(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    }

    private void rule(boolean allows, String value) {
        naming = false;
        // An empty pattern says nothing, and one that begins otherwise matches no path.
        if (value.startsWith("/") || value.startsWith("*")) {
            ours.add(allows, value);
            anyones.add(allows, value);
        }
    }

    private void crawlDelay(String value) {
        if (SECONDS.matcher(value).matches()) {
            double seconds = Math.min(Double.parseDouble(value), MOST_DELAY_S);
            ours.delay(seconds);
            anyones.delay(seconds);
        }
    }

    /** What all groups for one name say together (section 2.2.1). */
    private static final class Groups {
        private final List<Rule> rules = new ArrayList<>();
        private boolean named;
        private boolean open;
        private double delaySeconds;

        void name() {
            named = true;
            open = true;
        }

        void add(boolean allows, String pattern) {
            if (open) {
                rules.add(new Rule(allows, Paths.ofPattern(pattern)));
            }
        }

        void delay(double seconds) {
            if (open) {
                delaySeconds = Math.max(delaySeconds, seconds);
            }
        }

        Rules rules() {
            return new Rules(rules, Math.round(delaySeconds * 1e9));
        }
    }
}
