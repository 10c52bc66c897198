package dev.gather.encode;

import dev.gather.content.Content;
import dev.gather.fetch.Include;
import dev.gather.fetch.Outcome.Answered;
import dev.gather.fetch.Settled;

/**
 * A settled item as its sink keeps it.
 *
 * @param bodyOmitted whether its body was dropped for want of room
 * @param heldBytes bytes of its head and body that are still held
 */
record Result(Settled settled, boolean bodyOmitted, long heldBytes) {
    /** What an item weighs besides its body, roughly: head, trail and names. */
    private static final long BESIDE_BODY_BYTES = 2_048;

    static Result of(Settled settled) {
        return new Result(settled, false, settled.outcome().heldBytes());
    }

    int index() {
        return settled.fetch().index();
    }

    /** Bytes of its body. */
    long bodyBytes() {
        return settled.outcome() instanceof Answered answered
                ? answered.content().length()
                : 0;
    }

    /** Whether the caller wants to see the body. */
    boolean showsBody() {
        return settled.fetch().options().include().contains(Include.BODY);
    }

    /** The same without its body, so that its memory is free. */
    Result withoutBody(boolean omitted) {
        if (!(settled.outcome() instanceof Answered it)) {
            return this;
        }
        var bare = new Answered(
                it.head(),
                Content.NONE,
                it.extracted(),
                it.bodyBytes(),
                it.wireBytes(),
                it.truncated(),
                it.accepted(),
                it.trail());
        return new Result(
                new Settled(settled.fetch(), settled.seq(), bare, settled.coalesced(), settled.sharedWith()),
                omitted,
                heldBytes - bodyBytes());
    }

    long weight() {
        return heldBytes + BESIDE_BODY_BYTES;
    }
}
