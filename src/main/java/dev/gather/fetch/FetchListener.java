package dev.gather.fetch;

/** What observers hear of batches; called on the loops of several instances. */
public interface FetchListener {
    void started(Batch batch);

    void settled(Batch batch, Settled settled);

    void ended(Batch batch, Summary summary);
}
