package dev.gather.fetch;

import org.jspecify.annotations.Nullable;

/**
 * One try of a fetch.
 *
 * @param status the status that was answered; 0 if none
 * @param error why it failed; null if it was answered in full
 * @param waitNanos the wait before it; 0 before the first
 */
public record AttemptRecord(int status, @Nullable FailureCode error, long waitNanos, long totalNanos) {}
