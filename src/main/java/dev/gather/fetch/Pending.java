package dev.gather.fetch;

import dev.gather.fetch.Stopped.Stop;

/** What a fetch waits for at this moment, and how to end the wait. */
interface Pending {
    /** Ends the wait at once; what waits for it fails with {@link Stopped}. */
    void stop(Stop why);
}
