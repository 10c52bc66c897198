package dev.gather.testing;

import dev.gather.origin.Asked;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the requests in a byte stream: each is told as soon as its head is there, and its body is passed over. */
final class RequestHeads implements Handler<Buffer> {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)");
    private static final Pattern HOST = Pattern.compile("(?i)\r\nhost: *(\\S+)");
    private static final Pattern COOKIE = Pattern.compile("(?i)\r\ncookie:");

    private final Consumer<Asked> onRequest;
    private final StringBuilder pending = new StringBuilder();
    private long bodyLeft;

    RequestHeads(Consumer<Asked> onRequest) {
        this.onRequest = onRequest;
    }

    @Override
    public void handle(Buffer bytes) {
        pending.append(bytes.toString(StandardCharsets.ISO_8859_1));
        skipBody();
        int end = pending.indexOf("\r\n\r\n");
        while (end >= 0) {
            String head = pending.substring(0, end);
            pending.delete(0, end + 4);
            bodyLeft = Long.parseLong(found(LENGTH, head, "0"));
            skipBody();
            onRequest.accept(asked(head));
            end = pending.indexOf("\r\n\r\n");
        }
    }

    private void skipBody() {
        int here = (int) Math.min(bodyLeft, pending.length());
        pending.delete(0, here);
        bodyLeft -= here;
    }

    private static Asked asked(String head) {
        String[] line = head.split("[ \r]", 4);
        String path = line[1].split("\\?", 2)[0];
        return new Asked(
                line[0], path, found(HOST, head, ""), COOKIE.matcher(head).find());
    }

    private static String found(Pattern field, String head, String otherwise) {
        Matcher matcher = field.matcher(head);
        return matcher.find() ? matcher.group(1) : otherwise;
    }
}
