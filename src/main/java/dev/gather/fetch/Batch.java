package dev.gather.fetch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call asks for.
 *
 * @param id {@code bat_…}
 * @param caller name of the key it came with; nothing is shared between callers
 * @param traceparent the caller's trace, continued (W3C Trace Context); null for none
 * @param concurrency most fetches in flight for this batch, 1..512
 * @param hostConcurrency most in flight to one host for this batch; the operator's figure holds besides
 * @param hostIntervalMs least time between two starts to one host
 * @param deadlineMs until everything has settled, counted from {@code acceptedNanos}
 * @param dedupe identical GET and HEAD items share one fetch
 * @param dryRun judge every item, contact nobody
 * @param acceptedNanos {@link System#nanoTime()} when the call came in
 */
public record Batch(
        String id,
        String requestId,
        String caller,
        @Nullable String traceparent,
        List<Fetch> fetches,
        Mode mode,
        int concurrency,
        int hostConcurrency,
        long hostIntervalMs,
        long deadlineMs,
        boolean dedupe,
        boolean dryRun,
        long acceptedNanos) {}
