package dev.gather.testing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** URLs that parsers are known, or can be expected, to read differently: every odd part in an otherwise plain URL. */
public final class UrlForms {
    /** Characters that end, start, vanish or turn into something somewhere: besides ASCII, of which each is tried. */
    private static final String UNUSUAL =
            "\u0080\u0085\u00a0\u00ad\u00b2\u00b7\u00bd\u00df\u00e4\u0130\u0131\u017f\u01c5\u0344"
                    + "\u034f\u037e\u03c2\u05d0\u0660\u06f0\u0e33\u1680\u180e\u1e9e\u1fef\u2000\u200b\u200c\u200d\u200e\u2024\u2028\u202e"
                    + "\u2044\u2060\u2100\u2103\u212a\u2135\u2160\u2260\u2460\u2488\u24ea\u24d0\u2f00\u3000\u3002\u3164\ufb00\ufe13\ufe52"
                    + "\ufeff\uff03\uff05\uff0e\uff0f\uff10\uff1a\uff1f\uff20\uff21\uff3c\uff61\ufff0\ufffd\uffff\ud800";

    private static final List<String> HOSTS = List.of(
            "example.com",
            "EXAMPLE.Com",
            "example.com.",
            "example.com..",
            ".example.com",
            "a..b",
            ".",
            "..",
            "localhost",
            "a_b.example",
            "_",
            "-",
            "-a-.example",
            "a--b.example",
            "ab--c.example",
            "xn--",
            "xn--a",
            "xn--a.example",
            "xn--abc-.example",
            "xn--fa-hia.example",
            "xn--bcher-kva.example",
            "XN--BCHER-KVA.example",
            "xn--bücher-kva.example",
            "xn--xn--a-.example",
            "xn--ls8h.example",
            "xn--1ch.example",
            "xn--nxasmm1c.example",
            "fa\u00df.example",
            "FA\u1e9e.example",
            "\u03b2\u03cc\u03bb\u03bf\u03c2.example",
            "\u0926\u094d\u200d\u0937.example",
            "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example",
            "a\u200db.example",
            "a\u200cb.example",
            "\u05d0a.example",
            "a.\u05d0",
            "1.\u05d0",
            "bu\u0308cher.example",
            "b\u00fccher.example",
            "\u65e5\u672c\u8a9e\u3002\uff2a\uff30",
            "\ud83d\ude00.example",
            "\ud835\udd38.example",
            "\u24d4\u24e7\u24d0\u24dc\u24df\u24db\u24d4.com",
            "example\uff0ecom",
            "example\uff61com",
            "example\u2024com",
            "ex\u00adample.com",
            "ex\u2060ample.com",
            "ex\u034fample.com",
            "%65xample.com",
            "ex%61mple%2ecom",
            "example%2Ecom%2e",
            "b%C3%BCcher.example",
            "b%c3%bc%",
            "%ef%bc%85%ef%bc%94%ef%bc%91.com",
            "%2525",
            "a%00b",
            "a%09b",
            "a%20b",
            "a%2fb",
            "a%3ab",
            "a%40b",
            "a%5bb",
            "a%5cb",
            "%5b::1%5d",
            "%e2%98%ba%ef%b8%8f.example",
            "%zz",
            "127.0.0.1",
            "127.0.0.1.",
            "127.0.0.1..",
            "127.1",
            "127.0.1",
            "2130706433",
            "4294967295",
            "4294967296",
            "0",
            "00",
            "0x",
            "0x7f000001",
            "0X7F.1",
            "0x7f.0x0.0x0.0x1",
            "0x7f.0.0.0x",
            "0177.0.0.1",
            "0177.0.0.01",
            "00000177.1",
            "017700000001",
            "08.0.0.1",
            "1.2.3.08",
            "1.2.3.09.",
            "1.2.3.0xg",
            "0xg.1",
            "256.0.0.1",
            "1.256.1",
            "1.2.3.256",
            "1.2.65536",
            "1.2.3.4.5",
            "1..2",
            "1.2.3.",
            "1.2.3.4.com",
            "1.2.3.x",
            "a.1",
            "a.0x1",
            "a.0x",
            "1e1",
            "1,2",
            "+1.2.3.4",
            "1.2.3.-4",
            "%31%32%37.0.0.1",
            "127%2e1",
            "\uff11\uff12\uff17.\uff10.\uff10.\uff11",
            "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",
            "127\u30020\u30020\u30021",
            "127\uff0e1",
            "\uff10\uff58\uff17\uff46.1",
            "\u0661\u0662\u0667.0.0.1",
            "\u09e7.0.0.1",
            "\ud835\udfcf.1",
            "[::1]",
            "[::]",
            "[0:0:0:0:0:0:0:1]",
            "[00000::1]",
            "[2001:DB8::A]",
            "[2001:db8:0:0:1:0:0:1]",
            "[2001:db8:0:1:1:1:1:1]",
            "[1:2:3:4:5:6:7::]",
            "[1:2:3:4:5:6:7:8::]",
            "[1::2::3]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:FFFF:127.0.0.1]",
            "[::ffff:0127.0.0.1]",
            "[::ffff:127.1]",
            "[::ffff:127.0.0.1.]",
            "[::ffff:0:127.0.0.1]",
            "[::127.0.0.1]",
            "[64:ff9b::127.0.0.1]",
            "[64:ff9b:1::7f00:1]",
            "[2002:7f00:1::]",
            "[2001:0:1:2:3:4:5:6]",
            "[::5efe:127.0.0.1]",
            "[fe80::1]",
            "[fe80::1%eth0]",
            "[fe80::1%25eth0]",
            "[fe80::1%]",
            "[::1",
            "::1",
            "::1]",
            "[::1]]",
            "[[::1]]",
            "[::1].",
            "[::1]a",
            "[]",
            "[:]",
            "[v1.a]",
            "[127.0.0.1]",
            "[::%31]",
            "[\uff1a\uff1a1]",
            "a".repeat(63) + ".example",
            "a".repeat(64) + ".example",
            "\u00e4".repeat(40) + ".example",
            "\u00e4".repeat(60) + ".example",
            ("a".repeat(49) + ".").repeat(5) + "abc",
            ("a".repeat(49) + ".").repeat(5) + "abcd",
            "1".repeat(300),
            "0".repeat(300) + "1",
            "0x" + "0".repeat(300) + "1");

