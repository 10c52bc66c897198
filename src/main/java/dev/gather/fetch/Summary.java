package dev.gather.fetch;

/**
 * How a batch ended.
 *
 * @param satisfied the mode's condition was met
 * @param complete nothing was cut by cancellation or the batch's deadline
 * @param winner index of the item that decided {@code any} or {@code race}; -1 where there is none
 */
public record Summary(
        String batchId,
        Mode mode,
        boolean satisfied,
        boolean complete,
        int winner,
        int total,
        int ok,
        int httpError,
        int failed,
        long elapsedNanos) {}
