package dev.gather.content;

/** One content coding being taken off; layers are chained, the coding applied last comes first. */
interface Layer {
    /** Takes coded bytes {@code from..to}; false once whoever stands at the end wants no more. */
    boolean feed(byte[] in, int from, int to) throws CodingException;

    /** Checks that the coding has come to its end. */
    void finish() throws CodingException;

    /** Gives back what the layer borrowed. */
    void close();
}
