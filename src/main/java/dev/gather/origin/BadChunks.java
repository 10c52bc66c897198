package dev.gather.origin;

import static dev.gather.origin.Manner.answering;
import static dev.gather.origin.Manner.flooding;

import java.util.List;

/** Chunks that are none (RFC 9112, section 7.1), and what comes between and after them without end. */
final class BadChunks {
    private static final String HEAD = Raw.TEXT + Raw.CHUNKED;

    private BadChunks() {}

    static List<Manner> all() {
        return List.of(
                answering("chunk-size-word", "a chunk of five bytes, in letters", chunks("five\r\nhello\r\n")),
                answering("chunk-size-negative", "a chunk of -5 bytes", chunks("-5\r\nhello\r\n")),
                answering("chunk-size-hex", "a chunk of 0x5 bytes", chunks("0x5\r\nhello\r\n")),
                answering("chunk-size-empty", "a chunk of no size", chunks("\r\nhello\r\n")),
                answering("chunk-size-over-int", "a chunk of 2^40 bytes", chunks("10000000000\r\nhello\r\n")),
                answering(
                        "chunk-size-over-long",
                        "a chunk of 2^120 bytes",
                        chunks("1" + "0".repeat(30) + "\r\nhello\r\n")),
                flooding("endless-chunk-size", "a chunk's size of zeros without end", HEAD, "0".repeat(1_000)),
                answering("chunk-size-high-byte", "a chunk of \u00b2 bytes", chunks("\u00b2\r\nhello\r\n")),
                flooding(
                        "chunk-huge", "a chunk of 2^31 - 1 bytes, and bytes", HEAD + "7fffffff\r\n", ".".repeat(1_000)),
                answering("chunk-too-long", "a chunk of more bytes than it says", chunks("5\r\nhello, hello\r\n")),
                answering("chunk-bare-lf", "chunks with half an end of line", HEAD + "5\nhello\n0\n\n"),
                answering("chunk-extension", "a chunk with an extension, which is right", chunks("5;a=b\r\nhello\r\n")),
                answering(
                        "chunk-trailer",
                        "a trailer after the chunks, which is right",
                        HEAD + "5\r\nhello\r\n0\r\nX-End: 1\r\n\r\n"),
                flooding(
                        "endless-chunk-extension", "one chunk extension without end", HEAD + "5;a=", "e".repeat(1_000)),
                flooding(
                        "endless-chunk-extensions",
                        "small chunks without end, each with a long extension",
                        HEAD,
                        ("1;a=" + "e".repeat(8_000) + "\r\n.\r\n").repeat(2)),
                flooding("endless-trailer", "one trailer without end", HEAD + "0\r\nX-Long: ", "t".repeat(1_000)),
                flooding(
                        "endless-trailers", "trailers without end", HEAD + "0\r\n", "X-More: trailer\r\n".repeat(100)));
    }

    private static String chunks(String first) {
        return HEAD + first + "0\r\n\r\n";
    }
}
