package dev.gather.limit;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Who may go on reading a large body while memory is short: more than half of what may be held is. Bodies that together
 * fit into what is left are then read side by side; the others wait, in order of arrival, and one may be read anyhow,
 * so that there is one that ends, unless memory is exhausted by what callers do not take. Shared by all instances; safe
 * from any thread.
 *
 * <p>Were every body simply paused once the process holds as much as it may, none could end, and nothing would ever be
 * given back.
 */
public final class LargeBodies {
    private final BufferedBytes buffered;
    private final ArrayDeque<Place> waiting = new ArrayDeque<>();
    private long reserved;
    private int reading;

    public LargeBodies(BufferedBytes buffered) {
        this.buffered = buffered;
    }

    /** Whether memory is so short that a large body has to ask for room. */
    public boolean areMany() {
        return buffered.halfFull();
    }

    /**
     * Asks for room for one body; whoever asks leaves in the end, granted or not.
     *
     * @param bytes most that the body can come to
     * @param loop where {@code goOn} runs, if it is not granted at once
     * @param goOn hears that the body may be read: because its place is granted, or because memory is no longer short
     */
    public Place enter(long bytes, Executor loop, Runnable goOn) {
        return enter(new Place(bytes, false, loop, goOn));
    }

    /**
     * The same for bytes that will be there all at once: their place has to be granted, however much memory there is,
     * or all that wait would take it together.
     */
    public Place enterAtOnce(long bytes, Executor loop, Runnable goOn) {
        return enter(new Place(bytes, true, loop, goOn));
    }

    private Place enter(Place place) {
        synchronized (this) {
            if (waiting.isEmpty() && fits(place.bytes)) {
                grant(place);
            } else {
                waiting.addLast(place);
            }
        }
        return place;
    }

    /** Looks again who may go on; memory is given back by many, and none of them tells. */
    public synchronized void review() {
        for (Place next = waiting.peekFirst(); next != null && mayGoOn(next); next = waiting.peekFirst()) {
            waiting.removeFirst();
            if (next.atOnce || areMany()) {
                grant(next);
            }
            next.loop.execute(next.goOn);
        }
    }

    private boolean mayGoOn(Place place) {
        return (!place.atOnce && !areMany()) || fits(place.bytes);
    }

    private boolean fits(long bytes) {
        return (reading == 0 && !buffered.exhausted()) || !buffered.wouldOverflow(reserved + bytes);
    }

    private void grant(Place place) {
        place.granted = true;
        reserved += place.bytes;
        reading++;
    }

    private synchronized void leave(Place place) {
        if (place.granted) {
            reserved -= place.bytes;
            reading--;
        } else {
            boolean unused = waiting.remove(place);
        }
        review();
    }

    /** One body's place among those that are read or wait. */
    public final class Place {
        private final long bytes;
        private final boolean atOnce;
        private final Executor loop;
        private final Runnable goOn;
        private volatile boolean granted;
        private boolean left;

        private Place(long bytes, boolean atOnce, Executor loop, Runnable goOn) {
            this.bytes = bytes;
            this.atOnce = atOnce;
            this.loop = loop;
            this.goOn = goOn;
        }

        /** Whether the body may be read. */
        public boolean granted() {
            return granted;
        }

        /** Makes room for others; to be called on the loop that entered. */
        public void leave() {
            if (!left) {
                left = true;
                LargeBodies.this.leave(this);
            }
        }
    }
}
