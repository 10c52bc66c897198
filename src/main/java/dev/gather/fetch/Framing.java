package dev.gather.fetch;

/**
 * What one answer costs on the wire beside its content: heads, sizes and extensions of chunks, trailers, blank lines.
 */
final class Framing {
    /** Beyond what the codec lets a head and a trailer have, line ends included, so that its bounds are met first. */
    private static final long FREE_BYTES = 256 << 10;

    /** Read off the wire, after TLS, since the last head in either direction. */
    private long wireBytes;

    private long contentBytes;

    /** An answer begins. */
    void restart() {
        wireBytes = 0;
        contentBytes = 0;
    }

    void addWire(int bytes) {
        wireBytes += bytes;
    }

    void addContent(int bytes) {
        contentBytes += bytes;
    }

    /**
     * Whether it is more than the content, and more than is free. A chunk costs the loop more than the bytes in it, and
     * the limit of a body counts only those; with this some sixty thousand may be of one byte, and all others have
     * five.
     */
    boolean beyondMeasure() {
        long framingBytes = wireBytes - contentBytes;
        return framingBytes > FREE_BYTES + contentBytes;
    }
}
