package dev.gather;

import dev.gather.config.Settings;

/** Starts the service. */
interface Serving {
    /**
     * Returns once the service listens, or has failed to.
     *
     * @return the exit code; 0 while it runs
     */
    int serve(Settings settings, Launch launch) throws Exception;
}
