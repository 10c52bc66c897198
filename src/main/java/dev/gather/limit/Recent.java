package dev.gather.limit;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** How often something happened in the last seconds, the one that runs included. Owned by the scheduler. */
final class Recent {
    private static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int[] counts;
    private long newest;

    Recent(int seconds, long now) {
        this.counts = new int[seconds];
        this.newest = Math.floorDiv(now, SLICE_NANOS);
    }

    void add(long now) {
        counts[turn(now)]++;
    }

    int count(long now) {
        int unused = turn(now);
        int sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }

    /** Empties what has become too old; says where the second that runs is counted. */
    private int turn(long now) {
        long slice = Math.floorDiv(now, SLICE_NANOS);
        if (slice - newest >= counts.length) {
            Arrays.fill(counts, 0);
            newest = slice;
        }
        while (newest < slice) {
            newest++;
            counts[place()] = 0;
        }
        return place();
    }

    private int place() {
        return Math.floorMod(newest, counts.length);
    }
}
