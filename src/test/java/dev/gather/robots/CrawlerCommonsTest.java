package dev.gather.robots;

import static org.assertj.core.api.Assertions.assertThat;

import crawlercommons.robots.SimpleRobotRules;
import crawlercommons.robots.SimpleRobotRulesParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Ours beside an implementation that crawlers use: the same answers for thousands of made-up files, but where it is
 * wrong.
 */
class CrawlerCommonsTest {
    private static final String[] LINES = {
        "User-agent: *",
        "User-agent: gather",
        "User-agent: Gather/2.0",
        "User-agent: other",
        "User-agent: gather-x",
        "",
        "# comment",
        "Sitemap: http://a.example/s.xml",
        "Crawl-delay: 3",
        "Crawl-delay: 0.5"
    };
    private static final String[] PIECES = {"/", "a", "b", "*", "$", "%61", "%2F", "?", "é", "%C3%A9", "&=", "~"};
    private static final String[] PATHS = {"/", "a", "b", "%61", "%2F", "?", "%C3%A9", "&=", "~", "%7E"};

    private final Random random = new Random(9309);

    private String lines() {
        var text = new StringBuilder();
        for (int i = random.nextInt(12) + 2; i > 0; i--) {
            text.append(random.nextInt(3) == 0 ? LINES[random.nextInt(LINES.length)] : rule())
                    .append('\n');
        }
        return text.toString();
    }

    private String rule() {
        String pattern = (random.nextInt(8) == 0 ? "*" : "/") + joined(PIECES, 5);
        return (random.nextBoolean() ? "Allow: " : "Disallow: ") + pattern;
    }

    private String joined(String[] pieces, int most) {
        var text = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    /** It takes the first place where the last piece fits, not the last; and a $ within a pattern is no $ of a URL. */
    private static boolean knownToDiffer(String text) {
        return text.lines().anyMatch(line -> line.matches(".*\\*.*\\$") || line.matches(".*\\$.+"));
    }

    @Test
    void bothGiveTheSameAnswers() {
        int compared = 0;
        for (int i = 0; i < 20_000; i++) {
            String text = lines();
            if (knownToDiffer(text)) {
                continue;
            }
            String path = "/" + joined(PATHS, 6);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            Rules ours = RobotsTxt.read(bytes, bytes.length, false, "gather");
            SimpleRobotRules theirs = new SimpleRobotRulesParser()
                    .parseContent("http://a.example/robots.txt", bytes, "text/plain", List.of("gather"));
            assertThat(ours.objection(path) == null)
                    .as("%s of%n%s", path, text)
                    .isEqualTo(theirs.isAllowed("http://a.example" + path));
            compared++;
        }
        assertThat(compared).isGreaterThan(5_000);
    }
}
