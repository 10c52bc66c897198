package dev.gather.fetch;

import dev.gather.fetch.Outcome.Failed;
import java.util.EnumSet;
import java.util.Set;

/** Counts what settled, and knows when the batch's mode is decided. */
final class Tally {
    private static final Set<FailureCode> CUT = EnumSet.of(FailureCode.CANCELLED, FailureCode.DEADLINE_EXCEEDED);

    private final Batch batch;
    private int settled;
    private int ok;
    private int httpErrors;
    private int cut;
    private int winner = -1;
    private boolean won;

    Tally(Batch batch) {
        this.batch = batch;
    }

    /** Whether an outcome says more about the batch than about the URL. */
    static boolean cut(Outcome outcome) {
        return outcome instanceof Failed failed && CUT.contains(failed.failure().code());
    }

    /** Whether an outcome says that the host asked for more time than its batch had. */
    static boolean outOfTime(Outcome outcome) {
        return outcome instanceof Failed failed && failed.failure().code() == FailureCode.HOST_BACKOFF;
    }

    /** The outcome's place in the order of completion. */
    int count(Fetch fetch, Outcome outcome) {
        boolean decides = batch.mode() == Mode.RACE || (batch.mode() == Mode.ANY && outcome.ok());
        if (decides && winner < 0 && !cut(outcome)) {
            winner = fetch.index();
            won = outcome.ok();
        }
        if (outcome.ok()) {
            ok++;
        } else if (outcome instanceof Outcome.Answered) {
            httpErrors++;
        }
        if (cut(outcome)) {
            cut++;
        }
        return settled++;
    }

    /** Whether what has not settled can make no difference any more. */
    boolean decided() {
        return winner >= 0 || (batch.mode() == Mode.ALL && ok < settled);
    }

    boolean complete() {
        return settled == batch.fetches().size();
    }

    Summary summary(long nowNanos) {
        return new Summary(
                batch.id(),
                batch.mode(),
                satisfied(),
                cut == 0,
                winner,
                settled,
                ok,
                httpErrors,
                settled - ok - httpErrors,
                nowNanos - batch.acceptedNanos());
    }

    private boolean satisfied() {
        return switch (batch.mode()) {
            case ALL_SETTLED -> true;
            case ALL -> ok == settled;
            case ANY, RACE -> won;
        };
    }
}
