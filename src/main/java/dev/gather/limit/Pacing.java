package dev.gather.limit;

import java.util.function.Consumer;

/**
 * Lanes that may not start yet because too little time has passed since the last start: their batch's, or of all that
 * heed their host's crawl delay. Owned by the scheduler.
 */
final class Pacing {
    private final Clock clock;
    private final Consumer<Runnable> turn;
    private final Consumer<Lane> place;

    /**
     * @param turn does something as a turn of the scheduler's own
     * @param place puts a lane where it belongs
     */
    Pacing(Clock clock, Consumer<Runnable> turn, Consumer<Lane> place) {
        this.clock = clock;
        this.turn = turn;
        this.place = place;
    }

    /** Whether it holds a lane back; then it is placed again in time. */
    boolean holdsBack(Lane lane, long now) {
        long early = lane.earliestStart - now;
        if (early > 0) {
            wake(lane, early);
            return true;
        }
        if (lane.crawlNanos == 0 || lane.host.crawl(now).admits(lane, now)) {
            return false;
        }
        lane.place = Lane.Place.CRAWL;
        lane.host.crawl(now).await(lane);
        crawlOn(lane.host, now);
        return true;
    }

    /** One of a lane's has started. */
    void started(Lane lane, long now) {
        if (lane.batch.intervalNanos > 0) {
            lane.earliestStart = clock.nanos() + lane.batch.intervalNanos;
        }
        if (lane.crawlNanos > 0) {
            lane.host.crawl(now).started(lane, now);
            crawlOn(lane.host, now);
        }
    }

    /** A lane has left its host's line without a start. */
    void passOver(Lane lane, long now) {
        if (lane.crawlNanos > 0) {
            lane.host.crawl(now).passOver(lane);
            crawlOn(lane.host, now);
        }
    }

    private void wake(Lane lane, long delayNanos) {
        if (lane.paced) {
            return;
        }
        lane.paced = true;
        Clock.Timer unused = clock.after(
                delayNanos,
                () -> turn.accept(() -> {
                    lane.paced = false;
                    place.accept(lane);
                }));
    }

    /** Sees to it that the next in the host's crawl line has its turn in time. */
    private void crawlOn(HostState host, long now) {
        CrawlLine crawl = host.crawl(now);
        if (crawl.wantsTimer()) {
            long delayNanos = Math.max(0, crawl.nextNanos() - now);
            Clock.Timer unused = clock.after(delayNanos, () -> turn.accept(() -> nextCrawler(host, crawl)));
        }
    }

    private void nextCrawler(HostState host, CrawlLine crawl) {
        crawl.timeIsUp();
        long now = clock.nanos();
        for (Lane lane = crawl.next(now); lane != null; lane = crawl.next(now)) {
            lane.place = Lane.Place.ASIDE;
            place.accept(lane);
        }
        crawlOn(host, now);
    }
}
