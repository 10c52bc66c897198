/**
 * What origins have answered, kept to be used again: a private cache (RFC 9111), apart for each of the service's keys.
 *
 * <p>{@link dev.gather.cache.HttpCache} keeps and finds; {@link dev.gather.cache.Reuse} says what is to be done with
 * what was found, by the modes of the Fetch standard; {@code Freshness}, {@code Storing}, {@code Freshening} and {@code
 * Selection} are the sections 4.2, 3, 4.3.4 and 4.1 of the RFC, without I/O or a clock of their own. What is asked of
 * origins because of it is {@code fetch}'s.
 *
 * <p><b>Whose.</b> The key of the service that a call came with is part of an answer's key, so that callers share
 * nothing. One key may speak for many people at an origin: answers are found only by requests with the same {@code
 * Authorization} and {@code Cookie} (kept as a digest), and what was answered to an {@code Authorization} is kept only
 * where a shared cache might keep it (section 3.5).
 *
 * <p><b>How much.</b> {@code cache_bytes} bounds headers and bodies together; Caffeine decides what goes, and one scan
 * of many URLs does not push out what is used often. One answer takes an eighth of it at most, one URI 16 variants.
 *
 * <p><b>What is kept.</b> Bodies as they are after their coding was taken off, in one array that all hits share. Parts
 * (206), bodies that were cut and answers whose {@code Vary} is {@code *} are not kept; nor is anything of POST. A
 * header listed in {@code no-cache="…"} is left out of what is not confirmed.
 *
 * <p><b>Threads.</b> The cache is shared by all instances; what is in it is never changed, only replaced.
 */
@NullMarked
package dev.gather.cache;

import org.jspecify.annotations.NullMarked;
