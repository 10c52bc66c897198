package dev.gather.fetch;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * What one batch has to ask before its items stand in line for their hosts. Only so many ask at a time, and none while
 * the batch is paused: an answer that was at hand all along is an outcome that the caller has to take. Used on one loop
 * only.
 */
final class Ahead {
    /** Bounds what happens in one turn of the loop if every answer is at hand. */
    private static final int MOST_IN_A_TURN = 64;

    /** So many wait aside at least: those of slow hosts shall not hold up the others soon. */
    private static final int LEAST_ASIDE = 64;

    private static final int ASIDE_FOR_EACH = 4;

    private final Executor loop;
    private final int limit;
    private final ArrayDeque<Asker> waiting = new ArrayDeque<>();
    private int asking;
    private int aside;
    private boolean paused;
    private boolean going;

    /** Somebody who has something to ask. */
    interface Asker {
        /** It is its turn; when it is done asking it says so by {@link Ahead#asked}. */
        void ask();
    }

    /** @param limit most that ask at a time */
    Ahead(Executor loop, int limit) {
        this.loop = loop;
        this.limit = limit;
    }

    /** Has one ask when it is its turn, not before the next turn of the loop. */
    void add(Asker asker) {
        waiting.addLast(asker);
        goOnLater();
    }

    /** One is done asking. */
    void asked() {
        asking--;
        goOnLater();
    }

    /** One that asks waits aside for something slow, and leaves its place to another meanwhile. */
    void stepsAside() {
        aside++;
        asked();
    }

    /** What one waited for aside is there. */
    void cameBack() {
        aside--;
        goOnLater();
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        goOnLater();
    }

    /** Has this one, which waits, ask at once although the batch is paused. */
    void urge(Asker asker) {
        if (waiting.remove(asker)) {
            asking++;
            asker.ask();
        }
    }

    /** Forgets those that have not begun. */
    void clear() {
        waiting.clear();
    }

    private boolean mayGoOn() {
        return !paused && asking < limit && asking + aside < mostAside() && !waiting.isEmpty();
    }

    private int mostAside() {
        return Math.max(LEAST_ASIDE, ASIDE_FOR_EACH * limit);
    }

    private void goOnLater() {
        if (!going && mayGoOn()) {
            going = true;
            loop.execute(this::goOn);
        }
    }

    private void goOn() {
        for (int begun = 0; begun < MOST_IN_A_TURN && mayGoOn(); begun++) {
            asking++;
            waiting.removeFirst().ask();
        }
        going = false;
        goOnLater();
    }
}
