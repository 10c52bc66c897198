package dev.gather.robots;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RobotsTxtTest {
    private static final String ALL = "User-agent: *\n";

    private static Rules rules(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return RobotsTxt.read(bytes, bytes.length, false, "gather");
    }

    private static boolean allows(String text, String requestUri) {
        return rules(text).objection(requestUri) == null;
    }

    /** Lines are joined with {@code |}. The first rows are RFC 9309's own examples. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            Allow: /example/page/|Disallow: /example/page/disallowed.gif ; /example/page/                ; true
            Allow: /example/page/|Disallow: /example/page/disallowed.gif ; /example/page/disallowed.gif  ; false
            Disallow: *.gif$|Disallow: /example/                         ; /a.gif                        ; false
            Disallow: *.gif$|Disallow: /example/                         ; /a.gif?x                      ; true
            Disallow: /fish                                              ; /fish                         ; false
            Disallow: /fish                                              ; /fishheads/yummy.html         ; false
            Disallow: /fish                                              ; /Fish.asp                     ; true
            Disallow: /fish                                              ; /catfish                      ; true
            Disallow: /fish/                                             ; /fish                         ; true
            Disallow: /fish*                                             ; /fish.html?id=1               ; false
            Disallow: /*.php                                             ; /folder/any.php.file.html     ; false
            Disallow: /*.php                                             ; /windows.PHP                  ; true
            Disallow: /*.php$                                            ; /a.php                        ; false
            Disallow: /*.php$                                            ; /a.php?x                      ; true
            Disallow: /*.php$                                            ; /a.php5                       ; true
            Disallow: /*.php$                                            ; /a.php/b.php                  ; false
            Disallow: /fish*.php                                         ; /fishheads/catfish.php?x      ; false
            Disallow: /a*b*c$                                            ; /axbxc                        ; false
            Disallow: /a*b*c$                                            ; /abcbc                        ; false
            Disallow: /a*b*c$                                            ; /acb                          ; true
            Disallow: /a*                                                ; /a                            ; false
            Disallow: /a*$                                               ; /ab                           ; false
            Disallow: /*aa$                                              ; /a                            ; true
            Disallow: /*ab*ab$                                           ; /ab                           ; true
            Disallow: /$                                                 ; /                             ; false
            Disallow: /$                                                 ; /index.html                   ; true
            Disallow: /a$b                                               ; /a$bc                         ; false
            Disallow: /a$b                                               ; /a                            ; true
            Disallow: **                                                 ; /x                            ; false
            Disallow: *                                                  ; /                             ; false
            Disallow: /                                                  ; /                             ; false
            Disallow: /p|Allow: /p                                       ; /p                            ; true
            Allow: /p|Disallow: /p                                       ; /p                            ; true
            Allow: /p|Disallow: /                                        ; /page                         ; true
            Allow: /page|Disallow: /*.htm                                ; /page.htm                     ; false
            Allow: /$|Disallow: /                                        ; /                             ; true
            Allow: /$|Disallow: /                                        ; /page.htm                     ; false
            Disallow:                                                    ; /x                            ; true
            Disallow: /x|Allow:                                          ; /x                            ; false
            Disallow: private                                            ; /private                      ; true
            Disallow: $                                                  ; /                             ; true
            disallow:/x                                                  ; /x                            ; false
            DISALLOW : /x                                                ; /x                            ; false
            Disallow /x                                                  ; /x                            ; true
            Disallow: /x # not here                                      ; /x                            ; false
            Disallow: /x#y                                               ; /x                            ; false
            # Disallow: /x                                               ; /x                            ; true
            Disallow: /x?a=b                                             ; /x?a=b&c                      ; false
            Disallow: /x?a=b                                             ; /x                            ; true
            Disallow: /foo/bar?baz=http://foo.bar                        ; /foo/bar?baz=http://foo.bar   ; false
            Disallow: /foo/bar/ツ                                         ; /foo/bar/%E3%83%84            ; false
            Disallow: /foo/bar/%e3%83%84                                 ; /foo/bar/%E3%83%84            ; false
            Disallow: /foo/bar/%62%61%7A                                 ; /foo/bar/baz                  ; false
            Disallow: /foo/bar/baz                                       ; /foo/bar/%62a%7a              ; false
            Disallow: /a%2Fb                                             ; /a/b                          ; true
            Disallow: /a%2fb                                             ; /a%2Fb                        ; false
            Disallow: /a b                                               ; /a%20b                        ; false
            Disallow: /a|%zz                                             ; /a                            ; false
            Disallow: /100%                                              ; /100%                         ; false
            Disallow: /100%2                                             ; /100%25                       ; true
            Disallow: /a%2A                                              ; /a*b                          ; false
            Disallow: /a%2Ab                                             ; /axb                          ; true
            Disallow: /a%24                                              ; /a$                           ; false
            Disallow: /a%24                                              ; /a                            ; true
            Disallow: /[x]                                               ; /[x]                          ; false
            Disallow: /^x                                                ; /^x                           ; false
            """)
    void longestPatternThatMatchesDecides(String lines, String requestUri, boolean allowed) {
        assertThat(allows(ALL + lines.replace('|', '\n'), requestUri)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            User-agent: gather|Disallow: /x                                                         ; false
            User-agent: GaTHer|Disallow: /x                                                         ; false
            user-agent:gather|disallow:/x                                                           ; false
            User-agent: gather/1.0|Disallow: /x                                                     ; false
            User-agent: gather (beta)|Disallow: /x                                                  ; false
            User-agent: gather-news|Disallow: /x                                                    ; true
            User-agent: gat|Disallow: /x                                                            ; true
            User-agent: other gather|Disallow: /x                                                   ; true
            User-agent: *|Disallow: /x                                                              ; false
            User-agent:|Disallow: /x                                                                ; true
            Disallow: /x                                                                            ; true
            Disallow: /x|User-agent: *                                                              ; true
            User-agent: *|Disallow: /x||User-agent: gather|Disallow: /y                             ; true
            User-agent: gather|Disallow: /y||User-agent: *|Disallow: /x                             ; true
            User-agent: gather||User-agent: *|Disallow: /x                                          ; false
            User-agent: gather|Allow:||User-agent: *|Disallow: /x                                   ; true
            User-agent: *|Disallow: /x||User-agent: gather                                          ; true
            User-agent: gather|Disallow: /y||User-agent: b|Allow: /||User-agent: gather|Disallow: /x ; false
            User-agent: *|Disallow: /y||User-agent: b|Allow: /||User-agent: *|Disallow: /x          ; false
            User-agent: a|User-agent: gather|User-agent: b|Disallow: /x                             ; false
            User-agent: a||# more||User-agent: gather|Disallow: /x                                  ; false
            User-agent: gather|Sitemap: http://a.example/|User-agent: b|Disallow: /x                ; false
            User-agent: gather|Crawl-delay: 5|User-agent: b|Disallow: /x                            ; false
            User-agent: gather|Unknown: 5|Disallow: /x                                              ; false
            User-agent: gather|Disallow: /y|User-agent: b|Disallow: /x                              ; true
            """)
    void theGroupsThatNameUsCountTogetherElseThoseForAll(String lines, boolean allowed) {
        assertThat(allows(lines.replace('|', '\n'), "/x")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "Crawl-delay: 5, 5000",
        "crawl-delay:0.5, 500",
        "Crawl-delay: 30, 30000",
        "Crawl-delay: 3600, 30000",
        "Crawl-delay: 999999999.999999999, 30000",
        "Crawl-delay: 99999999999, 30000",
        "Crawl-delay: 0, 0",
        "Crawl-delay: -1, 0",
        "Crawl-delay: 1e9, 0",
        "Crawl-delay: NaN, 0",
        "Crawl-delay: 5s, 0",
        "Crawl-delay:, 0",
        "Disallow: /x, 0",
        "Crawl-delay: 2|Crawl-delay: 1, 2000"
    })
    void crawlDelayIsInSecondsAndAtMostThirty(String lines, long millis) {
        assertThat(rules(ALL + lines.replace('|', '\n')).crawlDelayNanos())
                .isEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void crawlDelayOfOthersIsTheirs() {
        assertThat(rules("User-agent: a\nCrawl-delay: 9\nDisallow: /\n\nUser-agent: gather\nDisallow: /y")
                        .crawlDelayNanos())
                .isZero();
    }

    @Test
    void everyEndOfLineEndsALine() {
        for (String end : new String[] {"\n", "\r", "\r\n", "\n\n", "\r\r\n"}) {
            String text = "User-agent: *" + end + "Allow: /x/y" + end + "Disallow: /x";
            assertThat(allows(text, "/x")).as(text).isFalse();
            assertThat(allows(text, "/x/y")).as(text).isTrue();
        }
    }

    @Test
    void aByteOrderMarkIsPassedOver() {
        assertThat(allows("\uFEFF" + ALL + "Disallow: /x", "/x")).isFalse();
    }

    @Test
    void whatIsNoRobotsTxtForbidsNothing() {
        byte[] random = new byte[100_000];
        new Random(1).nextBytes(random);
        String html = "<!doctype html><html><head><style>a: b</style></head><body>Disallow: /</body></html>";
        assertThat(RobotsTxt.read(random, random.length, false, "gather").objection("/x"))
                .isNull();
        assertThat(allows(html, "/x")).isTrue();
        assertThat(allows("", "/x")).isTrue();
        byte[] wide = (ALL + "Disallow: /").getBytes(StandardCharsets.UTF_16);
        assertThat(RobotsTxt.read(wide, wide.length, false, "gather").objection("/x"))
                .isNull();
    }

    @Test
    void octetsThatAreNoUtf8AreComparedAsTheyAre() {
        byte[] latin = (ALL + "Disallow: /caf\u00e9").getBytes(StandardCharsets.ISO_8859_1);
        Rules rules = RobotsTxt.read(latin, latin.length, false, "gather");
        assertThat(rules.objection("/caf%E9")).isNotNull();
        assertThat(rules.objection("/caf%C3%A9")).isNull();
    }

    @Test
    void aLineThatWasCutSaysNothing() {
        byte[] bytes = (ALL + "Disallow: /y\nDisallow: /").getBytes(StandardCharsets.UTF_8);
        assertThat(RobotsTxt.read(bytes, bytes.length, true, "gather").objection("/x"))
                .isNull();
        assertThat(RobotsTxt.read(bytes, bytes.length, true, "gather").objection("/y"))
                .isNotNull();
        assertThat(RobotsTxt.read(bytes, bytes.length, false, "gather").objection("/x"))
                .isNotNull();
    }

    @Test
    void theObjectionNamesItsRuleAndIsShort() {
        assertThat(rules(ALL + "Disallow: /a\u0007b").objection("/a%07b"))
                .isEqualTo("The host's robots.txt says: Disallow: /a%07b");
        String longest = rules(ALL + "Disallow: /" + "*".repeat(5_000)).objection("/x");
        assertThat(longest).hasSizeLessThan(200).startsWith("The host's robots.txt says: Disallow: /***");
    }

    /** Five hundred KiB made to be costly: whoever judges by them answers soon, and never yes for want of time. */
    @ParameterizedTest
    @CsvSource({"/*a*a*a*a*$", "/*aaaaaaaab", "/*a*b*c*d*e*$", "/aaaaaaaaaaaaaaaaaaaa", "*", "/*aaaa%61%61"})
    void costlyRulesCostLittle(String pattern) {
        int count = RobotsTxt.MOST_BYTES / (pattern.length() + 16);
        String text = IntStream.range(0, count)
                .mapToObj(i -> "Disallow: " + pattern + Integer.toHexString(i))
                .collect(Collectors.joining("\n", ALL, ""));
        Rules rules = rules(text);
        String path = "/" + "a".repeat(7_999);
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThat(rules.objection(path))
                    .satisfiesAnyOf(
                            refused -> assertThat(refused).isNotNull(),
                            allowed -> assertThat(pattern).isIn("/aaaaaaaaaaaaaaaaaaaa", "*"));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aSinglePatternOfHalfAMebibyteCostsLittle() {
        Rules rules = rules(ALL + "Disallow: /" + "*a".repeat(250_000) + "$");
        long start = System.nanoTime();
        assertThat(rules.objection("/" + "a".repeat(7_999))).isNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
