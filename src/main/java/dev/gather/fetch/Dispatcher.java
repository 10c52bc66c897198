package dev.gather.fetch;

/** Fans a batch out, bounded, into an {@link OutcomeSink}. */
public interface Dispatcher {
    /**
     * Starts a batch on the calling event loop. The sink hears of every item, on this loop, not before this method has
     * returned.
     */
    RunningBatch start(Batch batch, OutcomeSink sink);
}