    private static final List<String> PORTS = List.of(
            ":",
            ":0",
            ":00",
            ":1",
            ":80",
            ":080",
            ":443",
            ":8080",
            ":65535",
            ":65536",
            ":99999999999999999999",
            ":-1",
            ":+1",
            ":1e1",
            ":0x50",
            ":8 0",
            ": 80",
            ":80 ",
            ":80:81",
            "::80",
            ":80@b",
            ":\uff18\uff10",
            ":%38",
            ":8.0");

    private static final List<String> USERS = List.of(
            "@",
            ":@",
            "u@",
            "u:p@",
            "u%40v@",
            "a@b@",
            "example.com:80@",
            "example.com%2f@",
            "example.com\\@",
            "[::1]@");

    private static final List<String> PATHS = List.of(
            "",
            "/",
            "//",
            "/a//b",
            "/./a",
            "/../a",
            "/a/..",
            "/a/../",
            "/a/./",
            "/a/.",
            "/a/b/../../../c",
            "/%2e/a",
            "/%2E%2e/a",
            "/.%2e/a",
            "/..%2f",
            "/..;/a",
            "/.../a",
            "/a;b=c/../d",
            "/%",
            "/%4",
            "/%zz",
            "/%00",
            "/%0d%0a",
            "/%41",
            "/a:b",
            "/a@b",
            "/:80/",
            "/http://b/",
            "/\u00e4",
            "/\ud83d\ude00",
            "/a?b?c",
            "?",
            "?#",
            "#",
            "?/../a",
            "#@b/",
            "?@b/",
            "/?'\"<>",
            "/'\"<>^`{|}",
            "/a#b?c",
            "/a?b=%26&c=%zz#d",
            "/a?\u00e4=\ud83d\ude00",
            "?a=b&c=d+e");

    private static final List<String> STARTS = List.of(
            "http:",
            "http:/",
            "http:///",
            "http:////",
            "http:\\\\",
            "http:/\\",
            "http:\\/",
            "HTTP://",
            "hTtPs://",
            "http//",
            "http;//",
            " http://",
            "http ://",
            "http:// ",
            "\thttp://",
            "ht\ttp://",
            "\ufeffhttp://",
            "http://\u00ad",
            "//",
            "",
            "ws://",
            "ftp://",
            "file://",
            "javascript:",
            "view-source:http://",
            "url:http://",
            "blob:http://",
            "jar:http://");

    private UrlForms() {}

    /** All of them, in an order that stays. */
    public static Set<String> all() {
        var urls = new LinkedHashSet<String>();
        for (String host : HOSTS) {
            urls.add("http://" + host + "/");
            urls.add("https://" + host + ":8443/a/b?c=d#e");
        }
        PORTS.forEach(port ->
                Stream.of("example.com", "127.1", "[::1]").forEach(host -> urls.add("http://" + host + port + "/x")));
        USERS.forEach(user -> urls.add("http://" + user + "127.0.0.1/x"));
        PATHS.forEach(path -> urls.add("http://example.com" + path));
        STARTS.forEach(start -> urls.add(start + "example.com/x"));
        characters().forEach(c -> addWith(urls, c));
        return urls;
    }

    /** Hosts alone. */
    public static List<String> hosts() {
        return HOSTS;
    }

    /** What may follow an authority: path, query, fragment. */
    public static List<String> paths() {
        return PATHS;
    }

    private static Stream<String> characters() {
        IntStream ascii = IntStream.range(0, 128);
        return IntStream.concat(ascii, UNUSUAL.chars()).mapToObj(Character::toString);
    }

    private static void addWith(Set<String> urls, String c) {
        urls.add("http://" + c + "example.com/x");
        urls.add("http://exam" + c + "ple.com/x");
        urls.add("http://example.com" + c + "/x");
        urls.add("http://example.com" + c + "127.0.0.1/x");
        urls.add("http://127.0.0" + c + "1/x");
        urls.add("http://example.com:80" + c + "/x");
        urls.add("http://example.com/a" + c + "b/c" + c + "?d" + c + "e");
    }
}
