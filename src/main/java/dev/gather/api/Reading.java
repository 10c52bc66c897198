package dev.gather.api;

import dev.gather.fetch.Batch;

/**
 * A call that was read and found valid.
 *
 * @param requestOrder a stream shows results in request order, not as they complete
 * @param pretty a gathered answer is indented
 * @param heldBytes about how much memory the batch takes until it has ended
 */
public record Reading(Batch batch, boolean requestOrder, boolean pretty, long heldBytes) {}
