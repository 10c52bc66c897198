package dev.gather.limit;

import dev.gather.net.HostPattern;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The operator's limits.
 *
 * @param inFlightTotal most fetches in flight in the process, 1..100 000
 * @param perHost most fetches in flight to one host, 1..10 000
 * @param perHostOverrides other figures for some hosts; the first pattern that matches holds
 * @param callsPerMinutePerKey callers' quota, 1..1 000 000 000
 * @param bufferedBytesTotal all bodies held at once, in bytes; at least 1 MiB
 * @param maxHostPauseMs the longest pause that is waited for at a host, 1 000..3 600 000
 */
public record LimitSettings(
        int inFlightTotal,
        int perHost,
        Map<HostPattern, Integer> perHostOverrides,
        int callsPerMinutePerKey,
        long bufferedBytesTotal,
        int maxHostPauseMs) {
    /** The contract's defaults. */
    public static final LimitSettings DEFAULT = new LimitSettings(
            1_024, 6, Map.of(), 600, Math.max(1L << 20, Runtime.getRuntime().maxMemory() / 4), 60_000);

    public LimitSettings {
        perHostOverrides = Collections.unmodifiableMap(new LinkedHashMap<>(perHostOverrides));
    }

    /**
     * Most fetches in flight of one caller. One may use most of a process that is idle, but with several callers a
     * quarter is always left to the others, however long its fetches hang.
     *
     * @param callers how many there are
     */
    public int inFlightPerCaller(int callers) {
        return callers > 1 && inFlightTotal > 1 ? (int) (inFlightTotal * 3L / 4) : Integer.MAX_VALUE;
    }

    /** Most bytes held for one caller before its calls are refused: half of all where there are several. */
    public long bufferedBytesPerCaller(int callers) {
        return callers > 1 ? bufferedBytesTotal / 2 : Long.MAX_VALUE;
    }

    /** Most bytes that one answer may hold back; a call behind one slow item must not bring refusals to all others. */
    public long bufferedBytesPerAnswer() {
        return bufferedBytesTotal / 4;
    }

    /** The largest limit of any host. */
    public int mostPerHost() {
        return perHostOverrides.values().stream().reduce(perHost, Math::max);
    }
}
