package dev.gather.fetch;

/**
 * Where the time of a fetch went, in nanoseconds; -1 for a phase that was not reached. Phases are those of the last
 * attempt.
 *
 * @param queued waiting for permits, all attempts together
 * @param backoff waiting between attempts
 * @param dns name resolution; 0 for a literal address or a name that was known
 * @param connect TCP and TLS; 0 on a reused connection
 * @param ttfb from the request's dispatch to the status line
 * @param download from the status line to the last byte
 * @param total from the batch's acceptance to the item's end
 */
public record Timings(long queued, long backoff, long dns, long connect, long ttfb, long download, long total) {}
