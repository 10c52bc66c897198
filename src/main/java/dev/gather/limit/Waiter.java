package dev.gather.limit;

/** Somebody who waits for a permit. */
public interface Waiter {
    /** A permit is there, on the share's loop; whoever gets it gives it back with {@link Share#release}, even unused. */
    void granted();
}
