// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final long SECOND = 1_000_000_000L;

    /// How many retries are granted at one moment until one is not.
    private static int granted(RetryBudget budget, long nowNanos) {
        int granted = 0;
        while (granted < 100_000 && budget.tryWithdraw(nowNanos)) {
            granted++;
        }
        return granted;
    }

    private static void deposit(RetryBudget budget, int firstAttempts) {
        for (int i = 0; i < firstAttempts; i++) {
            budget.deposit();
        }
    }

    @Test
    void theReserveIsThereFromTheBeginningAndIsSpentOnce() {
        var budget = RetryBudget.of(0.5, 0, 7);
        assertThat(granted(budget, 0)).isEqualTo(7);
        assertThat(granted(budget, 3600 * SECOND)).isZero();
    }

    @Test
    void eachFirstAttemptEarnsTheRatio() {
        var budget = RetryBudget.of(0.2, 0, 100);
        granted(budget, 0);
        deposit(budget, 4);
        assertThat(granted(budget, 0)).isZero();
        deposit(budget, 1);
        assertThat(granted(budget, 0)).isEqualTo(1);
        deposit(budget, 50);
        assertThat(granted(budget, 0)).isEqualTo(10);
    }

    @Test
    void atMostTheReserveIsSavedUp() {
        var budget = RetryBudget.of(0.75, 0, 3);
        deposit(budget, 1000);
        assertThat(granted(budget, 0)).isEqualTo(3);
        deposit(budget, 1000);
        assertThat(granted(budget, 0)).isEqualTo(3);
    }

    @Test
    void theFloorIsGrantedEachSecondWhateverWasEarned() {
        var budget = RetryBudget.of(0, 5, 0);
        assertThat(granted(budget, 0)).isEqualTo(5);
        assertThat(granted(budget, SECOND / 5 - 1)).isZero();
        assertThat(granted(budget, SECOND / 5)).isEqualTo(1);
        assertThat(granted(budget, 2 * SECOND)).isEqualTo(5);
        assertThat(granted(budget, 1000 * SECOND)).isEqualTo(5);
    }

    @Test
    void theFloorIsTakenBeforeWhatWasEarned() {
        var budget = RetryBudget.of(0, 2, 3);
        assertThat(granted(budget, 0)).isEqualTo(5);
        assertThat(granted(budget, SECOND)).isEqualTo(2);
    }

    @Test
    void theFloorAddsUpExactlyHoweverOftenItIsAskedFor() {
        var budget = RetryBudget.of(0, 1, 0);
        assertThat(granted(budget, 0)).isEqualTo(1);
        for (int tenths = 1; tenths < 10; tenths++) {
            assertThat(budget.tryWithdraw(tenths * SECOND / 10)).isFalse();
        }
        assertThat(budget.tryWithdraw(SECOND)).isTrue();
    }

    @Test
    void theClockMayHaveAnyOrigin() {
        var budget = RetryBudget.of(0, 2, 0);
        assertThat(granted(budget, Long.MAX_VALUE - SECOND / 2)).isEqualTo(2);
        assertThat(granted(budget, Long.MAX_VALUE - SECOND / 2 + SECOND)).isEqualTo(2);
    }

    /// A thread may be delayed between reading the clock and asking.
    @Test
    void anAnswerToAnOlderReadingOfTheClockCountsNoTimeTwice() {
        var budget = RetryBudget.of(0, 10, 0);
        assertThat(granted(budget, 0)).isEqualTo(10);
        assertThat(granted(budget, SECOND)).isEqualTo(10);
        assertThat(granted(budget, SECOND / 2)).isZero();
        assertThat(granted(budget, SECOND)).isZero();
        assertThat(granted(budget, SECOND + SECOND / 10)).isEqualTo(1);
    }

    @Test
    void anUnlimitedBudgetGrantsEveryRetry() {
        var budget = RetryBudget.unlimited();
        assertThat(granted(budget, 0)).isEqualTo(100_000);
        assertThat(budget).hasToString("RetryBudget[unlimited]");
    }

    @Test
    void theStandardOneIsThatOfItsDocumentation() {
        assertThat(RetryBudget.standard()).hasToString("RetryBudget[ratio=0.2, floorPerSecond=10, reserve=1000]");
        assertThat(granted(RetryBudget.standard(), 0)).isEqualTo(1010);
    }

    @Test
    void everyPartHasARange() {
        refuses("ratio was -0.1; it must be from 0.0 to 1000.0", () -> RetryBudget.of(-0.1, 1, 1));
        refuses("ratio was 1000.5; it must be from 0.0 to 1000.0", () -> RetryBudget.of(1000.5, 1, 1));
        refuses("floorPerSecond was -1; it must be from 0 to 1000000", () -> RetryBudget.of(0.1, -1, 1));
        refuses("floorPerSecond was 1000001; it must be from 0 to 1000000", () -> RetryBudget.of(0.1, 1_000_001, 1));
        refuses("reserve was -1; it must be from 0 to 100000000", () -> RetryBudget.of(0.1, 1, -1));
        refuses("reserve was 100000001; it must be from 0 to 100000000", () -> RetryBudget.of(0.1, 1, 100_000_001));
        assertThat(RetryBudget.of(1000, 1_000_000, 100_000_000).tryWithdraw(0)).isTrue();
    }

    private static void refuses(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
