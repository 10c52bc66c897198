package dev.gather.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * One JSON text (RFC 8259), pushed in as its bytes arrive and told to {@link Frame}s; reading stops at the first error.
 * Stricter than the library alone: no lone surrogates, one value only, duplicate names refused.
 */
final class JsonPush implements AutoCloseable {
    /** Deeper nesting is only taken where the caller's own JSON is passed on. */
    private static final int DEPTH = 64;

    private static final int DEPTH_OF_PASSED_ON = 512;

    /** The library remembers every name of every open object, to find the ones given twice. */
    private static final int MOST_OPEN_NAMES = 50_000;

    /**
     * The longest string that any field takes is {@code body_base64}: four characters for three bytes, and some slack.
     */
    static final int MOST_STRING_CHARS = ItemDraft.MOST_BODY_BYTES / 3 * 4 + 1_000;

    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(0);
    private final int firstLine;
    private int[] namesAtDepth = new int[8];
    private int openNames;
    private boolean begun;

    /** @param firstLine the line of the body that the text begins on, from 1 */
    JsonPush(JsonFactory factory, Frame root, int firstLine) {
        try {
            parser = factory.createNonBlockingByteArrayParser();
        } catch (IOException impossible) { // nothing is read yet
            throw new UncheckedIOException(impossible);
        }
        feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
        frames.push(root);
        this.firstLine = firstLine;
    }

    /** Parsers that give up as soon as a text holds more than any call may: nothing larger is ever built. */
    static JsonFactory factory() {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH_OF_PASSED_ON + DEPTH)
                .maxStringLength(MOST_STRING_CHARS)
                .maxNumberLength(1_000)
                .maxNameLength(256)
                .build();
        return JsonFactory.builder()
                .streamReadConstraints(constraints)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // a table of all names ever seen in the text
                .build();
    }

    void feed(byte[] bytes, int from, int to) throws Problem {
        int end = openEnd(bytes, from, to);
        if (end > from) {
            parse(bytes, from, end);
        }
        held.write(bytes, end, to - end);
    }

    /**
     * Where a comma or colon begins that nothing but white space follows, or the end. That much is held back until more
     * has come: fed one of them alone, the library forgets it and takes a closing bracket after it.
     */
    private int openEnd(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && white(bytes[end - 1])) {
            end--;
        }
        if (end == from) {
            return held.size() > 0 ? from : to;
        }
        return bytes[end - 1] == ',' || bytes[end - 1] == ':' ? end - 1 : to;
    }

    private static boolean white(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private void parse(byte[] bytes, int from, int to) throws Problem {
        if (held.size() > 0) {
            held.write(bytes, from, to - from);
            byte[] whole = held.toByteArray();
            held.reset();
            push(whole, 0, whole.length);
        } else {
            push(bytes, from, to);
        }
    }

    private void push(byte[] bytes, int from, int to) throws Problem {
        try {
            feeder.feedInput(bytes, from, to);
            pull();
        } catch (IOException cause) {
            throw syntax(cause);
        }
    }

    /** Says that the text is over. */
    void finish() throws Problem {
        parse(new byte[0], 0, 0);
        try {
            feeder.endOfInput();
            pull();
        } catch (IOException cause) {
            throw syntax(cause);
        }
        if (!begun) {
            throw invalid("A JSON value expected, nothing found", parser.currentLocation());
        }
    }

    private void pull() throws IOException, Problem {
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.NOT_AVAILABLE) {
            take(token);
            token = parser.nextToken();
        }
    }

    private void take(JsonToken token) throws IOException, Problem {
        if (begun && frames.size() == 1) {
            throw invalid("Nothing expected after the JSON value", parser.currentTokenLocation());
        }
        begun = true;
        Frame frame = frames.element();
        switch (token) {
            case FIELD_NAME -> name(frame);
            case START_OBJECT, START_ARRAY -> open(frame.open(token == JsonToken.START_ARRAY));
            case END_OBJECT, END_ARRAY -> end();
            default -> frame.scalar(token, whole(parser.getText()));
        }
    }

    private void name(Frame frame) throws IOException, Problem {
        openNames++;
        namesAtDepth[frames.size()]++;
        if (openNames > MOST_OPEN_NAMES) {
            throw invalid("Too many names in one object", parser.currentTokenLocation());
        }
        frame.name(whole(parser.currentName()));
    }

    private void end() {
        openNames -= namesAtDepth[frames.size()];
        frames.pop().close();
    }

    private void open(Frame frame) throws Problem {
        frames.push(frame);
        if (frames.size() == namesAtDepth.length) {
            namesAtDepth = Arrays.copyOf(namesAtDepth, 2 * namesAtDepth.length);
        }
        namesAtDepth[frames.size()] = 0;
        int most = frame.deep() ? DEPTH_OF_PASSED_ON + DEPTH : DEPTH;
        if (frames.size() - 1 > most) {
            throw invalid("Nested too deeply", parser.currentTokenLocation());
        }
    }

    /** Refuses half a surrogate pair: it is no character and cannot be sent on (RFC 8259, section 8.2). */
    private String whole(String text) throws Problem {
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                throw invalid("A string holds half a surrogate pair", parser.currentTokenLocation());
            }
            at += Character.charCount(character);
        }
        return text;
    }

    private Problem syntax(IOException cause) {
        JsonLocation where =
                cause instanceof JsonProcessingException json ? json.getLocation() : parser.currentLocation();
        where = where == null ? parser.currentLocation() : where;
        return tooLong(cause) ? longString(where) : invalid(describe(cause), where);
    }

    private static boolean tooLong(IOException cause) {
        return cause instanceof StreamConstraintsException
                && String.valueOf(cause.getMessage()).startsWith("String value length");
    }

    private Problem longString(JsonLocation where) {
        String what = "A string has more than " + MOST_STRING_CHARS + " characters";
        return at(where, ProblemCode.REQUEST_TOO_LARGE, what).with("limit", MOST_STRING_CHARS);
    }

    private static String describe(IOException cause) {
        if (cause instanceof StreamConstraintsException) {
            return "A number, a name or the nesting passes the limits";
        }
        if (cause instanceof JsonEOFException) {
            return "The JSON text ends too early";
        }
        String message = String.valueOf(cause.getMessage());
        return message.startsWith("Duplicate ") ? "A name is given twice in one object" : "Malformed JSON";
    }

    private Problem invalid(String what, JsonLocation where) {
        return at(where, ProblemCode.INVALID_JSON, what);
    }

    private Problem at(JsonLocation where, ProblemCode code, String what) {
        int line = firstLine - 1 + Math.max(1, where.getLineNr());
        int column = Math.max(1, where.getColumnNr());
        return Problem.of(code, what + " (line " + line + ", column " + column + ").")
                .with("line", line)
                .with("column", column);
    }

    /** Gives the parser's buffers back. */
    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException impossible) { // it reads from memory
            throw new UncheckedIOException(impossible);
        }
    }
}
