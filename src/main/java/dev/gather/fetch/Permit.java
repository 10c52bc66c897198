package dev.gather.fetch;

import dev.gather.limit.Share;
import dev.gather.limit.Trouble;
import dev.gather.net.Host;

/**
 * The right to one hop at one host: tells the scheduler what the hop learns of the host, as soon as it is known, and
 * goes back once, when nothing of the hop is on the wire any more. Used on its batch's loop only.
 */
final class Permit {
    private final Share share;
    private final Host host;
    private final long grantedNanos;
    private boolean reached;
    private boolean served;
    private boolean troubled;
    private boolean paused;
    private boolean back;

    /** @param grantedNanos when it was granted: trouble of all that were granted before a pause is one event */
    Permit(Share share, Host host, long grantedNanos) {
        this.share = share;
        this.host = host;
        this.grantedNanos = grantedNanos;
    }

    /** The head of an answer is there; its body may take its time. */
    void headArrived(Head head, long nowEpochMillis) {
        Trouble trouble = HostSignals.of(head.status(), head.headers(), nowEpochMillis);
        if (trouble != null) {
            paused = trouble.kind() == Trouble.Kind.PAUSE;
            report(trouble);
        } else {
            reached = true;
            share.reached(host);
        }
    }

    /** The whole answer is there, or as much of it as was wanted. */
    void answered() {
        served = true;
    }

    /** There will be no whole answer. */
    void failed(Failure failure, Order order) {
        Trouble trouble = HostSignals.of(failure, order);
        if (trouble != null) {
            report(trouble);
        }
        // It answered, and what failed is not to be repeated: our caps, a coding, a redirect.
        served = reached && !failure.retryable();
    }

    private void report(Trouble trouble) {
        troubled = true;
        share.report(host, trouble, grantedNanos);
    }

    /** Whether the answer had its host paused. */
    boolean paused() {
        return paused;
    }

    /** Gives it back. */
    void release() {
        if (!back) {
            back = true;
            share.release(host, served && !troubled);
        }
    }
}
