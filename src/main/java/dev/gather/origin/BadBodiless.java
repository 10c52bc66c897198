package dev.gather.origin;

import static dev.gather.origin.Manner.answering;

import java.util.List;

/** Bodies where none may be (RFC 9112, section 6.3): the next answer on the connection would begin with them. */
final class BadBodiless {
    private static final String BODY = "poison\n";
    private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n";
    private static final String NOT_MODIFIED = "HTTP/1.1 304 Not Modified\r\n";

    private BadBodiless() {}

    static List<Manner> all() {
        return List.of(
                answering("body-after-head", "a body, even after HEAD", Raw.ok(BODY)),
                answering("body-after-204", "204 with a body", Raw.sized(NO_CONTENT, BODY)),
                answering(
                        "body-after-205",
                        "205 with a body",
                        Raw.sized("HTTP/1.1 205 Reset Content\r\nContent-Type: text/plain\r\n", BODY)),
                answering("body-after-304", "304 with a body", Raw.sized(NOT_MODIFIED, BODY)),
                answering("chunks-after-204", "204 with chunks", Raw.chunked(NO_CONTENT, BODY)),
                answering("chunks-after-304", "304 with chunks", Raw.chunked(NOT_MODIFIED, BODY)));
    }
}
