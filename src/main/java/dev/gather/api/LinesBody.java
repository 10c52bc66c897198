package dev.gather.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.gather.net.Target;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A body with one item on each line; lines end in LF or CRLF, the last one need not. */
final class LinesBody implements BodyText {
    static final int MOST_LINE_BYTES = 2 << 20;

    /** More bytes than a URL of legal length has: what lies past them only makes it longer. */
    private static final int MOST_URL_BYTES = 4 * (Target.LONGEST + 1);

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int mostKept;
    private final Line each;
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream(256);
    private int number;

    /** Whether blanks at the beginning of a line were left out: what comes then is no byte-order mark. */
    private boolean indented;

    /** What becomes of a line. */
    private interface Line {
        void take(byte[] bytes, int from, int to, int number) throws Problem;
    }

    /** @param mostKept bytes of a line that matter */
    private LinesBody(int mostKept, Line each) {
        this.mostKept = mostKept;
        this.each = each;
    }

    /** One URL per line; blank lines and those that begin with {@code #} are skipped. */
    static BodyText ofUrls(BatchDraft batch) {
        return new LinesBody(MOST_URL_BYTES, (bytes, from, to, number) -> url(batch, bytes, from, to, number));
    }

    /** One request object, or one URL as a JSON string, per line; blank lines are skipped. */
    static BodyText ofJson(JsonFactory factory, BatchDraft batch) {
        return new LinesBody(
                MOST_LINE_BYTES + 1, (bytes, from, to, number) -> json(factory, batch, bytes, from, to, number));
    }

    private static void url(BatchDraft batch, byte[] bytes, int from, int to, int number) {
        if (bytes[from] == '#') {
            return;
        }
        String url = new String(bytes, from, Math.min(to - from, MOST_URL_BYTES), StandardCharsets.UTF_8);
        ItemsFrame.ofLine(batch, number).scalar(JsonToken.VALUE_STRING, url);
    }

    private static void json(JsonFactory factory, BatchDraft batch, byte[] bytes, int from, int to, int number)
            throws Problem {
        checkLength(to - from, number);
        try (var json = new JsonPush(factory, ItemsFrame.ofLine(batch, number), number)) {
            json.feed(bytes, from, to);
            json.finish();
        }
    }

    @Override
    public void feed(byte[] bytes) throws Problem {
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                endLine(bytes, from, i);
                from = i + 1;
            }
        }
        keep(bytes, from, bytes.length);
        checkLength(rest.size(), number + 1);
    }

    @Override
    public void finish() throws Problem {
        endLine(rest.toByteArray(), 0, 0);
    }

    /** Ends the line that began in {@code rest} and goes on here. */
    private void endLine(byte[] bytes, int from, int to) throws Problem {
        number++;
        if (rest.size() == 0) {
            take(bytes, from, to);
            return;
        }
        keep(bytes, from, to);
        byte[] whole = rest.toByteArray();
        rest.reset();
        take(whole, 0, whole.length);
    }

    /** Keeps what matters of a line that is not over. */
    private void keep(byte[] bytes, int from, int to) {
        int first = rest.size() == 0 ? firstVisible(bytes, from, to) : from;
        indented |= first > from;
        rest.write(bytes, first, Math.min(to - first, mostKept - rest.size()));
    }

    private void take(byte[] bytes, int from, int to) throws Problem {
        boolean marked = number == 1 && !indented && beginsWithMark(bytes, from, to);
        int first = marked ? from + BYTE_ORDER_MARK.length : from;
        int end = to;
        first = firstVisible(bytes, first, end);
        while (end > first && blank(bytes[end - 1])) {
            end--;
        }
        if (first < end) {
            each.take(bytes, first, end, number);
        }
    }

    private static int firstVisible(byte[] bytes, int from, int to) {
        int first = from;
        while (first < to && blank(bytes[first])) {
            first++;
        }
        return first;
    }

    private static boolean beginsWithMark(byte[] bytes, int from, int to) {
        int length = BYTE_ORDER_MARK.length;
        return to - from >= length && Arrays.equals(bytes, from, from + length, BYTE_ORDER_MARK, 0, length);
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    private static void checkLength(int bytes, int number) throws Problem {
        if (bytes > MOST_LINE_BYTES) {
            String detail = "Line " + number + " is longer than " + MOST_LINE_BYTES + " bytes.";
            throw Problem.of(ProblemCode.REQUEST_TOO_LARGE, detail)
                    .with("limit", MOST_LINE_BYTES)
                    .with("actual", bytes);
        }
    }
}
