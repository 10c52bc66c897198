package dev.gather.fetch;

/** Where a batch's outcomes go, on the batch's own loop: every index once, in order of completion, then the end. */
public interface OutcomeSink {
    void settled(Settled settled);

    void ended(Summary summary);
}
