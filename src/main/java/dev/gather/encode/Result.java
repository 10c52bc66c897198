package dev.gather.encode;

import dev.gather.content.Content;
import dev.gather.fetch.Include;
import dev.gather.fetch.Outcome.Answered;
import dev.gather.fetch.Settled;

/**
 * A settled item as its sink keeps it.
 *
 * @param bodyOmitted whether its body, or what was extracted of it, was dropped for want of room
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

    /** Bytes of what was extracted of it. */
    long extractedBytes() {
        return settled.outcome() instanceof Answered answered
                ? answered.extracted().length()
                : 0;
    }

    /** Whether the caller wants to see the body. */
    boolean showsBody() {
        return settled.fetch().options().include().contains(Include.BODY);
    }

    /** The same without its body, so that its memory is free. */
    Result withoutBody(boolean omitted) {
        return settled.outcome() instanceof Answered it
                ? with(it, Content.NONE, it.extracted(), omitted, heldBytes - bodyBytes())
                : this;
    }

    /** The same without what was extracted, for want of room. */
    Result withoutExtracted() {
        return settled.outcome() instanceof Answered it
                ? with(it, it.content(), Content.NONE, true, heldBytes - extractedBytes())
                : this;
    }

    private Result with(Answered it, Content content, Content extracted, boolean omitted, long held) {
        var bare = new Answered(
                it.head(),
                content,
                extracted,
                it.bodyBytes(),
                it.wireBytes(),
                it.truncated(),
                it.accepted(),
                it.trail());
        return new Result(
                new Settled(settled.fetch(), settled.seq(), bare, settled.coalesced(), settled.sharedWith()),
                omitted,
                held);
    }

    long weight() {
        return heldBytes + BESIDE_BODY_BYTES;
    }
}
