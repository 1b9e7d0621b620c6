// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lincheck;

import dev.executor.policy.RetryBudget;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

class RetryBudgetLincheckTest {
    @Test
    void theBudgetGrantsWhatWasEarnedAndNoMore() {
        Check.linearizable(Budget.class, Model.class);
    }

    @Test
    void aBudgetThatLooksBeforeItTakesIsFound() {
        Check.findsTheFaultIn(Racy.class, Model.class);
    }

    /// Two deposits earn a retry, and two can be saved up.
    public static final class Budget {
        private final RetryBudget budget = RetryBudget.of(0.5, 0, 2);

        @Operation
        public void deposit() {
            budget.deposit();
        }

        @Operation
        public boolean withdraw() {
            return budget.tryWithdraw(0);
        }
    }

    public static final class Model {
        private int halves = 4;

        public void deposit() {
            halves = Math.min(4, halves + 1);
        }

        public boolean withdraw() {
            if (halves < 2) {
                return false;
            }
            halves -= 2;
            return true;
        }
    }

    public static final class Racy {
        private volatile int halves = 4;

        @Operation
        public void deposit() {
            halves = Math.min(4, halves + 1);
        }

        @Operation
        public boolean withdraw() {
            if (halves < 2) {
                return false;
            }
            halves -= 2;
            return true;
        }
    }
}
