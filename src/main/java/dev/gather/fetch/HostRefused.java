package dev.gather.fetch;

import dev.gather.limit.HostRefusal;
import dev.gather.net.Host;

/** What waited for a permit gets none, because of the state its host is in. */
final class HostRefused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Host host;
    private final transient HostRefusal refusal;

    HostRefused(Host host, HostRefusal refusal) {
        super(refusal.reason().name(), null, false, false);
        this.host = host;
        this.refusal = refusal;
    }

    /** The failure that it means for who was never tried. */
    Failure failure() {
        return Failures.of(host, refusal);
    }

    /** Whether the host could not be reached, rather than asked for a pause. */
    boolean unreachable() {
        return refusal.reason() == HostRefusal.Reason.UNAVAILABLE;
    }
}
