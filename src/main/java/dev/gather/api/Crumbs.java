package dev.gather.api;

import io.netty.handler.codec.http.HttpContent;

/**
 * Whether a body comes in more and smaller chunks than anyone needs: a chunk costs the loop more than the bytes in it,
 * and the limit of a body counts only those.
 */
final class Crumbs {
    /** So many chunks may be of any size. */
    private static final int FREE_CHUNKS = 4_096;

    /** On average, past those: the shortest URL in a chunk of its own has more. */
    private static final int LEAST_CHUNK_BYTES = 8;

    private long chunks;
    private long bytes;

    /** A body begins. */
    void begin() {
        chunks = 0;
        bytes = 0;
    }

    /** Counts one more chunk of it; says whether these are too many that are too small. */
    boolean tooMany(HttpContent chunk) {
        chunks++;
        bytes += chunk.content().readableBytes();
        return chunks > FREE_CHUNKS && bytes < chunks * LEAST_CHUNK_BYTES;
    }
}
