package dev.gather.api;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a call from its head.
 *
 * @param requestId {@code X-Request-Id}, echoed or made
 * @param caller name of the key it came with
 * @param traceparent the trace it belongs to, for what we do in its name (W3C Trace Context); null for none
 * @param acceptedNanos {@link System#nanoTime()} when its head had arrived
 */
record Call(String requestId, String caller, @Nullable String traceparent, long acceptedNanos) {}
