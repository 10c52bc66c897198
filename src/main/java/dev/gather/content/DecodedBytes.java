package dev.gather.content;

/** Who takes decoded bytes. */
@FunctionalInterface
public interface DecodedBytes {
    /**
     * Takes at most 64 KiB; the array is reused, so what is to be kept must be copied.
     *
     * @return whether more is wanted; after false nothing more is decoded
     */
    boolean accept(byte[] bytes, int offset, int length);
}
