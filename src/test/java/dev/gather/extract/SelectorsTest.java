package dev.gather.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CSS selectors: what they find, held against jsoup's own evaluation, and what is no selector. */
class SelectorsTest {
    private static final String PAGE = """
            <!doctype html><title>Shop</title><body class="a b">
            <h1 id=top>  Two
              words </h1>
            <ul class="nav x"><li>one<li class=x>two <b>bold</b><li>three<li lang="en-GB">four</ul>
            <article><p>first<p class=x title='it is'>second <a href="/p?q=1&amp;r=2">link</a></article>
            <table><tr><th>Price<td>12,50<tr><th>Size<td><em>XL</em></table>
            <div><div><div class=deep>d3</div></div><span></span></div>
            <p data-n="1">one</p><p data-n="2">two</p>
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h1",
                "#top",
                ".x",
                "li.x",
                "ul.nav > li",
                "ul li",
                "body > * > li",
                "li + li",
                "li ~ li",
                "h1 ~ p",
                "li:first-child",
                "li:last-child",
                "li:nth-child(2n+1)",
                "li:nth-child( even )",
                "p:nth-of-type(2)",
                "li:nth-last-child(2)",
                "b:only-child",
                "td:only-of-type",
                "h1, li",
                "h1 , .deep ,td",
                "body *",
                "div div",
                "div > div > div",
                "div:has(.deep)",
                "div:has(> .deep)",
                "li:has(+ .x)",
                "li:has(~ .x)",
                "tr:has(em) td",
                "tr:has(th:contains(Price)) > td",
                "article:has(p a, p b)",
                "li:not(.x)",
                "li:not(.x, :first-child)",
                "li:not(:has(b))",
                "li:is(.x, :last-child)",
                "[href]",
                "a[href^='/p']",
                "a[href$=\"2\"]",
                "a[href*='q=1&r']",
                "[lang='en-GB']",
                "[data-n='2']",
                "p[data-n!='2']",
                "p[^data-]",
                "p[title='it is']",
                "span:empty",
                ":root",
                ":root > body",
                "li:contains(tw)",
                "li:containsOwn(bold)",
                "p:contains(first), p:contains(two)",
                "li:eq(1)",
                "li:gt(1)",
                "li:lt(2)",
                "nosuch",
                "LI.X",
                "body.a.b",
                "  h1  ",
                "ul>li+li",
                "ul > li ~ li:has(b) b",
                "div span + *",
                "article p ~ p a",
                "td em"
            })
    void findWhatJsoupFinds(String selector) {
        List<String> expected = Jsoup.parse(PAGE).select(selector).stream()
                .map(element -> '"' + element.text().replace("\"", "\\\"") + '"')
                .toList();
        assertThat(Extracted.all(Kind.CSS, selector, PAGE)).isEqualTo("[" + String.join(",", expected) + "]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h1|          |false|false|\"Two words\"",
                "li.x|        |false|true |\"two <b>bold</b>\"",
                "li|          |true |false|[\"one\",\"two bold\",\"three\",\"four\"]",
                "b|           |true |true |[\"bold\"]",
                "a|href       |false|false|\"/p?q=1&r=2\"",
                "p|title      |false|false|\"it is\"",
                "p|title      |true |false|[\"it is\"]",
                "p|nosuch     |false|false|unmet: It found nothing.",
                "p|nosuch     |true |false|[]",
                "nosuch|      |false|false|unmet: It found nothing.",
                "nosuch|      |true |false|[]",
                "span|        |false|false|\"\"",
            })
    void giveTextAttributeOrInnerHtml(String selector, String attribute, boolean all, boolean html, String expected) {
        assertThat(Extracted.of(Kind.CSS, selector, attribute, all, html, Extracted.HTML, PAGE))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                 | Unexpected end at character 1.",
                "'  '               | Unexpected end at character 3.",
                "h1,                | Unexpected end at character 4.",
                ", h1               | Unexpected , at character 1.",
                "h1 >               | Unexpected end at character 5.",
                "> h1               | Unexpected > at character 1.",
                "ul > > li          | Unexpected > at character 6.",
                "a)                 | Unexpected ) at character 2.",
                "a:not(b            | Unexpected end at character 8.",
                "a[href             | No ] for the [ at character 2.",
                "a:nth-child(2      | No ) for the ( at character 12.",
                "a:nth-child(x)     | No selector: a:nth-child(x).",
                "a:nth-child(99999999999) | No selector: a:nth-child(99999999999).",
                "a:contains()       | No selector: a:contains().",
                "a:hover            | The pseudo-class :hover is not supported.",
                "a::text            | The pseudo-class : is not supported.",
                "a:matches(x+)      | The pseudo-class :matches is not supported.",
                "a:matchText        | The pseudo-class :matchtext is not supported.",
                "a[x~=y]            | ~= is not supported; for a class write .name, for a part of a value *=.",
                "a[=x]              | No selector: a[=x].",
                "..a                | No selector: ..a.",
                "a:has()            | Unexpected ) at character 7.",
                "a:has(b:has(c:has(d:has(e:has(f))))) | Unexpected ( at character 30.",
            })
    void areRefusedWhenTheyAreNone(String selector, String expected) {
        assertThat(Extracted.first(Kind.CSS, selector, PAGE)).isEqualTo("bad: " + expected);
    }

    /** Where jsoup differs: the document is no element, and what is in :has is below what has it (Selectors 4, 4.5). */
    @Test
    void followTheStandardWhereJsoupDoesNot() {
        assertThat(Extracted.all(Kind.CSS, "*:has(title)", "<title>T</title>")).isEqualTo("[\"T\",\"T\"]");
        assertThat(Extracted.all(Kind.CSS, "* > html", "<p>T")).isEqualTo("[]");
        assertThat(Extracted.all(Kind.CSS, "div:has(div div)", PAGE)).isEqualTo("[\"d3\"]");
    }

    @Test
    void readXmlAsXml() {
        String feed = "<?xml version='1.0'?><rss><channel><item><title>T</title><link>http://a.example/</link>"
                + "<dc:date>2026</dc:date></item></channel></rss>";
        assertThat(Extracted.of(Kind.CSS, "item > link", null, false, false, "application/rss+xml", feed))
                .isEqualTo("\"http://a.example/\"");
        assertThat(Extracted.of(Kind.CSS, "dc|date", null, false, false, "text/xml", feed))
                .isEqualTo("\"2026\"");
        assertThat(Extracted.of(Kind.CSS, "link", null, false, false, "text/html", feed))
                .isEqualTo("\"\"");
    }
}
