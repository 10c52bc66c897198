package dev.gather.origin;

import static dev.gather.origin.Manner.answering;
import static dev.gather.origin.Manner.flooding;

import java.util.List;

/** Lengths that are wrong, twice, or no lengths (RFC 9112, section 6.3), and what follows an answer unasked. */
final class BadLengths {
    private static final String POISON = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\npoison\n";

    private BadLengths() {}

    static List<Manner> all() {
        return List.of(
                answering("long-body", "more body than the promised length", length("5", "hello, and poison\n")),
                answering("unasked-answer", "200, then an answer that nobody asked for", Raw.ok("ok\n") + POISON),
                answering("unasked-bytes", "200, then bytes of no answer", Raw.ok("ok\n") + "\0\1poison"),
                answering("unasked-byte", "200, then the first byte of another answer", Raw.ok("ok\n") + "H"),
                answering("unasked-word", "200, then half a line", Raw.ok("ok\n") + "EXTRA"),
                answering(
                        "unasked-half-head",
                        "200, then a header that would swallow the next answer",
                        Raw.ok("ok\n") + Raw.OK + "X-Swallowed: "),
                answering(
                        "unasked-after-chunks",
                        "chunks, then half an answer",
                        Raw.chunked(Raw.TEXT, "hello") + Raw.OK + "X-Swallowed: "),
                answering("length-twice", "two lengths that differ", length("5\r\nContent-Length: 3", "hello")),
                answering("length-list", "two lengths in one field", length("5, 3", "hello")),
                answering("length-same-twice", "the same length twice", length("5\r\nContent-Length: 5", "hello")),
                answering("length-negative", "a length of -5", length("-5", "hello")),
                answering("length-signed", "a length of +5", length("+5", "hello")),
                answering("length-hex", "a length of 0x5", length("0x5", "hello")),
                answering("length-word", "a length of five", length("five", "hello")),
                answering("length-empty", "a length of nothing", length("", "hello")),
                answering("length-over-long", "a length no long can hold", length("9".repeat(30), "hello")),
                flooding(
                        "length-huge",
                        "a length of 2^60, and bytes",
                        length("1152921504606846976", ""),
                        ".".repeat(1_000)),
                answering(
                        "length-and-chunks",
                        "a length and chunks at once",
                        Raw.chunked(Raw.TEXT + "Content-Length: 5\r\n", "hello")),
                answering(
                        "chunks-and-length",
                        "chunks and a length at once",
                        Raw.TEXT + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
                answering(
                        "transfer-coding-unknown",
                        "a transfer coding that nobody knows",
                        transferCoding("made-up, chunked")),
                answering("transfer-coding-gzip", "gzip as a transfer coding", transferCoding("gzip, chunked")),
                answering("transfer-coding-twice", "chunks within chunks", transferCoding("chunked, chunked")),
                answering("transfer-coding-identity", "a transfer coding of long ago", transferCoding("identity")));
    }

    private static String length(String value, String body) {
        return Raw.TEXT + "Content-Length: " + value + "\r\n\r\n" + body;
    }

    private static String transferCoding(String codings) {
        return Raw.TEXT + "Transfer-Encoding: " + codings + "\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    }
}
