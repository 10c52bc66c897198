/**
 * What operators see: metrics, log, health, trace ids. Observers hear of batches through
 * {@link dev.gather.fetch.FetchListener} and change nothing.
 *
 * <p>Metrics are Micrometer meters on a Prometheus registry. What each fetch adds to is not: each thread keeps
 * {@link dev.gather.observe.FetchCounts} of its own, plain numbers that no other thread writes, and a scrape adds them
 * up. That costs a fetch some 30 ns; with Micrometer's timers and counters it was 480. Label values come from closed
 * sets (outcome, code, phase, status, instance), never from a URL or a caller, so that nobody outside can make series.
 *
 * <p>The log has one line for the start of a batch, for each of its fetches, for its end, and for each answered call; a
 * search for its {@code batch_id} finds them all. Lines carry key-value pairs and are written as logfmt text or as JSON
 * (Elastic Common Schema). URLs lose user, query and fragment, which are where secrets are; headers, cookies, bodies
 * and keys are not logged at all. Control characters are escaped: an origin's or a caller's text cannot forge a line.
 *
 * <p>A loop only puts the facts into a bounded queue; {@link dev.gather.observe.LogQueue}'s thread makes the key-value
 * pairs and the text and writes them, some 20 ms later at most if it keeps up. That costs the loop some 100 ns for a
 * line; pairs made on the loop and a signal for each line were 1 100. The facts hold no body and no batch: a log that
 * nobody reads must not hold memory that was given back. When the queue is full the line is dropped, counted and
 * reported: a slow disk must not slow fetches. Logback's own asynchronous appender drops as well, but does not say how
 * much.
 *
 * <p>Threads: everything public here is safe from any thread, but for {@link dev.gather.observe.LoopLag}, which
 * measures the loop that starts it.
 *
 * <p>Sources: W3C Trace Context, level 1; Prometheus text format 0.0.4.
 */
@NullMarked
package dev.gather.observe;

import org.jspecify.annotations.NullMarked;
