package dev.gather.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    private static final String BASE = "http://a.example:8080/b/c/d;p?q";

    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '\0', textBlock = """
            http://example.com -> http://example.com/
            http://example.com/ -> http://example.com/
            HTTP://EXAMPLE.com/A -> http://example.com/A
            hTTps://Example.COM -> https://example.com/
            http://example.com:80/ -> http://example.com/
            https://example.com:443/ -> https://example.com/
            http://example.com:443/ -> http://example.com:443/
            https://example.com:80/ -> https://example.com:80/
            http://example.com:8080 -> http://example.com:8080/
            http://example.com:/x -> http://example.com/x
            http://example.com:00080/ -> http://example.com/
            http://example.com:08080/ -> http://example.com:8080/
            http://example.com:65535/ -> http://example.com:65535/
            http://example.com:1/ -> http://example.com:1/
            http://example.com./ -> http://example.com/
            http://example.com.:81/ -> http://example.com:81/
            http://a_b.example/ -> http://a_b.example/
            http://-a-.example/ -> http://-a-.example/
            http://a--b.example/ -> http://a--b.example/
            http://localhost -> http://localhost/
            http://LocalHost./ -> http://localhost/
            http://1.example/ -> http://1.example/
            http://1e2.com1/ -> http://1e2.com1/
            http://a.0b/ -> http://a.0b/
            http://example.com?q -> http://example.com/?q
            http://example.com?q/../r -> http://example.com/?q/../r
            http://example.com/? -> http://example.com/?
            http://example.com/?? -> http://example.com/??
            http://example.com#f -> http://example.com/
            http://example.com/#f?g -> http://example.com/
            http://example.com/a?b#c -> http://example.com/a?b
            http://example.com/a?#c -> http://example.com/a?
            http://example.com/a/./b -> http://example.com/a/b
            http://example.com/a/../b -> http://example.com/b
            http://example.com/../../b -> http://example.com/b
            http://example.com/a/.. -> http://example.com/
            http://example.com/a/. -> http://example.com/a/
            http://example.com/. -> http://example.com/
            http://example.com/.. -> http://example.com/
            http://example.com/a/%2e/b -> http://example.com/a/b
            http://example.com/a/%2E%2e/b -> http://example.com/b
            http://example.com/a/.%2e/b -> http://example.com/b
            http://example.com/a/%2e./b -> http://example.com/b
            http://example.com/a/%2e%2e%2e/b -> http://example.com/a/%2e%2e%2e/b
            http://example.com/a/.../b -> http://example.com/a/.../b
            http://example.com/a/.b -> http://example.com/a/.b
            http://example.com/a/..b -> http://example.com/a/..b
            http://example.com/a//b -> http://example.com/a//b
            http://example.com/a//../b -> http://example.com/a/b
            http://example.com//a -> http://example.com//a
            http://example.com/a.b/c -> http://example.com/a.b/c
            http://example.com/%zz%2 -> http://example.com/%zz%2
            http://example.com/%41%c3%a4 -> http://example.com/%41%c3%a4
            http://example.com/a:b@c -> http://example.com/a:b@c
            http://example.com/?a@b:c -> http://example.com/?a@b:c
            http://example.com/;a=b,c -> http://example.com/;a=b,c
            http://example.com/|[]!$&'()*+~ -> http://example.com/|[]!$&'()*+~
            http://example.com/"<>^`{} -> http://example.com/%22%3C%3E%5E%60%7B%7D
            http://example.com/?"<>' -> http://example.com/?%22%3C%3E%27
            http://example.com/?^`{}| -> http://example.com/?^`{}|
            http://example.com/ä/日本 -> http://example.com/%C3%A4/%E6%97%A5%E6%9C%AC
            http://example.com/?ü=😀 -> http://example.com/?%C3%BC=%F0%9F%98%80
            http://127.0.0.1/ -> http://127.0.0.1/
            http://127.0.0.1:9000/ok -> http://127.0.0.1:9000/ok
            http://127.0.0.1./ -> http://127.0.0.1/
            http://127.1/ -> http://127.0.0.1/
            http://127.0.1/ -> http://127.0.0.1/
            http://127.65535/ -> http://127.0.255.255/
            http://2130706433/ -> http://127.0.0.1/
            http://0x7f000001/ -> http://127.0.0.1/
            http://0x7F.1/ -> http://127.0.0.1/
            http://0X7f.0x0.0x0.0x1/ -> http://127.0.0.1/
            http://0177.0.0.1/ -> http://127.0.0.1/
            http://017700000001/ -> http://127.0.0.1/
            http://00000000177.0.0.01/ -> http://127.0.0.1/
            http://0/ -> http://0.0.0.0/
            http://0x/ -> http://0.0.0.0/
            http://0.0.0.0x/ -> http://0.0.0.0/
            http://4294967295/ -> http://255.255.255.255/
            http://0xa9fea9fe/ -> http://169.254.169.254/
            http://0251.254.169.254/ -> http://169.254.169.254/
            http://169.16689662/ -> http://169.254.169.254/
            http://%31%32%37.0.0.1/ -> http://127.0.0.1/
            http://127%2e0.0.1/ -> http://127.0.0.1/
            http://①②⑦.⓪.⓪.①/ -> http://127.0.0.1/
            http://１２７.０.０.１/ -> http://127.0.0.1/
            http://127。0。0。1/ -> http://127.0.0.1/
            http://127．0｡0.1/ -> http://127.0.0.1/
            http://０ｘ７ｆ.1/ -> http://127.0.0.1/
            http://%EF%BC%91.1.1.1/ -> http://1.1.1.1/
            http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/ -> http://localhost/
            http://localhoſt/ -> http://localhost/
            http://ＥＸＡＭＰＬＥ.com/ -> http://example.com/
            http://e%78ample.com/ -> http://example.com/
            http://exam%C2%ADple.com/ -> http://example.com/
            http://faß.de/ -> http://xn--fa-hia.de/
            http://Bücher.example/ -> http://xn--bcher-kva.example/
            http://xn--bcher-kva.example/ -> http://xn--bcher-kva.example/
            http://XN--BCHER-KVA.example/ -> http://xn--bcher-kva.example/
            http://日本語。ＪＰ/ -> http://xn--wgv71a119e.jp/
            http://b%C3%BCcher.example./ -> http://xn--bcher-kva.example/
            http://[::1]/ -> http://[::1]/
            http://[::1]:81/ -> http://[::1]:81/
            https://[::1]:443/ -> https://[::1]/
            http://[0:0:0:0:0:0:0:1]/ -> http://[::1]/
            http://[::]/ -> http://[::]/
            http://[2001:DB8::0001]/ -> http://[2001:db8::1]/
            http://[2001:db8:0:0:1:0:0:1]/ -> http://[2001:db8::1:0:0:1]/
            http://[2001:db8:0:1:1:1:1:1]/ -> http://[2001:db8:0:1:1:1:1:1]/
            http://[1::]/ -> http://[1::]/
            http://[1:2:3:4:5:6:7::]/ -> http://[1:2:3:4:5:6:7:0]/
            http://[::2:3:4:5:6:7:8]/ -> http://[0:2:3:4:5:6:7:8]/
            http://[::ffff:127.0.0.1]/ -> http://127.0.0.1/
            http://[::FFFF:7f00:1]:8080/ -> http://127.0.0.1:8080/
            http://[::127.0.0.1]/ -> http://[::7f00:1]/
            http://[64:ff9b::169.254.169.254]/ -> http://[64:ff9b::a9fe:a9fe]/
            http://[fe80::1]/ -> http://[fe80::1]/
            """)
    void readsIntoTheNormalForm(String url, String href) throws InvalidUrl {
        Target target = Target.parse(url);
        assertThat(target.href()).isEqualTo(href);
        assertThat(Target.parse(target.href())).isEqualTo(target).hasSameHashCodeAs(target);
        assertThat(target.href()).endsWith(target.requestUri());
        assertThat(target.requestUri()).startsWith("/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "not a url",
                "example.com",
                "//example.com/",
                "/path",
                "http:",
                "http:/",
                "http:x",
                "http:/x",
                "https:x",
                "ftp://example.com/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:70/",
                "javascript:alert(1)",
                "data:text/plain,x",
                "httpx://example.com/",
                "http;//example.com/",
                "ｈttp://example.com/",
                "http\u017f://example.com/",
            })
    void wantsAbsoluteHttp(String url) {
        refused(url, url.contains(" ") ? "white space" : "Absolute http or https URL expected.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a@b/",
                "http://a:b@c/",
                "http://@b/",
                "http://:@b/",
                "http://a@b@c/",
                "http://example.com:80@127.0.0.1/",
                "http://127.0.0.1@example.com/",
                "http://@",
                "https://u:p@[::1]/",
            })
    void refusesCredentials(String url) {
        refused(url, "The URL must not contain credentials.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http:\\\\example.com/",
                "http://example.com\\@127.0.0.1/",
                "http://127.0.0.1\\.example.com/",
                "http://example.com/a\\..\\b",
                "http://example.com/?a\\b",
                "http:/\\example.com/",
            })
    void refusesBackslashes(String url) {
        refused(url, "The URL must not contain backslashes.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " http://example.com/",
                "http://example.com/ ",
                "\thttp://example.com/",
                "http://example.com/\n",
                "http://example.com/\r\nHost: x",
                "http://exa\tmple.com/",
                "http://exa mple.com/",
                "ht\ntp://example.com/",
                "http://example.com/a b",
                "http://example.com/?a b",
                "http://example.com/\0",
                "http://example.com/\u007f",
                "http://example.com/\u001b",
                "http://127.0.0.1\r:80/",
            })
    void refusesWhiteSpaceAndControls(String url) {
        refused(url, "The URL must not contain white space or control characters.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "https://",
                "http:///x",
                "http:////example.com/",
                "http://?q",
                "http://#f",
                "http://:80/",
                "http://:/",
            })
    void wantsAHost(String url) {
        refused(url, "The host is missing.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://./",
                "http://../",
                "http://.example.com/",
                "http://a..b/",
                "http://a../",
                "http://%/",
                "http://%4/",
                "http://%zz/",
                "http://%00/",
                "http://a%00b/",
                "http://a%20b/",
                "http://a%2fb/",
                "http://a%5cb/",
                "http://a%40b/",
                "http://a%3ab/",
                "http://a%23b/",
                "http://a%25b/",
                "http://%ff/",
                "http://%c3/",
                "http://a<b/",
                "http://a>b/",
                "http://a|b/",
                "http://a^b/",
                "http://a]b/",
                "http://a[b/",
                "http://a*b/",
                "http://*/",
                "http://a,b/",
                "http://a!b/",
                "http://$a/",
                "http://a'b/",
                "http://a(b)/",
                "http://a;b/",
                "http://a&b/",
                "http://a=b/",
                "http://a+b/",
                "http://{a}/",
                "http://a\"b/",
                "http://a`b/",
                "http://a~b/",
                "http://\uff0f/",
                "http://a\u2100b/",
                "http://\u00ad/",
                "http://\u200b/",
                "http://a\u202eb/",
                "http://\ufffd/",
                "http://xn--/",
                "http://xn--a/",
                "http://xn--zn7c.com/",
                "http://xn--abc-.com/",
                "http://xn--a-ecp.ru/",
                "http://a.b.c.xn--pokxncvks/",
                "http://\u05d0a/",
                "http://a\u200db.com/",
            })
    void refusesWhatIsNoHostName(String url) {
        refused(url, "The host name is not valid.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://256.0.0.1/",
                "http://1.2.3.256/",
                "http://1.2.3.4.5/",
                "http://1.2.65536/",
                "http://1.16777216/",
                "http://4294967296/",
                "http://99999999999999999999999999/",
                "http://0x100000000/",
                "http://0xfffffffffffffffff/",
                "http://08/",
                "http://1.2.3.08/",
                "http://1.2.3.0xg.1/",
                "http://example.1/",
                "http://example.0x1/",
                "http://a.b.0x/",
                "http://1..2/",
                "http://.1/",
                "http://1.2.3.4.0/",
                "http://ａ.１/",
                "http://-.1/"
            })
    void refusesWhatCanOnlyBeIpv4(String url) {
        refused(url, "The IPv4 address is not valid.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://[]/",
                "http://[/",
                "http://[::1/",
                "http://[::1]x/",
                "http://[::1]]/",
                "http://[[::1]]/",
                "http://[:::]/",
                "http://[:]/",
                "http://[1]/",
                "http://[1:2:3:4:5:6:7]/",
                "http://[1:2:3:4:5:6:7:8:9]/",
                "http://[1:2:3:4:5:6:7:8::]/",
                "http://[::1:2:3:4:5:6:7:8]/",
                "http://[1::2::3]/",
                "http://[12345::]/",
                "http://[g::]/",
                "http://[::1%25lo]/",
                "http://[fe80::1%eth0]/",
                "http://[fe80::1%251]/",
                "http://[::127.1]/",
                "http://[::127.0.0.01]/",
                "http://[::127.0.0.256]/",
                "http://[::1.2.3.4.5]/",
                "http://[::1.2.3.4:5]/",
                "http://[1.2.3.4::]/",
                "http://[1.2.3.4]/",
                "http://[::0x1]/",
                "http://[v1.a]/",
                "http://[::１]/",
                "http://[%3A%3A1]/",
                "http://[example.com]/",
            })
    void refusesWhatIsNoIpv6(String url) {
        refused(url, "The IPv6 address is not valid.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a:0/",
                "http://a:65536/",
                "http://a:99999999999999999999/",
                "http://a:-1/",
                "http://a:+80/",
                "http://a:8x/",
                "http://a:80:81/",
                "http://a:%38/",
                "http://a:８０/",
                "http://[::1]:x/",
                "http://a:0x50/",
                "http://a:8.0/",
            })
    void refusesWhatIsNoPort(String url) {
        refused(url, "A port from 1 to 65535 expected.");
    }

    @Test
    void limitsLengths() throws InvalidUrl {
        String label = "a".repeat(63);
        String name = label + "." + label + "." + label + "." + "a".repeat(61);
        assertThat(Target.parse("http://" + name + "/").host().name()).hasSize(253);
        refused("http://" + name + "a/", "The host name is not valid.");
        refused("http://" + label + "a/", "The host name is not valid.");
        refused("http://" + "ä".repeat(2_000) + "/", "The host name is not valid.");

        String longest = "http://h/" + "x".repeat(7_991);
        assertThat(Target.parse(longest).href()).isSameAs(longest);
        refused(longest + "x", "The URL is longer than 8000 characters.");
        refused("http://h/" + "日".repeat(7_000), "The URL is longer than 8000 characters.");
        refused("http://h/\ud800", "The URL must not contain half a surrogate pair.");
        refused("http://h/\udc00\ud800", "The URL must not contain half a surrogate pair.");
    }

    @Test
    void keepsTextThatIsNormalAlready() throws InvalidUrl {
        for (String url :
                new String[] {"https://example.com/a/b?c=d%20e", "http://127.0.0.1:9000/ok", "http://[::1]/"}) {
            assertThat(Target.parse(url).href()).isSameAs(url);
        }
    }

    @Test
    void handsOutItsParts() throws InvalidUrl {
        Target name = Target.parse("https://Example.com:8443/a?b#c");
        assertThat(name.host()).isEqualTo(new Host("example.com", 8443));
        assertThat(name.secure()).isTrue();
        assertThat(name.requestUri()).isEqualTo("/a?b");
        assertThat(name.literal()).isNull();
        assertThat(name).hasToString("https://example.com:8443/a");

        Target address = Target.parse("http://[::1]");
        assertThat(address.host()).isEqualTo(new Host("[::1]", 80));
        assertThat(address.secure()).isFalse();
        assertThat(address.requestUri()).isEqualTo("/");
        assertThat(address.literal()).isEqualTo(IpLiterals.parse("::1"));
        assertThat(Target.parse("http://0x7f.1/").literal()).isEqualTo(IpLiterals.parse("127.0.0.1"));
        assertThat(Target.parse("http://[::ffff:1.2.3.4]/").literal()).isEqualTo(IpLiterals.parse("1.2.3.4"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://a/, http://a:80/x?y, true",
        "http://a/, http://A./, true",
        "http://a/, https://a/, false",
        "http://a:443/, https://a/, false",
        "http://a/, http://a:81/, false",
        "http://a/, http://b/, false",
        "http://127.0.0.1/, http://0x7f.1/, true",
    })
    void comparesOrigins(String one, String other, boolean same) throws InvalidUrl {
        assertThat(Target.parse(one).sameOrigin(Target.parse(other))).isEqualTo(same);
    }

    /** RFC 3986, section 5.4, as far as it speaks of http, and what origins really send. */
    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '"', textBlock = """
            g -> http://a.example:8080/b/c/g
            ./g -> http://a.example:8080/b/c/g
            g/ -> http://a.example:8080/b/c/g/
            /g -> http://a.example:8080/g
            //g -> http://g/
            //G.example:81/x/../y -> http://g.example:81/y
            ?y -> http://a.example:8080/b/c/d;p?y
            ? -> http://a.example:8080/b/c/d;p?
            g?y -> http://a.example:8080/b/c/g?y
            #s -> http://a.example:8080/b/c/d;p?q
            g#s -> http://a.example:8080/b/c/g
            g?y#s -> http://a.example:8080/b/c/g?y
            ;x -> http://a.example:8080/b/c/;x
            g;x?y#s -> http://a.example:8080/b/c/g;x?y
            "" -> http://a.example:8080/b/c/d;p?q
            . -> http://a.example:8080/b/c/
            ./ -> http://a.example:8080/b/c/
            .. -> http://a.example:8080/b/
            ../ -> http://a.example:8080/b/
            ../g -> http://a.example:8080/b/g
            ../.. -> http://a.example:8080/
            ../../g -> http://a.example:8080/g
            ../../../g -> http://a.example:8080/g
            /./g -> http://a.example:8080/g
            /../g -> http://a.example:8080/g
            g. -> http://a.example:8080/b/c/g.
            .g -> http://a.example:8080/b/c/.g
            g.. -> http://a.example:8080/b/c/g..
            ./../g -> http://a.example:8080/b/g
            ./g/. -> http://a.example:8080/b/c/g/
            g/./h -> http://a.example:8080/b/c/g/h
            g/../h -> http://a.example:8080/b/c/h
            g;x=1/../y -> http://a.example:8080/b/c/y
            g?y/../x -> http://a.example:8080/b/c/g?y/../x
            %2e%2e/g -> http://a.example:8080/b/g
            http://other.example -> http://other.example/
            HTTPS://Other.example:443/x -> https://other.example/x
            ./a:b -> http://a.example:8080/b/c/a:b
            1:2 -> http://a.example:8080/b/c/1:2
            /login?to=http://x.example/ -> http://a.example:8080/login?to=http://x.example/
            "/two words?a b" -> http://a.example:8080/two%20words?a%20b
            "  /x " -> http://a.example:8080/x
            //127.1/ -> http://127.0.0.1/
            """)
    void resolvesReferences(String reference, String href) throws InvalidUrl {
        assertThat(Target.parse(BASE).resolve(reference).href()).isEqualTo(href);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http:g",
                "http:/g",
                "http:///g",
                "///g",
                "//",
                "//u:p@h/",
                "ftp://h/",
                "file:///etc/passwd",
                "gopher://127.0.0.1/",
                "javascript:1",
                "mailto:a@b",
                "\\\\h\\x",
                "/\\h",
                "/a\r\nb",
                "/a\tb",
                "//h h/",
                "http://h h/",
                "//[fe80::1%25eth0]/",
            })
    void refusesBadReferences(String reference) throws InvalidUrl {
        Target base = Target.parse(BASE);
        assertThatExceptionOfType(InvalidUrl.class).isThrownBy(() -> base.resolve(reference));
    }

    @Test
    void readsOctetsOfALocationAsUtf8() throws InvalidUrl {
        Target base = Target.parse(BASE);
        assertThat(base.resolve(asLatin1("/ä/日本?ü")).href())
                .isEqualTo("http://a.example:8080/%C3%A4/%E6%97%A5%E6%9C%AC?%C3%BC");
        assertThat(base.resolve(asLatin1("http://bücher.example/")).host().name())
                .isEqualTo("xn--bcher-kva.example");
        assertThat(base.resolve("/caf\u00e9").href()).isEqualTo("http://a.example:8080/caf%E9");
        assertThatExceptionOfType(InvalidUrl.class).isThrownBy(() -> base.resolve("http://caf\u00e9.example/"));
        assertThat(base.resolve(asLatin1("//①②⑦.1/")).href()).isEqualTo("http://127.0.0.1/");
    }

    @Test
    void boundsWhatRedirectsAddUp() throws InvalidUrl {
        Target deep = Target.parse("http://h/");
        String step = "日".repeat(700) + "/";
        for (int hop = 0; hop < 5; hop++) {
            deep = deep.resolve(step);
        }
        Target deepest = deep;
        assertThatExceptionOfType(InvalidUrl.class).isThrownBy(() -> deepest.resolve("x".repeat(8_001)));
        assertThat(deepest.href().length()).isGreaterThan(8_000);
        assertThatExceptionOfType(InvalidUrl.class).isThrownBy(() -> deepest.resolve("日".repeat(800)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "/x",
                "//h/x",
                "?x",
                "",
                "../x",
                "../../../x",
                "./",
                "..",
                "x/./y/../z",
                "#f",
                "http://h:81",
                "x?y=/../z"
            })
    void resolvesLikeOkHttp(String reference) throws InvalidUrl {
        HttpUrl oracle = HttpUrl.get(BASE).resolve(reference);
        assertThat(Target.parse(BASE).resolve(reference).href())
                .isEqualTo(oracle.newBuilder().fragment(null).build().toString());
    }

    private static String asLatin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static void refused(String url, String message) {
        assertThatExceptionOfType(InvalidUrl.class)
                .isThrownBy(() -> Target.parse(url))
                .withMessageContaining(message);
    }
}
