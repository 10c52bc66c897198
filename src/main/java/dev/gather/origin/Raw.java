package dev.gather.origin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Parts of answers as they stand on the wire; each char is a byte. */
final class Raw {
    /** A status line, and no more of the head. */
    static final String OK = "HTTP/1.1 200 OK\r\n";

    /** A head whose fields may go on. */
    static final String TEXT = OK + "Content-Type: text/plain; charset=utf-8\r\n";

    /** The end of a head before chunks. */
    static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

    private Raw() {}

    /** A whole and good answer. */
    static String ok(String body) {
        return sized(TEXT, body);
    }

    /** A body under its length. */
    static String sized(String head, String body) {
        return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** A body in one chunk, and the last one. */
    static String chunked(String head, String body) {
        return head + CHUNKED + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    /** The same text in UTF-8, each byte a char. */
    static String utf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String of(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** What comes out when this text goes through a coder. */
    static String coded(String text, Coder coder) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = coder.over(bytes)) {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return of(bytes.toByteArray());
    }

    /** A stream that codes what passes. */
    @FunctionalInterface
    interface Coder {
        OutputStream over(OutputStream out) throws IOException;
    }
}
