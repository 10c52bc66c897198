package dev.gather.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages and rules made to take for ever, or all memory. */
class HostileRulesTest {
    private static final Map<String, Supplier<String>> PAGES = Map.of(
            "flat", () -> "<p>x".repeat(20_000),
            "deep", () -> "<div>x".repeat(20_000),
            "text", () -> "<div>".repeat(250) + "a".repeat(200_000),
            "json", () -> "[".repeat(500) + "1" + ",1".repeat(20_000) + "]".repeat(500),
            "letters", () -> "a".repeat(200_000));

    /** Each look at the clock is two milliseconds later, so that what takes 32 000 steps is over. */
    private static String found(Kind kind, String expression, String body) throws BadRule {
        AtomicLong now = new AtomicLong();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Extraction rules = new Extraction(Map.of("r", new Rule(kind, expression, null, true, false)));
        try {
            return String.valueOf(rules.of(new Body(bytes, bytes.length, null, false), () -> now.addAndGet(2_000_000))
                    .length());
        } catch (Unmet unmet) {
            return unmet.why();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "CSS ! flat ! * ~ * ~ * ~ nosuch",
                "CSS ! flat ! *:has(~ * ~ nosuch)",
                "CSS ! flat ! *:not(* ~ b) ~ *:not(* b) nosuch, *:not(* ~ b) ~ b",
                "CSS ! deep ! * * * * * * * nosuch b, nosuch * * * * * *",
                "CSS ! deep ! :has(:has(:has(nosuch)))",
                "CSS ! deep ! *:has(* * * nosuch)",
                "XPATH ! flat ! //*[count(//*) > 1]",
                "XPATH ! flat ! //*[//*[//*[//nosuch]]]",
                "XPATH ! flat ! //*[count(preceding-sibling::*) = -1]",
                "XPATH ! flat ! //p = //p/text()/../../nosuch | //*[. = //p]",
                "XPATH ! deep ! //*//*//*//*//nosuch",
                "XPATH ! deep ! //*[last()]/following::*/preceding::*",
                "XPATH ! deep ! count(//node()/ancestor-or-self::node()/descendant::node())",
                "JSON ! json ! $..*..*..*..nosuch",
                "JSON ! json ! $..[*,*]..[*,*]..[*,*]..x",
                "REGEX ! letters ! (x+x+)+y|a.*b",
                "REGEX ! letters ! (a?){100}(a{20}b)",
            })
    void givesUpWhenItsTimeIsOver(Kind kind, String page, String expression) throws BadRule {
        assertThat(found(kind, expression, PAGES.get(page).get()))
                .isEqualTo("It takes more than 2000 ms on this body.");
    }

    @Test
    void givesUpOnceNobodyWantsToKnow() throws BadRule {
        AtomicInteger asked = new AtomicInteger();
        Rule slow = new Rule(Kind.XPATH, "//*[count(//*) = -1]", null, true, false);
        byte[] bytes = PAGES.get("flat").get().getBytes(StandardCharsets.UTF_8);
        Body body = new Body(bytes, bytes.length, null, false);
        assertThatExceptionOfType(Unmet.class)
                .isThrownBy(() -> new Extraction(Map.of("r", slow)).of(body, () -> asked.incrementAndGet() > 10));
        assertThat(asked).hasValueLessThan(20);
    }

    /** The clock is asked while a page is read, too. */
    @Test
    void readsNoPageForEver() throws BadRule {
        assertThat(found(Kind.CSS, "nosuch", "<p>x".repeat(50_000))).startsWith("It takes more than");
        assertThat(found(Kind.JSON, "$.x", "[" + "1,".repeat(50_000) + "1]")).startsWith("It takes more than");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<p>", "<!>", "</p>", "<p><", "<b a=1><i>"})
    void aPageHasSoManyTags(String tag) {
        assertThat(Extracted.first(Kind.CSS, "nosuch", tag.repeat(Page.MOST_TAGS + 1)))
                .isEqualTo("unmet: The page has more than 200000 tags.");
    }

    /** Each paragraph opens anew what formats it: a few tags become twelve elements. */
    @Test
    void aPageHasSoManyElements() {
        String formats = IntStream.range(0, 12).mapToObj(i -> "<b a=" + i + ">").reduce("", String::concat);
        assertThat(Extracted.first(Kind.XPATH, "//nosuch", "<p>" + formats + "<p>x".repeat(20_000)))
                .isEqualTo("unmet: The page has more than 100000 elements.");
    }

    @Test
    void whatIsDeeperIsPutLessDeep() {
        String deep = "<div>".repeat(50_000) + "<i>x</i>";
        assertThat(Extracted.first(Kind.CSS, "i", deep)).isEqualTo("\"x\"");
        assertThat(Extracted.first(Kind.XPATH, "count(//i/ancestor::*) < 257", deep))
                .isEqualTo("true");
        String xml = "<a>".repeat(50_000);
        assertThat(Extracted.of(Kind.XPATH, "count(//a)", null, false, false, "text/xml", xml))
                .isEqualTo("50000");
    }

    @Test
    void jsonHasSoManyValues() {
        assertThat(Extracted.first(Kind.JSON, "$[0]", "[" + "1,".repeat(JsonTree.MOST_VALUES) + "1]"))
                .isEqualTo("unmet: The JSON has more than 1000000 values.");
    }

    @Test
    void bodiesAndValuesHaveSoManyBytes() {
        String body = "<p>" + "x".repeat(1 << 20);
        assertThat(Extracted.first(Kind.CSS, "p", body))
                .isEqualTo("unmet: All values together have more than 1048576 bytes.");
        assertThat(Extracted.all(Kind.CSS, "p", "<p>" + "x".repeat(1 << 19) + "<p>" + "x".repeat(1 << 19)))
                .isEqualTo("unmet: All values together have more than 1048576 bytes.");
        assertThat(Extracted.first(Kind.REGEX, "x", "x".repeat(Page.MOST_BYTES + 1)))
                .isEqualTo("unmet: The body has more than 5242880 bytes.");
        assertThat(Extracted.first(Kind.REGEX, "x$", "x".repeat(Page.MOST_BYTES)))
                .isEqualTo("\"x\"");
    }

    @Test
    void textsThatGrowWithinAnExpressionHaveABound() {
        String doubling = "concat(.,.,.,.,.,.,.,.,.,.)";
        assertThat(Extracted.first(
                        Kind.XPATH, "string-length(" + doubling.replace(".", doubling) + ")", "x".repeat(100_000)))
                .isEqualTo("unmet: A text of it has more than 5242880 characters.");
    }
}
