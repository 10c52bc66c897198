package dev.gather.testing;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the requests in a byte stream: a head up to the empty line, then as many bytes as its length says. */
final class RequestHeads implements Handler<Buffer> {
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]+)");

    private final Runnable onRequest;
    private final StringBuilder pending = new StringBuilder();

    RequestHeads(Runnable onRequest) {
        this.onRequest = onRequest;
    }

    @Override
    public void handle(Buffer bytes) {
        pending.append(bytes.toString(StandardCharsets.ISO_8859_1));
        int end = endOfRequest();
        while (end > 0) {
            pending.delete(0, end);
            onRequest.run();
            end = endOfRequest();
        }
    }

    /** Where the first request ends, or 0 while it has not. */
    private int endOfRequest() {
        int blank = pending.indexOf("\r\n\r\n");
        if (blank < 0) {
            return 0;
        }
        Matcher length = LENGTH.matcher(pending.substring(0, blank).toLowerCase(Locale.ROOT));
        int end = blank + 4 + (length.find() ? Integer.parseInt(length.group(1)) : 0);
        return end <= pending.length() ? end : 0;
    }
}
