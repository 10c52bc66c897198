package dev.gather.fetch;

import java.util.function.Consumer;
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
        return new FetchListeners(first, second);
    }

    @Override
    public void started(Batch batch) {
        tell(listener -> listener.started(batch));
    }

    @Override
    public void settled(Batch batch, Settled settled) {
        tell(listener -> listener.settled(batch, settled));
    }

    @Override
    public void ended(Batch batch, Summary summary) {
        tell(listener -> listener.ended(batch, summary));
    }

    private void tell(Consumer<FetchListener> news) {
        tell(first, news);
        tell(second, news);
    }

    private static void tell(FetchListener listener, Consumer<FetchListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException bug) {
            LOG.error("An observer failed", bug);
        }
    }
}
