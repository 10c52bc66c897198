package dev.gather.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gather.limit.NotAdmitted.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final BufferedBytes buffered = new BufferedBytes(1 << 20);
    private boolean congested;
    private final Admission admission = new Admission(buffered, () -> congested);

    @Test
    void whatACallHoldsComesBackWhenItEnds() {
        Promise<String> call = Promise.promise();
        Future<String> answer = admission.run("anybody", stay -> {
            hold(stay, 1_000);
            return call.future();
        });
        assertThat(buffered.held()).isEqualTo(1_000);
        assertThat(admission.underWay()).isOne();
        call.complete("done");
        assertThat(answer.result()).isEqualTo("done");
        assertThat(buffered.held()).isZero();
        assertThat(admission.underWay()).isZero();
    }

    @Test
    void whatACallHoldsComesBackWhenItThrows() {
        Future<String> answer = admission.run("anybody", stay -> {
            hold(stay, 1_000);
            throw new IllegalStateException("bug");
        });
        assertThat(answer.cause()).hasMessage("bug");
        assertThat(buffered.held()).isZero();
        assertThat(admission.underWay()).isZero();
    }

    @Test
    void spentMemoryKeepsCallsOut() {
        buffered.hold(1 << 20);
        Future<String> answer = admission.run("anybody", stay -> Future.succeededFuture("in"));
        assertThat(answer.cause())
                .isInstanceOfSatisfying(
                        NotAdmitted.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.MEMORY));
        assertThat(admission.underWay()).isZero();
        assertThat(buffered.held()).isEqualTo(1 << 20);
    }

    @Test
    void congestionKeepsCallsOutBeforeTheyAreRead() {
        congested = true;
        Future<String> answer = admission.run("anybody", stay -> Future.succeededFuture("in"));
        assertThat(answer.cause())
                .isInstanceOfSatisfying(
                        NotAdmitted.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.CONGESTION));
        assertThat(admission.refused(Reason.CONGESTION)).isOne();
        assertThat(admission.refused(Reason.MEMORY)).isZero();
        assertThat(admission.attend(() -> Future.succeededFuture("in")).result())
                .as("what needs no fetch")
                .isEqualTo("in");

        congested = false;
        assertThat(admission
                        .run("anybody", stay -> Future.succeededFuture("in"))
                        .result())
                .isEqualTo("in");
        assertThat(admission.underWay()).isZero();
    }

    @Test
    void aCallThatCanNeverBeHeldIsNotToldToComeBack() {
        BufferedBytes shared = new BufferedBytes(1 << 20, 1 << 19);
        Admission several = new Admission(shared, () -> false);
        Future<String> huge = several.run("anybody", stay -> {
            try {
                stay.hold(1 << 18);
                stay.hold((1 << 18) + 1);
                return Future.succeededFuture("in");
            } catch (NotAdmitted refused) {
                return Future.failedFuture(refused);
            }
        });
        assertThat(huge.cause())
                .isInstanceOfSatisfying(
                        NotAdmitted.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE));
        assertThat(several.refused(Reason.TOO_LARGE)).isOne();
        assertThat(shared.held()).isZero();
    }

    @Test
    void aCallerWhoHoldsItsPartOfMemoryKeepsOnlyItselfOut() {
        BufferedBytes shared = new BufferedBytes(1 << 20, 1 << 19);
        Admission several = new Admission(shared, () -> false);
        shared.account("large").hold(1 << 19);
        Future<String> large = several.run("large", stay -> Future.succeededFuture("in"));
        assertThat(large.cause())
                .isInstanceOfSatisfying(
                        NotAdmitted.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.CALLER_MEMORY));
        assertThat(several.run("small", stay -> Future.succeededFuture("in")).result())
                .isEqualTo("in");
        shared.account("large").release(1 << 19);
        assertThat(several.run("large", stay -> Future.succeededFuture("in")).result())
                .isEqualTo("in");
        assertThat(shared.held()).isZero();
    }

    @Test
    void aCallThatGrowsTooLargeHoldsNothingMore() {
        Future<String> answer = admission.run("anybody", stay -> {
            hold(stay, 900_000);
            try {
                stay.hold(900_000);
            } catch (NotAdmitted refused) {
                assertThat(buffered.held()).isEqualTo(900_000);
                return Future.failedFuture(refused);
            }
            return Future.succeededFuture("held too much");
        });
        assertThat(answer.cause()).isInstanceOf(NotAdmitted.class);
        assertThat(buffered.held()).isZero();
    }

    @Test
    void aDrainIsOverWhenTheLastCallIs() {
        Promise<String> call = Promise.promise();
        Future<String> answer = admission.run("anybody", stay -> call.future());
        Future<Void> drained = admission.drain();
        assertThat(drained.isComplete()).isFalse();
        Future<String> late = admission.run("anybody", stay -> Future.succeededFuture("in"));
        assertThat(late.cause())
                .isInstanceOfSatisfying(
                        NotAdmitted.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.DRAINING));
        assertThat(drained.isComplete()).isFalse();
        call.complete("done");
        assertThat(answer.succeeded()).isTrue();
        assertThat(drained.succeeded()).isTrue();
    }

    @Test
    void anIdleServiceIsDrainedAtOnce() {
        assertThat(admission.drain().succeeded()).isTrue();
    }

    private static void hold(Admission.Stay stay, long bytes) {
        try {
            stay.holdOnly(bytes);
        } catch (NotAdmitted refused) {
            throw new AssertionError(refused);
        }
    }
}
