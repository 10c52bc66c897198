package dev.gather.encode;

import java.time.Duration;

/**
 * How an answer is to be delivered.
 *
 * @param inRequestOrder whether a stream keeps the order of the request; a gathered answer always does
 * @param pretty whether a gathered answer is indented
 * @param budgetBytes most body bytes of one gathered answer, bodies past it are left out; and what a stream in request
 *     order may hold while it waits for an earlier item, past which nothing but that item is started
 * @param writeStall how long a client may take nothing before its connection is closed
 * @param keepAlive time between the comments that keep an event stream open
 */
public record Delivery(
        boolean inRequestOrder, boolean pretty, long budgetBytes, Duration writeStall, Duration keepAlive) {
    private static final Duration STALL = Duration.ofSeconds(30);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    public Delivery {
        if (budgetBytes < 0) {
            throw new IllegalArgumentException("budgetBytes: " + budgetBytes + " (expected 0 or more)");
        }
        if (writeStall.toMillis() < 1 || keepAlive.toMillis() < 1) {
            throw new IllegalArgumentException("writeStall, keepAlive: at least 1 ms expected");
        }
    }

    /** What the caller chose, with the contract's times. */
    public static Delivery of(boolean inRequestOrder, boolean pretty, long budgetBytes) {
        return new Delivery(inRequestOrder, pretty, budgetBytes, STALL, KEEP_ALIVE);
    }
}
