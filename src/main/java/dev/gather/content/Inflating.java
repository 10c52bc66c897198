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
 * <p>A coded stream can be without end and still give no output: empty blocks, empty members, a file name. So each
 * layer takes a bounded number of bytes and members, be they from the wire or from the layer before it.
 *
 * <p>A few bytes can take long to inflate, and the loop has others to serve: after some milliseconds the rest of a
 * chunk is left for another turn. An empty body is taken for empty whatever its coding; servers announce codings on
 * bodies they do not send.
 */
public final class Inflating implements AutoCloseable {
    /** Two are seen in the wild (a server and a proxy that both compress); more are only seen in attacks. */
    static final int MOST_LAYERS = 2;

    /** After this a turn begins no further slice. */
    static final long TURN_NANOS = 4_000_000;

    /**
     * Wire bytes between two looks at the clock, by the number of layers. A layer makes at most 1 032 bytes of one, so
     * a slice becomes no more than 1 MiB in one layer and 16 MiB in two.
     */
    private static final int[] SLICE_BYTES = {Inflaters.STEP_BYTES, 1_024, 16};

    /** Room in a layer's most bytes that lets one more member begin; no sensible member is smaller. */
    private static final int BYTES_PER_MEMBER = 256;

    private static final Buffer NOTHING = Buffer.buffer();

    private final Inflaters inflaters;
    private final Layer first;
    private final int layers;
    private boolean enough;

    /** The chunk at hand, and how much of it has been taken. */
    private Buffer chunk = NOTHING;

    private int taken;

    private Inflating(Inflaters inflaters, Layer first, int layers) {
        this.inflaters = inflaters;
        this.first = first;
        this.layers = layers;
    }

    /**
     * A decoder for a body with this {@code Content-Encoding}; close it, however the body ends.
     *
     * @param contentEncoding the header's joined value; null or empty for none
     * @param mostCoded most bytes that a layer takes; a body that needs more is over, as if the output had had enough
     * @throws CodingException for a coding that is not known, or more than two of them
     */
    public static Inflating of(
            @Nullable String contentEncoding, Inflaters inflaters, long mostCoded, DecodedBytes output)
            throws CodingException {
        List<String> codings = codings(contentEncoding);
        Layer layer = new LastLayer(output);
        for (int depth = codings.size() - 1, i = 0; depth >= 0; depth--, i++) {
            layer = new Capped(mostCoded, layer(codings.get(i), inflaters, depth, mostCoded, layer));
        }
        return new Inflating(inflaters, layer, codings.size());
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

    private static Layer layer(String coding, Inflaters inflaters, int depth, long mostCoded, Layer next) {
        int mostMembers = (int) (mostCoded / BYTES_PER_MEMBER);
        return coding.equals("deflate")
                ? new DeflateLayer(inflaters, depth, next)
                : new GzipLayer(inflaters, depth, mostMembers, next);
    }

    /** Whether wire bytes are handed on as they are. */
    public boolean identity() {
        return layers == 0;
    }

    /** Takes a chunk off the wire, for one turn; false once the output has had enough: nothing more is decoded. */
    public boolean feed(Buffer arrived) throws CodingException {
        chunk = behind() ? chunk.getBuffer(taken, chunk.length()).appendBuffer(arrived) : arrived;
        taken = 0;
        return goOn();
    }

    /** Whether something of a chunk was left for another turn. */
    public boolean behind() {
        return !enough && taken < chunk.length();
    }

    /** Takes another turn at what was left; false once the output has had enough. */
    public boolean goOn() throws CodingException {
        long began = inflaters.nanos();
        do {
            slice();
        } while (behind() && inflaters.nanos() - began < TURN_NANOS);
        if (!behind()) {
            chunk = NOTHING;
            taken = 0;
        }
        return !enough;
    }

    private void slice() throws CodingException {
        int length = Math.min(SLICE_BYTES[layers], chunk.length() - taken);
        if (enough || length == 0) {
            return;
        }
        byte[] input = inflaters.input();
        chunk.getBytes(taken, taken + length, input, 0);
        taken += length;
        enough = !first.feed(input, 0, length);
    }

    /** Checks that the coded body came to its end; says nothing if the output had enough before. */
    public void finish() throws CodingException {
        if (behind()) {
            throw new IllegalStateException("the body is not at its end: something was left for another turn");
        }
        if (!enough) {
            first.finish();
        }
    }

    @Override
    public void close() {
        first.close();
    }

    /** Hands on to a layer until that has taken its most bytes. */
    private static final class Capped implements Layer {
        private final Layer next;
        private long left;

        Capped(long most, Layer next) {
            this.next = next;
            this.left = most;
        }

        @Override
        public boolean feed(byte[] in, int from, int to) throws CodingException {
            left -= to - from;
            return left >= 0 && next.feed(in, from, to);
        }

        @Override
        public void finish() throws CodingException {
            next.finish();
        }

        @Override
        public void close() {
            next.close();
        }
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
