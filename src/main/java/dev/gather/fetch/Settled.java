package dev.gather.fetch;

/**
 * An outcome with its place in the batch.
 *
 * @param seq 0..N-1 in order of completion
 * @param coalesced whether another item's fetch, or another call's, did the work
 * @param sharedWith index of the item of this batch that did the work; -1 where that does not apply
 */
public record Settled(Fetch fetch, int seq, Outcome outcome, boolean coalesced, int sharedWith) {}
