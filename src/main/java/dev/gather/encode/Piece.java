package dev.gather.encode;

/** Something that is written step by step, so that however long it is, little of it is held encoded. */
@FunctionalInterface
interface Piece {
    /** About the most that one step adds. */
    int STEP_BYTES = 64 * 1024;

    /** Appends the next step; true when that was the last. */
    boolean writeTo(JsonBytes out);
}
