package dev.gather.observe;

/** Whether the process lives and wants calls. Shared by all instances; safe from any thread. */
public final class Health {
    private enum State {
        STARTING,
        READY,
        DRAINING
    }

    private volatile State state = State.STARTING;

    /** From now on calls are welcome, unless the service drains already. */
    public synchronized void ready() {
        if (state == State.STARTING) {
            state = State.READY;
        }
    }

    /** From now on, and for good, new calls should go elsewhere. */
    public synchronized void drain() {
        state = State.DRAINING;
    }

    /** Whether calls are welcome. */
    public boolean isReady() {
        return state == State.READY;
    }
}
