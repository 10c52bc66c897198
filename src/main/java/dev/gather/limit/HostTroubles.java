package dev.gather.limit;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** What trouble and its end do to a host, and to the figures. Owned by the scheduler. */
final class HostTroubles {
    private final long longestPauseNanos;
    private final HostFigures figures;
    private final RandomGenerator random;

    HostTroubles(LimitSettings settings, HostFigures figures, RandomGenerator random) {
        this.longestPauseNanos = TimeUnit.MILLISECONDS.toNanos(settings.maxHostPauseMs());
        this.figures = figures;
        this.random = random;
    }

    void heed(HostState host, Trouble trouble, long now, long grantedNanos) {
        HostHealth health = host.health(longestPauseNanos);
        change(host, health, now, () -> {
            if (health.heed(trouble, now, grantedNanos, random)) {
                figures.pauseBegun();
                figures.paused(1);
            }
        });
    }

    void wentWell(HostState host, long now) {
        HostHealth health = host.health();
        if (health != null) {
            change(host, health, now, health::wentWell);
        }
    }

    void reached(HostState host, long now) {
        HostHealth health = host.health();
        if (health != null) {
            change(host, health, now, health::reached);
        }
    }

    /** Takes in that time has passed, before the host is asked for more. */
    void rest(HostState host, HostHealth health, long now) {
        health.rest(now);
        refit(host, now);
    }

    /** Ends what time has ended. */
    void lapse(HostState host, long now) {
        HostHealth health = host.health();
        if (health != null) {
            boolean wasPaused = health.pause().on();
            change(host, health, now, () -> health.lapse(now));
            figures.paused(wasPaused && !health.pause().on() ? -1 : 0);
        }
    }

    /** Whether a host's budget pays for one more attempt. */
    boolean pays(HostState host, long now) {
        boolean pays = host.budget(now).pay(now);
        if (!pays) {
            figures.retryRefused();
        }
        return pays;
    }

    /** Whether a host's budget pays for a second exchange beside a slow one. */
    boolean paysHedge(HostState host, long now) {
        boolean pays = host.budget(now).pay(now);
        if (pays) {
            figures.hedged();
        }
        return pays;
    }

    /** Nothing more will come of a host that is not remembered. */
    void forget(HostState host) {
        host.timer(null);
        HostHealth health = host.health();
        if (health != null) {
            figures.paused(health.pause().on() ? -1 : 0);
            figures.breakersOpen(health.breaker().open() ? -1 : 0);
            figures.doubted(health.breaker().suspects() ? -1 : 0);
        }
    }

    private void change(HostState host, HostHealth health, long now, Runnable change) {
        Breaker breaker = health.breaker();
        boolean wasOpen = breaker.open();
        boolean wasDoubted = breaker.suspects();
        change.run();
        if (breaker.open() != wasOpen) {
            figures.breakersOpen(wasOpen ? -1 : 1);
        }
        if (breaker.suspects() != wasDoubted) {
            figures.doubted(wasDoubted ? -1 : 1);
        }
        refit(host, now);
    }

    private static void refit(HostState host, long now) {
        boolean hadRoom = host.hasRoom();
        host.refit();
        if (!hadRoom && host.hasRoom()) {
            host.hasRoomFrom(now);
        }
    }
}
