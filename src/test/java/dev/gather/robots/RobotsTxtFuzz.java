package dev.gather.robots;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gather.testing.FuzzInput;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Any bytes are a robots.txt: the answer is the same however it is written, and what comes after a cut changes nothing.
 */
class RobotsTxtFuzz {
    private static Rules rules(byte[] bytes, boolean cut) {
        return RobotsTxt.read(bytes, bytes.length, cut, "gather");
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The path with everything encoded that may be without becoming another one. */
    private static String encoded(String path) {
        var out = new StringBuilder("/");
        for (char c : path.substring(1).toCharArray()) {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean after = out.length() > 2 && out.substring(out.length() - 2).contains("%");
            out.append(letter && !after ? String.format(Locale.ROOT, "%%%02x", (int) c) : String.valueOf(c));
        }
        return out.toString();
    }

    @FuzzTest
    void read(byte[] data) {
        var input = new FuzzInput(data);
        String path = "/" + input.line(StandardCharsets.ISO_8859_1);
        byte[] file = input.rest();
        String text = input.rest(StandardCharsets.ISO_8859_1);
        Rules rules = rules(file, false);
        assertThat(rules.crawlDelayNanos()).isBetween(0L, 30_000_000_000L);
        String objection = rules.objection(path);
        if (!path.contains("%")) {
            assertThat(rules.objection(encoded(path))).isEqualTo(objection);
        }
        assertThat(rules(latin(text.replace("\n", "\r")), false).objection(path))
                .isEqualTo(objection);
        assertThat(rules(latin(text + "\n\n# more"), false).objection(path)).isEqualTo(objection);
        assertThat(rules(latin(text + "\nDisallow: /"), true).objection(path)).isEqualTo(objection);
    }
}
