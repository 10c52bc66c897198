package dev.gather.origin;

import static dev.gather.origin.Manner.closing;
import static dev.gather.origin.Manner.resetting;

import java.util.List;

/** Connections that end where none may, or when nobody expects it. */
final class BadEnds {
    private static final String TENTH_OF_A_BODY = Raw.TEXT + "Content-Length: 1000\r\n\r\n" + ".".repeat(100);
    private static final String CHUNK = Raw.TEXT + Raw.CHUNKED + "5\r\nhello\r\n";

    private BadEnds() {}

    static List<Manner> all() {
        return List.of(
                resetting("reset-before-answer", "resets before the answer", ""),
                resetting("reset-in-status-line", "resets within the status line", "HTTP/1.1 200"),
                resetting("reset-in-header", "resets within the header", Raw.TEXT + "X-Half: "),
                resetting(
                        "reset-after-header",
                        "resets between header and body",
                        Raw.TEXT + "Content-Length: 1000\r\n\r\n"),
                resetting("reset-in-body", "resets within the body", TENTH_OF_A_BODY),
                resetting("reset-in-chunks", "resets between two chunks", CHUNK),
                resetting(
                        "reset-in-body-without-length",
                        "resets a body that a close would have ended",
                        Raw.TEXT + "Connection: close\r\n\r\nhello"),
                closing("close-before-answer", "closes before the answer", ""),
                closing("close-in-status-line", "closes within the status line", "HTTP/1.1 200"),
                closing("close-in-header", "closes within the header", Raw.TEXT + "X-Half: "),
                closing("close-after-interim", "100, then closes", "HTTP/1.1 100 Continue\r\n\r\n"),
                closing("close-in-body", "closes before the promised length", TENTH_OF_A_BODY),
                closing("close-in-chunk-size", "closes within the size of a chunk", CHUNK + "1"),
                closing("close-in-chunk", "closes within a chunk", CHUNK + "5\r\nhe"),
                closing("close-before-last-chunk", "closes where the last chunk should be", CHUNK),
                closing("close-in-trailers", "closes within the trailers", CHUNK + "0\r\nX-Half: "),
                closing("close-ends-body", "a body whose end is the close, which is right", Raw.TEXT + "\r\nhello"),
                closing("close-when-idle", "200, closes without a word", Raw.ok("ok\n")),
                new Manner("close-when-used-again", "200, then a close for the next request", BadEnds::onceOnly),
                new Manner("early-answer", "200, before it has read the request", wire -> wire.answer(Raw.ok("ok\n"))),
                new Manner("early-refusal", "413 and the end, before it has read the request", BadEnds::refuse));
    }

    private static void onceOnly(Wire wire) {
        if (wire.turn() > 1) {
            wire.close();
        } else {
            wire.answer(Raw.ok("ok\n"));
        }
    }

    private static void refuse(Wire wire) {
        wire.say(Raw.sized(
                "HTTP/1.1 413 Content Too Large\r\nContent-Type: text/plain\r\nConnection: close\r\n", "too much\n"));
        wire.shut();
    }
}
