package dev.gather.content;

import dev.gather.content.CodingException.Reason;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A body freed of its content codings while it streams in (RFC 9110, section 8.4): wire bytes go in, decoded bytes come
 * out in steps of at most 64 KiB, and whoever takes them can say "enough" before the next step, so that a bomb inflates
 * no further. Knows gzip, deflate and identity, at most two layers of them.
 *
 * <p>A stream of empty blocks gives no output however long it is: the caller bounds {@link #wireBytes} too. An empty body
 * is taken for empty whatever its coding; servers announce codings on bodies they do not send.
 */
public final class Inflating implements AutoCloseable {
    /** Two are seen in the wild (a server and a proxy that both compress); more are only seen in attacks. */
    static final int MOST_LAYERS = 2;

    private final Inflaters inflaters;
    private final Layer first;
    private final boolean identity;
    private boolean enough;
    private long wireBytes;

    private Inflating(Inflaters inflaters, Layer first, boolean identity) {
        this.inflaters = inflaters;
        this.first = first;
        this.identity = identity;
    }

    /**
     * A decoder for a body with this {@code Content-Encoding}; close it, however the body ends.
     *
     * @param contentEncoding the header's joined value; null or empty for none
     * @throws CodingException for a coding that is not known, or more than two of them
     */
    public static Inflating of(@Nullable String contentEncoding, Inflaters inflaters, DecodedBytes output)
            throws CodingException {
        List<String> codings = codings(contentEncoding);
        Layer layer = new LastLayer(output);
        for (int depth = codings.size() - 1, i = 0; depth >= 0; depth--, i++) {
            layer = layer(codings.get(i), inflaters, depth, layer);
        }
        return new Inflating(inflaters, layer, codings.isEmpty());
    }

    /** The codings that change anything, in the order they were applied; all of them known. */
    private static List<String> codings(@Nullable String contentEncoding) throws CodingException {
        List<String> codings = new ArrayList<>(MOST_LAYERS);
        if (contentEncoding == null) {
            return codings;
        }
        for (String part : contentEncoding.split(",", -1)) {
            String coding = part.strip().toLowerCase(Locale.ROOT);
            switch (coding) {
                case "", "identity" -> {}
                case "gzip", "x-gzip", "deflate" -> codings.add(coding);
                default ->
                    throw new CodingException(
                            Reason.UNSUPPORTED, "The body came in a content coding other than gzip and deflate.");
            }
        }
        if (codings.size() > MOST_LAYERS) {
            throw new CodingException(Reason.TOO_MANY_LAYERS, "The body is compressed more than twice.");
        }
        return codings;
    }

    private static Layer layer(String coding, Inflaters inflaters, int depth, Layer next) {
        return coding.equals("deflate")
                ? new DeflateLayer(inflaters, depth, next)
                : new GzipLayer(inflaters, depth, next);
    }

    /** Whether wire bytes are handed on as they are. */
    public boolean identity() {
        return identity;
    }

    /** Takes a chunk off the wire; false once the output has had enough, and then nothing more is decoded. */
    public boolean feed(Buffer chunk) throws CodingException {
        byte[] input = inflaters.input();
        int length = chunk.length();
        for (int at = 0; at < length && !enough; at += input.length) {
            int end = Math.min(at + input.length, length);
            chunk.getBytes(at, end, input, 0);
            push(input, 0, end - at);
        }
        wireBytes += length;
        return !enough;
    }

    /** Takes {@code length} bytes off the wire; false once the output has had enough. */
    public boolean feed(byte[] bytes, int offset, int length) throws CodingException {
        wireBytes += length;
        if (!enough) {
            push(bytes, offset, length);
        }
        return !enough;
    }

    private void push(byte[] bytes, int offset, int length) throws CodingException {
        enough = !first.feed(bytes, offset, offset + length);
    }

    /** Checks that the coded body came to its end; says nothing if the output had enough before. */
    public void finish() throws CodingException {
        if (!enough) {
            first.finish();
        }
    }

    /** Bytes taken off the wire. */
    public long wireBytes() {
        return wireBytes;
    }

    @Override
    public void close() {
        first.close();
    }

    /** Hands on to the output, never more than a step at a time. */
    private record LastLayer(DecodedBytes output) implements Layer {
        @Override
        public boolean feed(byte[] in, int from, int to) {
            for (int at = from; at < to; at += Inflaters.STEP_BYTES) {
                if (!output.accept(in, at, Math.min(Inflaters.STEP_BYTES, to - at))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void finish() {}

        @Override
        public void close() {}
    }
}
