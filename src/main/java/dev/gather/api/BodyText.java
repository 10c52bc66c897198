package dev.gather.api;

/** A request body that is read as it arrives. */
interface BodyText extends AutoCloseable {
    /** Reads on; the bytes are valid UTF-8 as far as they go, and not kept. */
    void feed(byte[] bytes) throws Problem;

    /** Says that the body is over. */
    void finish() throws Problem;

    @Override
    default void close() {}
}
