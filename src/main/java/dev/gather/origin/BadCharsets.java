package dev.gather.origin;

import static dev.gather.origin.Manner.answering;

import java.util.List;

/** Texts that are not in the charset they say, and types that are none. */
final class BadCharsets {
    private static final String PLAIN = "hello\n";

    private BadCharsets() {}

    static List<Manner> all() {
        return List.of(
                typed("charset-unknown", "a charset that nobody knows", "text/plain; charset=klingon", PLAIN),
                typed("charset-utf-7", "UTF-7, which hides tags", "text/html; charset=utf-7", "+ADw-b+AD4-\n"),
                typed("charset-utf-16", "ASCII that says it is UTF-16", "text/plain; charset=utf-16", PLAIN),
                typed("charset-twice", "two charsets", "text/plain; charset=utf-8; charset=utf-16", PLAIN),
                typed(
                        "charset-long",
                        "a charset of 10 000 letters",
                        "text/plain; charset=" + "c".repeat(10_000),
                        PLAIN),
                typed(
                        "utf-8-invalid",
                        "bytes that are not UTF-8",
                        "text/plain; charset=utf-8",
                        "a\u00c3(\u00ff\u00feb\n"),
                typed(
                        "utf-8-surrogate",
                        "half a surrogate in UTF-8",
                        "text/plain; charset=utf-8",
                        "a\u00ed\u00a0\u0080b\n"),
                typed("json-invalid", "JSON that is not UTF-8", "application/json", "{\"a\":\"\u00ff\"}"),
                typed("byte-order-mark", "a byte order mark and no text", "text/plain", "\u00ef\u00bb\u00bf"),
                typed("half-utf-16", "a byte order mark and half a character", "text/plain", "\u00ff\u00fea"),
                typed("type-garbage", "a media type that is none", ";;/=\"\\", PLAIN),
                typed("type-long", "a media type of 30 KiB", "text/" + "x".repeat(30 << 10), PLAIN),
                typed("type-twice", "two media types", "text/plain\r\nContent-Type: image/png", PLAIN));
    }

    private static Manner typed(String name, String says, String type, String body) {
        return answering(name, says, Raw.sized(Raw.OK + "Content-Type: " + type + "\r\n", body));
    }
}
