package dev.gather.soak;

import java.util.HashSet;
import java.util.Set;

/** How late the service's loops were, and which of that the machine does not excuse: it has other work, too. */
final class Delays {
    /** A loop may be kept for this long, beyond what is the machine's. */
    private static final double MOST_OWN_S = 0.2;

    /**
     * A delay longer than this is never the machine's. On a busy one threads always wait for a processor, and that
     * alone would excuse anything.
     */
    private static final double MOST_EXCUSED_S = 2;

    private final Starvation starvation;

    /** Those that last too long; the service tells of each for up to 30 s, always with the same figure. */
    private final Set<Double> tooLong = new HashSet<>();

    private double worst;
    private double worstOwn;
    private double worstStarved;

    Delays(Starvation starvation) {
        this.starvation = starvation;
    }

    /** Takes in the longest delay of late, in seconds, as the service tells it; to be called once a second. */
    void look(double delay) {
        double starved = starvation.seconds();
        double own = delay > MOST_EXCUSED_S ? delay : Math.max(0, delay - starved);
        if (own > MOST_OWN_S) {
            boolean unused = tooLong.add(delay);
        }
        worst = Math.max(worst, delay);
        worstOwn = Math.max(worstOwn, own);
        worstStarved = Math.max(worstStarved, starved);
    }

    /** How many delays, each of them another, nothing excuses. */
    int tooLong() {
        return tooLong.size();
    }

    /** For people. */
    String told() {
        return "worst lag of a loop %.0f ms, of which its own %.0f ms, more than %.0f ms %d times; the machine kept it waiting up to %.0f ms"
                .formatted(worst * 1e3, worstOwn * 1e3, MOST_OWN_S * 1e3, tooLong.size(), worstStarved * 1e3);
    }
}
