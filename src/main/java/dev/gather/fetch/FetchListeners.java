package dev.gather.fetch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has two observers hear of everything; what one of them throws harms neither the other nor the batch. */
public final class FetchListeners implements FetchListener {
    private static final Logger LOG = LoggerFactory.getLogger(FetchListeners.class);

    private final FetchListener first;
    private final FetchListener second;

    private FetchListeners(FetchListener first, FetchListener second) {
        this.first = first;
        this.second = second;
    }

    /** An observer that tells both. */
    public static FetchListener both(FetchListener first, FetchListener second) {
        return new FetchListeners(new Harmless(first), new Harmless(second));
    }

    @Override
    public void started(Batch batch) {
        first.started(batch);
        second.started(batch);
    }

    @Override
    public void settled(Batch batch, Settled settled) {
        first.settled(batch, settled);
        second.settled(batch, settled);
    }

    @Override
    public void ended(Batch batch, Summary summary) {
        first.ended(batch, summary);
        second.ended(batch, summary);
    }

    /** An observer whose exceptions end in the log. */
    private record Harmless(FetchListener listener) implements FetchListener {
        @Override
        public void started(Batch batch) {
            try {
                listener.started(batch);
            } catch (RuntimeException bug) {
                report(bug);
            }
        }

        @Override
        public void settled(Batch batch, Settled settled) {
            try {
                listener.settled(batch, settled);
            } catch (RuntimeException bug) {
                report(bug);
            }
        }

        @Override
        public void ended(Batch batch, Summary summary) {
            try {
                listener.ended(batch, summary);
            } catch (RuntimeException bug) {
                report(bug);
            }
        }

        private static void report(RuntimeException bug) {
            LOG.error("An observer failed", bug);
        }
    }
}
