package dev.gather.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One retry for five first requests of the last 10 s, and 10 a second besides. */
class RetryBudgetTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @ParameterizedTest
    @CsvSource({"0, 10", "4, 10", "5, 11", "9, 11", "10, 12", "100, 30", "200, 50"})
    void paysAtOnceForAFifthAndTenMore(int requests, int retries) {
        RetryBudget budget = new RetryBudget(0);
        earn(budget, requests, 0);
        assertThat(budget.left(0)).isEqualTo(retries);
        assertThat(payAll(budget, 0)).isEqualTo(retries);
        assertThat(budget.left(0)).isZero();
        assertThat(budget.spent(0)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"99, 0", "100, 1", "250, 2", "999, 9", "1000, 10", "5000, 10"})
    void paysForTenASecondBesidesAndTenAtOnce(long afterMs, int retries) {
        RetryBudget budget = new RetryBudget(-5);
        assertThat(payAll(budget, -5)).isEqualTo(10);
        assertThat(payAll(budget, TimeUnit.MILLISECONDS.toNanos(afterMs) - 5)).isEqualTo(retries);
    }

    @Test
    void requestsPayForTenSeconds() {
        RetryBudget budget = new RetryBudget(0);
        earn(budget, 100, 0);
        assertThat(budget.left(9 * SECOND)).isEqualTo(30);
        assertThat(budget.left(10 * SECOND)).isEqualTo(10);
    }

    /** What was paid in one second must not be paid again while its requests still count. */
    @Test
    void whatIsPaidIsNotPaidTwice() {
        RetryBudget budget = new RetryBudget(0);
        earn(budget, 100, SECOND);
        assertThat(payAll(budget, 2 * SECOND)).isEqualTo(30);
        assertThat(payAll(budget, 10 * SECOND)).isEqualTo(10);
        assertThat(budget.spent(12 * SECOND)).isTrue();
        assertThat(budget.spent(13 * SECOND)).isFalse();
    }

    @Test
    void aBudgetThatPaidNothingMayBeForgotten() {
        RetryBudget budget = new RetryBudget(0);
        earn(budget, 100, 0);
        assertThat(budget.spent(0)).isFalse();
    }

    private static void earn(RetryBudget budget, int requests, long now) {
        for (int i = 0; i < requests; i++) {
            budget.earn(now);
        }
    }

    private static int payAll(RetryBudget budget, long now) {
        int paid = 0;
        while (budget.pay(now)) {
            paid++;
        }
        return paid;
    }
}
