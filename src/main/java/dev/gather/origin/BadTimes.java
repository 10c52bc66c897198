package dev.gather.origin;

import static dev.gather.origin.Manner.dripping;
import static dev.gather.origin.Manner.flooding;
import static dev.gather.origin.Manner.stalling;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** Answers that never come, never end, or come too slowly. */
final class BadTimes {
    private static final Buffer PIECE = Buffer.buffer("0123456789abcdef".repeat(1_024));
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    private BadTimes() {}

    static List<Manner> all() {
        return List.of(
                stalling("silent", "no answer, ever", ""),
                dripping("drip-status-line", "a byte of status line each ?ms=, for ever", "HTTP/1.1 200 O", "O"),
                dripping("drip-header", "a byte of header each ?ms=, for ever", Raw.OK + "X-Slow: ", "."),
                dripping("drip-interim", "100 Continue each ?ms=, for ever", "", CONTINUE),
                dripping("drip-body", "a byte of body each ?ms=, for ever", Raw.TEXT + Raw.CHUNKED, "1\r\n.\r\n"),
                stalling("stall-in-header", "half a header, then silence", Raw.OK + "X-Half: "),
                stalling("stall-after-header", "a header, then silence", Raw.TEXT + "Content-Length: 1000\r\n\r\n"),
                stalling(
                        "stall-in-body",
                        "the first bytes of a body, then silence",
                        Raw.TEXT + "Content-Length: 1000\r\n\r\nfirst bytes"),
                stalling(
                        "stall-before-last-chunk",
                        "a whole chunk, then silence",
                        Raw.TEXT + Raw.CHUNKED + "5\r\nhello\r\n"),
                flooding("endless-interim", "100 Continue without end", "", CONTINUE.repeat(100)),
                Manner.chunking("endless-body", "a body without end", Raw.TEXT, () -> () -> Optional.of(PIECE)),
                flooding(
                        "endless-body-without-length",
                        "a body that only a close could end, and none does",
                        Raw.TEXT + "Connection: close\r\n\r\n",
                        "0123456789abcdef".repeat(1_024)),
                flooding(
                        "endless-body-in-small-chunks",
                        "chunks of one byte without end",
                        Raw.TEXT + Raw.CHUNKED,
                        "1\r\n.\r\n".repeat(2_000)));
    }
}
