package dev.gather.limit;

import java.util.concurrent.TimeUnit;

/**
 * What a host answered, or failed to, that the next requests to it should heed.
 *
 * @param status the answer's; 0 if none came
 * @param askedNanos how long a pause the host asked for; 0 if it named no length
 */
public record Trouble(Kind kind, int status, long askedNanos) {
    /** What follows from it. */
    public enum Kind {
        /** The host asked for a pause. */
        PAUSE,
        /** The host was reached and is slow or says it is overloaded: fewer at a time. */
        OVERLOAD,
        /** The host was not reached: fewer at a time, and after some in a row none. */
        UNREACHABLE
    }

    /** The host was reached and gave no answer in time. */
    public static final Trouble SLOW = new Trouble(Kind.OVERLOAD, 0, 0);

    /** No name, no connection or no TLS. */
    public static final Trouble UNREACHABLE = new Trouble(Kind.UNREACHABLE, 0, 0);

    /** Asked lengths are obeyed or told to callers up to here; a longer one is more likely a mistake. */
    static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

    public Trouble {
        askedNanos = Math.min(Math.max(0, askedNanos), LONGEST_NANOS);
    }

    /** A pause that the host asked for without a length. */
    public static Trouble pause(int status) {
        return pause(status, 0);
    }

    /** A pause of this length; 0 counts as none named. */
    public static Trouble pause(int status, long askedNanos) {
        return new Trouble(Kind.PAUSE, status, askedNanos);
    }

    /** The host says that it is overloaded, and not for how long. */
    public static Trouble overload(int status) {
        return new Trouble(Kind.OVERLOAD, status, 0);
    }
}
