package dev.gather.limit;

/** A waiter that is granted its permit; a refusal fails the test. */
record Granted(Runnable then) implements Waiter {
    static Waiter to(Runnable then) {
        return new Granted(then);
    }

    @Override
    public void granted(long pausedNanos) {
        then.run();
    }

    @Override
    public void refused(HostRefusal why) {
        throw new AssertionError(why);
    }
}
