package dev.gather.limit;

/** A waiter that joined the line of a host which had been paused before: that part is none of its wait. */
record JoinedLate(Waiter waiter, long pausedBeforeNanos) implements Waiter {
    @Override
    public void granted(long pausedNanos) {
        waiter.granted(pausedNanos - pausedBeforeNanos);
    }

    @Override
    public void refused(HostRefusal why) {
        waiter.refused(why.since(pausedBeforeNanos));
    }
}
