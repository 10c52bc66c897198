package dev.gather.limit;

import dev.gather.net.Host;
import dev.gather.net.HostPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that somebody asks for, and of the others those of which something is to be remembered: for ten minutes,
 * and a bounded number, so that a crawl of 100 000 hosts does not keep them all. Owned by the scheduler.
 */
final class HostTable {
    static final int MOST_REMEMBERED = 10_000;
    static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final LimitSettings settings;
    private final Consumer<HostState> forgotten;
    private final Map<Host, HostState> active = new HashMap<>();
    /** The longest idle first. */
    private final LinkedHashMap<Host, Idle> remembered = new LinkedHashMap<>();

    /** @param forgotten hears of each host that is remembered no more */
    HostTable(LimitSettings settings, Consumer<HostState> forgotten) {
        this.settings = settings;
        this.forgotten = forgotten;
    }

    /** The host's state, which counts as asked for from now on. */
    HostState ask(Host host, long now) {
        return active.computeIfAbsent(host, name -> recall(name, now));
    }

    /** The host's state if it is known. */
    @Nullable
    HostState find(Host host) {
        HostState state = active.get(host);
        if (state != null) {
            return state;
        }
        Idle idle = remembered.get(host);
        return idle == null ? null : idle.state;
    }

    /** Nobody asks for it any more. */
    void retire(HostState state, long now) {
        if (!active.remove(state.host, state)) {
            return;
        }
        if (state.memorable(now)) {
            Idle unused = remembered.put(state.host, new Idle(state, now));
        } else {
            forgotten.accept(state);
        }
        forgetOld(now);
    }

    /** Hosts known. */
    int size() {
        return active.size() + remembered.size();
    }

    /** How a host stands, known or not. */
    HostSnapshot snapshot(Host host, long now) {
        HostState known = find(host);
        return (known == null ? new HostState(host, limit(host), now) : known).snapshot(now);
    }

    /** The hosts with most in flight and waiting, busiest first. */
    List<HostSnapshot> busiest(int most, long now) {
        Comparator<HostState> byLoad = Comparator.comparingInt(HostState::load);
        PriorityQueue<HostState> top = new PriorityQueue<>(most + 1, byLoad);
        for (HostState state : active.values()) {
            top.add(state);
            if (top.size() > most) {
                HostState unused = top.remove();
            }
        }
        List<HostState> busiest = new ArrayList<>(top);
        busiest.sort(byLoad.reversed());
        return busiest.stream().map(state -> state.snapshot(now)).toList();
    }

    private HostState recall(Host host, long now) {
        Idle idle = remembered.remove(host);
        if (idle == null) {
            return new HostState(host, limit(host), now);
        }
        if (idle.old(now)) {
            forgotten.accept(idle.state);
            return new HostState(host, limit(host), now);
        }
        return idle.state;
    }

    private int limit(Host host) {
        for (Map.Entry<HostPattern, Integer> override :
                settings.perHostOverrides().entrySet()) {
            if (override.getKey().matches(host)) {
                return override.getValue();
            }
        }
        return settings.perHost();
    }

    private void forgetOld(long now) {
        Iterator<Idle> idle = remembered.values().iterator();
        while (idle.hasNext()) {
            Idle longest = idle.next();
            if (remembered.size() <= MOST_REMEMBERED && !longest.old(now)) {
                return;
            }
            idle.remove();
            forgotten.accept(longest.state);
        }
    }

    /** A host for which nobody asks. */
    private record Idle(HostState state, long sinceNanos) {
        boolean old(long now) {
            HostHealth health = state.health();
            boolean blocked = health != null && health.blocked();
            return !blocked && now - sinceNanos > REMEMBERED_NANOS;
        }
    }
}
