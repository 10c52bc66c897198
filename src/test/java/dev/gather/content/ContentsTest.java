package dev.gather.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "application/json | {\"a\":1} | JSON",
                "application/json | nope | TEXT",
                "application/json | '' | TEXT",
                "application/problem+json; charset=utf-8 | [] | JSON",
                "text/json | 1 | JSON",
                "APPLICATION/JSON | 1 | JSON",
                "text/html | <p> | TEXT",
                "text/plain | '' | TEXT",
                "text/plain;charset=utf-8 | {} | TEXT",
                "application/xhtml+xml | <p> | TEXT",
                "application/atom+xml | <p> | TEXT",
                "application/javascript | x | TEXT",
                "application/x-ndjson | {} | TEXT",
                "application/x-www-form-urlencoded | a=b | TEXT",
                "application/yaml | a | TEXT",
                "image/svg+xml | <svg> | TEXT",
                "image/png | x | BASE64",
                "image/png | '' | BASE64",
                "application/octet-stream | {} | BASE64",
                "application/x-json-not | {} | BASE64",
                "- | x | BASE64",
                "- | '' | NONE",
                "nonsense | x | BASE64",
                "'' | '' | NONE",
            })
    void autoGoesByMediaType(String contentType, String body, BodyForm form) throws Exception {
        Content content = read(body.getBytes(UTF_8), contentType, BodyForm.AUTO);
        assertThat(content.form()).isEqualTo(form);
        assertThat(text(content)).isEqualTo(body);
    }

    @Test
    void formsAreAsAsked() throws Exception {
        byte[] body = "[1]".getBytes(UTF_8);
        assertThat(read(body, "text/plain", BodyForm.JSON).form()).isEqualTo(BodyForm.JSON);
        assertThat(read(body, "application/json", BodyForm.TEXT).form()).isEqualTo(BodyForm.TEXT);
        assertThat(read(body, "application/json", BodyForm.BASE64).form()).isEqualTo(BodyForm.BASE64);
        assertThat(read(body, "application/json", BodyForm.NONE)).isSameAs(Content.NONE);
    }

    @Test
    void whatIsAskedForAsJsonMustBeJson() {
        for (String body : new String[] {"", "nope", "[1", "\ufeff"}) {
            assertThatThrownBy(() -> read(body.getBytes(UTF_8), "application/json", BodyForm.JSON))
                    .isInstanceOf(NotJson.class);
        }
        assertThatThrownBy(() -> Contents.read(new byte[] {'1'}, 1, null, BodyForm.JSON, true))
                .isInstanceOf(NotJson.class);
    }

    @Test
    void jsonLosesItsByteOrderMarkAndNothingElse() throws Exception {
        Content content = read("\ufeff {\"n\":9007199254740993}".getBytes(UTF_8), "application/json", BodyForm.AUTO);
        assertThat(content.form()).isEqualTo(BodyForm.JSON);
        assertThat(text(content)).isEqualTo(" {\"n\":9007199254740993}");
    }

    @Test
    void jsonInAnotherCharsetIsDecodedOnlyIfItSaysSo() throws Exception {
        byte[] cyrillic = "{\"ключ\":1}".getBytes(Charset.forName("windows-1251"));
        Content told = read(cyrillic, "application/json; charset=windows-1251", BodyForm.AUTO);
        assertThat(told.form()).isEqualTo(BodyForm.JSON);
        assertThat(text(told)).isEqualTo("{\"ключ\":1}");
        assertThat(read(cyrillic, "application/json", BodyForm.AUTO).form()).isEqualTo(BodyForm.TEXT);
        assertThat(read(cyrillic, "application/json; charset=utf-8", BodyForm.AUTO)
                        .form())
                .isEqualTo(BodyForm.TEXT);
        assertThat(text(read("\ufeff[1]".getBytes(UTF_16LE), "application/json", BodyForm.JSON)))
                .isEqualTo("[1]");
    }

    @Test
    void validUtf8IsNotCopied() throws Exception {
        byte[] body = "grün".getBytes(UTF_8);
        assertThat(read(body, "text/html", BodyForm.AUTO).bytes()).isSameAs(body);
        assertThat(read(body, "text/html; charset=utf-8", BodyForm.AUTO).bytes())
                .isSameAs(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // What the bytes are | Content-Type | markup before them | name | source
                "windows-1251 | text/html; charset=windows-1251 | '' | windows-1251 | header",
                "windows-1251 | text/html; Charset=\"CP1251\" | '' | windows-1251 | header",
                "windows-1251 | text/html; a=\"x;charset=utf-8\"; charset = cp1251 | '' | windows-1251 | header",
                "windows-1251 | text/html; charset=nonsense | <meta charset=windows-1251> | windows-1251 | meta",
                "windows-1251 | text/html | <meta charset=\"windows-1251\"> | windows-1251 | meta",
                "windows-1251 | text/html | <META CharSet = 'x-cp1251' /> | windows-1251 | meta",
                "windows-1251 | text/html | <meta/charset=cp1251> | windows-1251 | meta",
                "windows-1251 | text/html | <meta http-equiv=Content-Type content='text/html; charset=windows-1251'> | windows-1251 | meta",
                "windows-1251 | text/html | <meta content=\"a;charset=cp1251\" http-equiv=\"content-type\"> | windows-1251 | meta",
                "windows-1251 | text/html | <!-- <meta charset=koi8-r> --><meta charset=cp1251> | windows-1251 | meta",
                "windows-1251 | text/html | <!--><meta charset=cp1251> | windows-1251 | meta",
                "windows-1251 | text/html | <p title='<meta charset=koi8-r>'><meta charset=cp1251> | windows-1251 | meta",
                "windows-1251 | text/html | <metal charset=koi8-r><meta charset=cp1251> | windows-1251 | meta",
                "windows-1251 | text/html | <meta charset=nonsense><meta charset=cp1251> | windows-1251 | meta",
                "windows-1251 | text/html | <meta charset=cp1251 charset=koi8-r> | windows-1251 | meta",
                "windows-1251 | application/xml | <?xml version='1.0' encoding='windows-1251'?> | windows-1251 | meta",
                "windows-1251 | image/svg+xml | <?xml version=\"1.0\" encoding=\"cp1251\"?> | windows-1251 | meta",
                "windows-1251 | application/xhtml+xml | <meta charset=cp1251> | windows-1251 | meta",
                "koi8-r | text/plain; charset=koi8-r | '' | koi8-r | header",
                "IBM866 | text/plain; charset=cp866 | '' | ibm866 | header",
                "ISO-8859-5 | text/plain; charset=cyrillic | '' | iso-8859-5 | header",
                "GB18030 | text/plain; charset=gb2312 | '' | gbk | header",
                "GB18030 | text/plain; charset=gb18030 | '' | gb18030 | header",
                "EUC-JP | text/plain; charset=euc-jp | '' | euc-jp | header",
                "windows-31j | text/plain; charset=Shift_JIS | '' | shift_jis | header",
                "ISO-2022-JP | text/plain; charset=iso-2022-jp | '' | iso-2022-jp | header",
                "x-windows-949 | text/plain; charset=EUC-KR | '' | euc-kr | header",
                "UTF-16LE | text/plain; charset=utf-16 | '' | utf-16le | header",
                "UTF-16LE | text/plain; charset=unicode | '' | utf-16le | header",
                "UTF-16BE | text/plain; charset=utf-16be | '' | utf-16be | header",
                "UTF-8 | text/html | <meta charset=utf-16> | utf-8 | meta",
                "UTF-8 | text/html | <meta charset=utf-16be> | utf-8 | meta",
                "UTF-8 | text/html | '' | utf-8 | default",
                "UTF-8 | text/html | <meta name=x content='charset=koi8-r'> | utf-8 | default",
                "UTF-8 | text/plain | <meta charset=koi8-r> | utf-8 | default",
                "UTF-8 | text/plain; charset=x-user-defined | '' | utf-8 | default",
                "UTF-8 | text/plain; charset=hz-gb-2312 | '' | utf-8 | default",
            })
    void charsetIsFoundAndTextDecoded(String jdk, String contentType, String markup, String name, String source)
            throws Exception {
        String text = markup + "Привет, мир";
        Content content = read(text.getBytes(Charset.forName(jdk)), contentType, BodyForm.AUTO);
        assertThat(text(content)).isEqualTo(text);
        assertThat(content.charset()).isEqualTo(name);
        assertThat(content.charsetSource()).isEqualTo(source);
    }

    @Test
    void byteOrderMarkOutranksTheHeader() throws Exception {
        for (Charset charset : new Charset[] {UTF_8, UTF_16LE, UTF_16BE}) {
            Content content = read("\ufeffgrün".getBytes(charset), "text/plain; charset=koi8-r", BodyForm.AUTO);
            assertThat(text(content)).isEqualTo("grün");
            assertThat(content.charset()).isEqualToIgnoringCase(charset.name());
            assertThat(content.charsetSource()).isEqualTo("bom");
        }
    }

    @Test
    void metaPastTheFirst1024BytesIsNotSeen() throws Exception {
        byte[] near = (" ".repeat(1_024 - 21) + "<meta charset=koi8-r>").getBytes(UTF_8);
        byte[] far = (" ".repeat(1_024 - 6) + "<meta charset=koi8-r>").getBytes(UTF_8);
        assertThat(read(near, "text/html", BodyForm.AUTO).charset()).isEqualTo("koi8-r");
        assertThat(read(far, "text/html", BodyForm.AUTO).charset()).isEqualTo("utf-8");
    }

    @Test
    void windows1252IsTheLastResortAndKnowsEveryByte() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        Content content = read(all, "text/plain", BodyForm.AUTO);
        assertThat(content.charset()).isEqualTo("windows-1252");
        assertThat(content.charsetSource()).isEqualTo("default");
        assertThat(text(content)).doesNotContain("\ufffd").contains("€\u0081‚").endsWith("ýþÿ");
        assertThat(read(all, "text/plain; charset=iso-8859-1", BodyForm.AUTO).charset())
                .isEqualTo("windows-1252");
    }

    /** The rows of the Encoding Standard's own reasoning on "maximal subparts" (Unicode 15, table 3-8). */
    @ParameterizedTest
    @CsvSource({
        "'a\u00ffb', 'a\ufffdb'",
        "'\u00c0\u00af', '\ufffd\ufffd'",
        "'\u00e2\u0082x', '\ufffdx'",
        "'\u00ed\u00a0\u0080', '\ufffd\ufffd\ufffd'",
        "'\u00f0\u0090\u0080', '\ufffd'",
        "'\u00f1\u0080\u0080\u00e1\u0080\u00c2b', '\ufffd\ufffd\ufffdb'",
    })
    void malformedUtf8BecomesReplacementCharacters(String octets, String expected) throws Exception {
        Content content = read(octets.getBytes(ISO_8859_1), "text/plain; charset=utf-8", BodyForm.AUTO);
        assertThat(text(content)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/plain; charset=utf-8", "application/json"})
    void characterCutByTruncationIsDropped(String contentType) throws Exception {
        byte[] euro = "ab€".getBytes(UTF_8);
        byte[] smile = "\ufffdab😀".getBytes(UTF_8);
        for (int cut = 1; cut < 3; cut++) {
            Content content = Contents.read(euro, euro.length - cut, contentType, BodyForm.AUTO, true);
            assertThat(text(content)).isEqualTo("ab");
            assertThat(content.charset()).isEqualTo("utf-8");
        }
        for (int cut = 1; cut < 4; cut++) {
            Content content = Contents.read(smile, smile.length - cut, contentType, BodyForm.AUTO, true);
            assertThat(text(content)).isEqualTo("\ufffdab");
        }
    }

    @Test
    void characterCutInAnotherCharsetIsDroppedToo() throws Exception {
        byte[] wide = "ab😀".getBytes(UTF_16LE);
        Content content = Contents.read(wide, wide.length - 1, "text/plain; charset=utf-16le", BodyForm.AUTO, true);
        assertThat(text(content)).isEqualTo("ab");
        Content whole = Contents.read(wide, wide.length - 1, "text/plain; charset=utf-16le", BodyForm.AUTO, false);
        assertThat(text(whole)).startsWith("ab\ufffd");
    }

    @Test
    void truncatedJsonIsText() throws Exception {
        Content content = Contents.read(new byte[] {'1'}, 1, "application/json", BodyForm.AUTO, true);
        assertThat(content.form()).isEqualTo(BodyForm.TEXT);
    }

    @Test
    void textIsValidUtf8WhateverTheBytes() throws Exception {
        var random = new Random(3);
        String[] labels = {
            "utf-8",
            "utf-16le",
            "utf-16be",
            "gbk",
            "big5",
            "euc-jp",
            "iso-2022-jp",
            "shift_jis",
            "euc-kr",
            "windows-1253",
            "windows-874",
            "macintosh",
            "x-mac-cyrillic",
            "iso-8859-8-i",
            "koi8-u"
        };
        for (int round = 0; round < 600; round++) {
            byte[] bytes = new byte[random.nextInt(30_000)];
            random.nextBytes(bytes);
            String label = labels[round % labels.length];
            Content content = Contents.read(
                    bytes, bytes.length, "text/plain; charset=" + label, BodyForm.AUTO, random.nextBoolean());
            assertThat(Utf8.validUntil(content.bytes(), 0, content.length())).isEqualTo(content.length());
        }
    }

    @Test
    void longTextInPiecesEqualsTextInOnePiece() throws Exception {
        String text = "Ünï€😀 日本語 ".repeat(5_000);
        for (String jdk : new String[] {"UTF-16LE", "GB18030"}) {
            byte[] bytes = text.getBytes(Charset.forName(jdk));
            assertThat(text(read(bytes, "text/plain; charset=" + jdk, BodyForm.AUTO)))
                    .isEqualTo(text);
        }
    }

    @Test
    void utf8IsJudgedAsTheJdkDoes() {
        var random = new Random(5);
        byte[] alphabet = {
            0x41,
            0x7f,
            (byte) 0x80,
            (byte) 0x8f,
            (byte) 0x90,
            (byte) 0x9f,
            (byte) 0xa0,
            (byte) 0xbf,
            (byte) 0xc1,
            (byte) 0xc2,
            (byte) 0xe0,
            (byte) 0xe1,
            (byte) 0xed,
            (byte) 0xf0,
            (byte) 0xf4,
            (byte) 0xf5
        };
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = new byte[random.nextInt(6)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            boolean valid = Utf8.validUntil(bytes, 0, bytes.length) == bytes.length;
            assertThat(valid).isEqualTo(Arrays.equals(new String(bytes, UTF_8).getBytes(UTF_8), bytes));
        }
    }

    @Test
    void labelsOfTheStandardAreKnown() {
        assertThat(Label.of(" Latin1\n").name()).isEqualTo("windows-1252");
        assertThat(Label.of("us-ascii").name()).isEqualTo("windows-1252");
        assertThat(Label.of("ks_c_5601-1987").name()).isEqualTo("euc-kr");
        assertThat(Label.of("logical").name()).isEqualTo("iso-8859-8-i");
        assertThat(Label.of("iso-8859-9").name()).isEqualTo("windows-1254");
        assertThat(Label.of("tis-620").name()).isEqualTo("windows-874");
        assertThat(Label.of("iso-2022-kr")).isNull();
        assertThat(Label.of("replacement")).isNull();
        assertThat(Label.of("utf-7")).isNull();
        assertThat(Label.of("utf-32")).isNull();
        assertThat(Label.of(null)).isNull();
    }

    private static Content read(byte[] bytes, String contentType, BodyForm as) throws NotJson {
        return Contents.read(bytes, bytes.length, contentType, as, false);
    }

    private static String text(Content content) {
        return new String(content.bytes(), 0, content.length(), UTF_8);
    }
}
