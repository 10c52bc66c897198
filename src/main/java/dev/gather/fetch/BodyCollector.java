package dev.gather.fetch;

import dev.gather.content.CodingException;
import dev.gather.content.DecodedBytes;
import dev.gather.content.Inflaters;
import dev.gather.content.Inflating;
import dev.gather.limit.BufferedBytes;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * Collects one body while it streams in, freed of its content coding and counted on the wire and after decoding. What
 * it holds is counted against the process's memory until {@link #close}.
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
    private final Blocks blocks;
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
        this.inflating = Inflating.of(coding, inflaters, (long) limit + (limit >> 8) + CODING_OVERHEAD_BYTES, this);
        int first = (int) Math.min(Math.min(Math.max(announced, 0), BELIEVED_BYTES), limit);
        this.blocks = new Blocks(keep ? first : 0, limit);
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
        return inflating.feed(chunk);
    }

    /** Whether something of what came waits for {@link #goOn}, because inflating it takes long. */
    boolean behind() {
        return !closed && inflating.behind();
    }

    /** Inflates for another turn; false if the body passes the limit. */
    boolean goOn() throws CodingException {
        return inflating.goOn();
    }

    private boolean addPlain(Buffer chunk) {
        ByteBuf bytes = ((BufferInternal) chunk).getByteBuf();
        boolean ownArray = bytes.hasArray() && bytes.array().length == chunk.length();
        if (keep && ownArray && blocks.mayKeep(chunk.length()) && chunk.length() <= limit - decoded) {
            int before = blocks.capacity();
            blocks.keep(bytes.array());
            buffered.hold(blocks.capacity() - before);
            decoded += chunk.length();
            return true;
        }
        return take(chunk.length(), (at, count, to, toAt) -> chunk.getBytes(at, at + count, to, toAt));
    }

    @Override
    public boolean accept(byte[] from, int offset, int count) {
        return take(count, (at, some, to, toAt) -> System.arraycopy(from, offset + at, to, toAt, some));
    }

    private boolean take(int count, Blocks.Piece piece) {
        int fits = (int) Math.min(count, limit - decoded);
        if (keep) {
            int before = blocks.capacity();
            blocks.append(fits, piece);
            buffered.hold(blocks.capacity() - before);
        }
        decoded += fits;
        return fits == count;
    }

    /** Checks that a coded body came to its end. */
    void finish() throws CodingException {
        inflating.finish();
    }

    /** Counts nothing any more; the bytes belong to whoever has taken them. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            inflating.close();
            buffered.release(blocks.capacity());
        }
    }

    /** Most bytes that it can come to hold. */
    long most() {
        return announced >= 0 && inflating.identity() ? Math.min(announced, limit) : limit;
    }

    /**
     * The body, in an array that belongs to whoever takes it; to be asked for once. It is counted twice while it is
     * copied.
     */
    byte[] joined() {
        buffered.hold(blocks.length());
        try {
            return blocks.joined();
        } finally {
            buffered.release(blocks.length());
        }
    }

    /** Bytes that are kept so far. */
    int length() {
        return blocks.length();
    }

    long wireBytes() {
        return wire;
    }

    long decodedBytes() {
        return decoded;
    }
}
