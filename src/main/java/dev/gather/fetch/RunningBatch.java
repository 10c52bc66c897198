package dev.gather.fetch;

/** A batch under way; to be used on the batch's own loop. */
public interface RunningBatch {
    /** Starts no further fetch until {@link #resume}; those in flight go on. */
    void pause();

    void resume();

    /** Starts this item even while the batch is paused, because others wait for it; does nothing if it has started. */
    void urge(int index);

    /** Ends every item that has not settled, as {@code cancelled}, on the wire too; the sink still hears of each. */
    void cancel(String why);
}
