package dev.gather.origin;

import static dev.gather.origin.Manner.answering;
import static dev.gather.origin.Manner.flooding;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Header sections that are too large, or hold what no header may (RFC 9112, section 5). */
final class BadHeads {
    private BadHeads() {}

    static List<Manner> all() {
        return List.of(
                new Manner("huge-status-line", "a status line of 1 MiB", BadHeads::hugeStatusLine),
                new Manner("huge-header", "one header field of 1 MiB", BadHeads::hugeHeader),
                answering("many-headers", "10 000 header fields", field("a: b\r\n".repeat(9_999) + "a: b")),
                answering("many-header-names", "3 000 header fields of different names", field(names(3_000))),
                flooding("endless-header", "one header field without end", Raw.OK + "X-Long: ", "h".repeat(1_000)),
                flooding("endless-headers", "header fields without end", Raw.OK, "X-More: header\r\n".repeat(100)),
                flooding("endless-short-headers", "empty header fields without end", Raw.OK, "a:\r\n".repeat(500)),
                answering("header-folded", "a header value over two lines", field("X-Odd: one\r\n two")),
                answering(
                        "header-folded-first",
                        "a fold before any header",
                        Raw.sized(Raw.OK + " X-Odd: one\r\n", "ok\n")),
                answering("header-nul", "NUL in a header value", field("X-Odd: a\0b")),
                answering("header-control", "control characters in a header value", field("X-Odd: a\u0001\u007fb")),
                answering("header-bare-cr", "a lone CR in a header value", field("X-Odd: a\rX-Smuggled: b")),
                answering("header-bare-lf", "a lone LF in a header value", field("X-Odd: a\nX-Smuggled: b")),
                answering("header-utf8", "a header value in UTF-8", field("X-Odd: " + Raw.utf8("привет"))),
                answering("header-latin1", "a header value in ISO 8859-1", field("X-Odd: caf\u00e9")),
                answering("header-name-empty", "a header without name", field(": odd")),
                answering("header-name-space", "a space between name and colon", field("X-Odd : odd")),
                answering("header-name-odd", "a header name that is no token", field("X(Odd): odd")),
                answering("header-name-utf8", "a header name in UTF-8", field("X-" + Raw.utf8("ж") + ": odd")),
                answering("header-without-colon", "a header field without colon", field("X-Odd")));
    }

    private static String field(String fields) {
        return Raw.sized(Raw.TEXT + fields + "\r\n", "ok\n");
    }

    private static String names(int count) {
        return IntStream.range(0, count).mapToObj(n -> "x" + n + ": y").collect(Collectors.joining("\r\n"));
    }

    private static void hugeStatusLine(Wire wire) {
        wire.answer(Raw.sized("HTTP/1.1 200 " + "O".repeat(1 << 20) + "\r\n", "ok\n"));
    }

    private static void hugeHeader(Wire wire) {
        wire.answer(field("X-Huge: " + "h".repeat(1 << 20)));
    }
}
