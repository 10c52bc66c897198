package dev.gather.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.jsoup.Jsoup;
import org.jsoup.helper.W3CDom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.NodeList;

/** XPath: what it finds, held against the JDK's on the same tree, and what is no expression. */
class XPathTest {
    private static final String PAGE = """
            <html><head><title>Shop</title> </head><body class="a b"><h1 id="top">Two words</h1>
            <ul><li n="1">one</li> <li n="2">two <b>bold</b></li> <li n="3">three</li></ul><!-- note -->
            <div id="d1"><div id="d2"><div id="d3">deep</div></div><span></span></div>
            <table><tbody><tr><th>Price</th> <td>12.50</td></tr> <tr><th>Size</th> <td>7</td></tr></tbody></table>
            <p>x<a href="/1">one</a>y<a href="/2" rel="next">two</a></p><p></p></body></html>
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/html/body/h1",
                "//li",
                "//li[2]",
                "//li[last()]",
                "//li[position()>1]",
                "//li[@n='2']/b",
                "//ul/*[1]",
                "(//li)[3]",
                "//div[@id='d1']//div",
                "//div/div",
                "//*[@id]",
                "//a/@href",
                "//@n",
                "//p/text()",
                "//a[@rel]",
                "//a[not(@rel)]",
                "//tr[th='Price']/td",
                "//td[. > 10]",
                "//td[number(.) < 10]/..",
                "//th[text()='Size']/following-sibling::td",
                "//td/preceding-sibling::th",
                "//b/ancestor::*",
                "//b/ancestor::*[1]",
                "//b/ancestor-or-self::*[last()]",
                "//li[b]",
                "//li[contains(., 'bold')]",
                "//div[@id='d3']/parent::div",
                "//li[2]/following::div",
                "//div[@id='d3']/preceding::li",
                "//div[@id='d3']/preceding::*[1]",
                "//li | //td",
                "//td | //li",
                "//comment()",
                "//li[@n mod 2 = 1]",
                "//li[@n div 2 = 1]",
                "//li[@n * 2 = 4]",
                "//li[@n + 1 = 3]",
                "//li[@n - 1 = 1]",
                "//li[-@n = -2]",
                "//li[starts-with(., 't')]",
                "//li[string-length(.) > 3]",
                "//a[@href='/1' or @rel='next']",
                "//a[@href and @rel]",
                "//body[contains(concat(' ', @class, ' '), ' b ')]/h1",
                "//h1[@id=\"top\"]",
                "/",
                "/html/head/title/text()",
                "//ul/li[position()=last()-1]",
                "//div[div[div]]",
                "//div[.//div][1]",
                "descendant::li",
                "//li[count(b)=1]",
                "//li[not(b)][2]",
                "//*[self::td or self::th]",
                "//nosuch",
                "//li[normalize-space(.)='two bold']",
                "//li[@n!=2]",
                "//li[@n<=2]",
                "//li[@n>=2]",
                "//li[. = //b/..]",
                "//tr[td = 7]/th",
                "//li[2]/preceding-sibling::li[1]",
                "//li/following-sibling::li[1]",
                "//p[1]/a[2]",
                "//li[ position ( ) = 2 ]",
                "child::html/child::body/child::p/child::a",
                "//div//div//div",
                "//li/.",
                "//span[not(node())]",
                "//p[not(*)]",
                "//li[2]/self::li/@*",
                "//li[translate(@n,'123','abc')='b']",
                "//li[substring(.,1,2)='tw']",
                "//a[substring-after(@href,'/')='2']",
                "//li[1.5 + .5]"
            })
    void findsTheNodesThatTheJdkFinds(String expression) throws Exception {
        assertThat(Extracted.all(Kind.XPATH, expression, PAGE)).isEqualTo(byTheJdk(expression));
    }

    private static String byTheJdk(String expression) throws XPathExpressionException {
        var document = new W3CDom().namespaceAware(false).fromJsoup(Jsoup.parse(PAGE));
        NodeList nodes =
                (NodeList) XPathFactory.newInstance().newXPath().evaluate(expression, document, XPathConstants.NODESET);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            String text = nodes.item(i).getTextContent();
            texts.add('"'
                    + (text == null ? document.getDocumentElement().getTextContent() : text)
                            .replaceAll("\\s+", " ")
                            .strip()
                    + '"');
        }
        return ("[" + String.join(",", texts) + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "count(//li)",
                "sum(//li/@n)",
                "string(//li[2])",
                "string(//h1)",
                "concat('a', 1, true())",
                "1 div 4",
                "7 mod 3",
                "-7 mod 3",
                "1 + 2 * 3",
                "(1 + 2) * 3",
                "10 - 2 - 3",
                "2 * 3 = 6",
                "1 < 2",
                "'a' = 'b'",
                "true() and false()",
                "true() or false()",
                "not(//nosuch)",
                "boolean(//li)",
                "boolean('')",
                "string-length('abc')",
                "normalize-space('  a   b ')",
                "substring('12345', 2, 3)",
                "substring('12345', 1.5, 2.6)",
                "substring('12345', 0, 3)",
                "substring-before('1999/04', '/')",
                "substring-after('1999/04', '/')",
                "substring-after('x', 'y')",
                "translate('bar','abc','AB')",
                "starts-with('abc','ab')",
                "contains('abc','d')",
                "floor(2.6)",
                "ceiling(2.2)",
                "round(2.5)",
                "round(-2.5)",
                "number('12.5')",
                "number(' 3 ')",
                "name(//@rel)",
                "name(//li)",
                "local-name(//li/@n)",
                "string(1000000)",
                "string(0.1)",
                "string(//nosuch)",
                "count(//li | //li | //td)",
                "//li = 'one'",
                "//li != 'one'",
                "//nosuch = ''",
                "count(//li/ancestor::*)",
                "string(//p/text()[2])",
                "1 = true()",
                "'1' = 1",
                "string(2.0)",
                "count(//*)"
            })
    void computesTheValuesThatTheJdkComputes(String expression) throws Exception {
        var document = new W3CDom().namespaceAware(false).fromJsoup(Jsoup.parse(PAGE));
        Object value = XPathFactory.newInstance()
                .newXPath()
                .evaluateExpression(expression, document)
                .value();
        String expected = value instanceof String text
                ? '"' + text + '"'
                : String.valueOf(value).replaceAll("\\.0$", "");
        assertThat(Extracted.first(Kind.XPATH, expression, PAGE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "//li[2]        |     |false|true |\"two <b>bold</b>\"",
                "//a            |href |true |false|[\"/1\",\"/2\"]",
                "//a            |rel  |false|false|\"next\"",
                "//a/@href      |     |false|false|\"/1\"",
                "//a/text()     |rel  |true |false|[]",
                "//nosuch       |     |false|false|unmet: It found nothing.",
                "//nosuch       |     |true |false|[]",
                "number('x')    |     |false|false|unmet: It is no number.",
                "1 div 0        |     |false|false|unmet: It is no number.",
                "count('x')     |     |false|false|unmet: It takes nodes of something that is none.",
                "//DIV[@ID='d3']|     |false|false|\"deep\"",
            })
    void givesTextAttributeOrInnerHtml(
            String expression, String attribute, boolean all, boolean html, String expected) {
        assertThat(Extracted.of(Kind.XPATH, expression, attribute, all, html, Extracted.HTML, PAGE))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                | Unexpected end at character 1.",
                "//                | Unexpected end at character 3.",
                "//li[             | Unexpected end at character 6.",
                "//li[]            | Unexpected ] at character 6.",
                "//li]             | Unexpected ] at character 5.",
                "//li[@n=]         | Unexpected ] at character 9.",
                "//li[@n='1]       | No end for the quotation mark at character 9.",
                "1 +               | Unexpected end at character 4.",
                "$x                | Variables are not supported.",
                "document('x')     | No function document with 1 arguments.",
                "id('x')           | No function id with 1 arguments.",
                "contains('x')     | No function contains with 1 arguments.",
                "ext:run('x')      | No function ext:run with 1 arguments.",
                "namespace::x      | No axis of this name: namespace.",
                "near::x           | No axis of this name: near.",
                "//a b             | Unexpected b at character 5.",
                "//li[foo()]       | No function foo with 0 arguments.",
                "//processing-instruction() | No node test of this name: processing-instruction().",
            })
    void isRefusedWhenItIsNone(String expression, String expected) {
        assertThat(Extracted.first(Kind.XPATH, expression, PAGE)).startsWith("bad: ");
        assertThat(Extracted.first(Kind.XPATH, expression, PAGE)).isEqualTo("bad: " + expected);
    }

    @Test
    void nestsOnlySoDeep() {
        assertThat(Extracted.first(Kind.XPATH, "(".repeat(31) + "1" + ")".repeat(31), PAGE))
                .isEqualTo("1");
        assertThat(Extracted.first(Kind.XPATH, "(".repeat(400) + "1" + ")".repeat(400), PAGE))
                .isEqualTo("bad: More than 32 levels of brackets.");
    }
}
