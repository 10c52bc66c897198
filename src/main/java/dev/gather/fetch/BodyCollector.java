package dev.gather.fetch;

import dev.gather.content.CodingException;
import dev.gather.content.DecodedBytes;
import dev.gather.content.Inflaters;
import dev.gather.content.Inflating;
import dev.gather.limit.BufferedBytes;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects one body while it streams in, freed of its content coding and counted on the wire and after decoding. What it
 * holds is counted against the process's memory until {@link #close}.
 */
final class BodyCollector implements DecodedBytes, AutoCloseable {
    /** An announced length up to this is believed; beyond it memory is taken as bytes arrive. */
    private static final int BELIEVED_BYTES = 16 << 10;

    /** What a coding may add to a body that does not compress, and room for its head and check sums. */
    private static final int CODING_OVERHEAD_BYTES = 64 << 10;

    private final int limit;
    private final boolean keep;
    private final BufferedBytes buffered;
    private final Inflating inflating;
    private final long announced;
    private byte[] bytes;
    private int length;
    private long wire;
    private long decoded;
    private boolean closed;

    /**
     * @param limit most bytes after decoding
     * @param announced the {@code Content-Length}; negative if there is none
     * @throws CodingException if the coding is not known
     */
    BodyCollector(
            int limit,
            boolean keep,
            long announced,
            @Nullable String coding,
            Inflaters inflaters,
            BufferedBytes buffered)
            throws CodingException {
        this.limit = limit;
        this.keep = keep;
        this.announced = announced;
        this.buffered = buffered;
        this.inflating = Inflating.of(coding, inflaters, this);
        int first = (int) Math.min(Math.min(Math.max(announced, 0), BELIEVED_BYTES), limit);
        this.bytes = new byte[keep ? first : 0];
        buffered.hold(bytes.length);
    }

    /** A collector that counts and keeps nothing, of a body as it comes. */
    static BodyCollector counting(int limit, Inflaters inflaters, BufferedBytes buffered) {
        try {
            return new BodyCollector(limit, false, -1, null, inflaters, buffered);
        } catch (CodingException e) {
            throw new IllegalStateException("no coding is always known", e);
        }
    }

    /** Takes a chunk off the wire; false if it passes the limit, in which case what fits has been kept. */
    boolean add(Buffer chunk) throws CodingException {
        wire += chunk.length();
        if (inflating.identity()) {
            return addPlain(chunk);
        }
        // A coded stream without end can decode to nothing at all.
        return inflating.feed(chunk) && wire <= (long) limit + (limit >> 8) + CODING_OVERHEAD_BYTES;
    }

    private boolean addPlain(Buffer chunk) {
        int fits = fits(chunk.length());
        if (keep) {
            reserve(length + fits);
            chunk.getBytes(0, fits, bytes, length);
            length += fits;
        }
        decoded += fits;
        return fits == chunk.length();
    }

    @Override
    public boolean accept(byte[] from, int offset, int count) {
        int fits = fits(count);
        if (keep) {
            reserve(length + fits);
            System.arraycopy(from, offset, bytes, length, fits);
            length += fits;
        }
        decoded += fits;
        return fits == count;
    }

    private int fits(int count) {
        return (int) Math.min(count, limit - decoded);
    }

    /** Checks that a coded body came to its end. */
    void finish() throws CodingException {
        inflating.finish();
    }

    private void reserve(int wanted) {
        if (wanted <= bytes.length) {
            return;
        }
        int capacity = (int) Math.min(limit, Math.max(wanted, bytes.length * 2L));
        buffered.hold(capacity - bytes.length);
        bytes = Arrays.copyOf(bytes, capacity);
    }

    /** Counts nothing any more; the bytes belong to whoever has taken them. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            inflating.close();
            buffered.release(bytes.length);
        }
    }

    /** Most bytes that it can come to hold. */
    long most() {
        return announced >= 0 && inflating.identity() ? Math.min(announced, limit) : limit;
    }

    /** The body in its first {@link #length} bytes. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    long wireBytes() {
        return wire;
    }

    long decodedBytes() {
        return decoded;
    }
}
