// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.outcome;

import dev.executor.policy.RetryBudget;
import dev.executor.policy.RetryPolicy;
import dev.executor.spi.Host;
import dev.executor.spi.Require;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/// Decides whether a failed attempt is followed by another. Thread-safe; runs on the thread that ran the attempt.
public final class OutcomeDecider {
    private final RetryBudget budget;
    private final Host host;
    private final LongAdder retried = new LongAdder();
    private final LongAdder denied = new LongAdder();

    /// Makes a decider.
    ///
    /// @param budget what bounds the retries of the pool
    /// @param host clock and randomness
    public OutcomeDecider(RetryBudget budget, Host host) {
        this.budget = budget;
        this.host = host;
    }

    /// Counts a first attempt.
    ///
    /// @param policy the task's
    public void firstAttempt(RetryPolicy policy) {
        if (policy.maxAttempts() > 1) {
            budget.deposit();
        }
    }

    /// Decides after a failure. What the policy's own functions throw is suppressed on the failure and means no
    /// retry.
    ///
    /// @param policy the task's
    /// @param attempts how many attempts have been made
    /// @param failure why the last one failed; a [dev.executor.TaskTimeoutException] of the engine's if it ran out
    ///     of time
    /// @param timedOut whether it ran out of time
    /// @param previousDelay the backoff before it
    /// @return whether another attempt is owed
    public Verdict decide(
            RetryPolicy policy, int attempts, Throwable failure, boolean timedOut, Duration previousDelay) {
        if (attempts >= policy.maxAttempts()) {
            return new Verdict.Final(false);
        }
        Duration delay;
        try {
            if (!(timedOut ? policy.retriesTimeouts() : policy.retryIf().test(failure))) {
                return new Verdict.Final(false);
            }
            delay = delay(policy, attempts, failure, previousDelay);
        } catch (Throwable e) { // the policy's functions are user code, and may rethrow what they are asked about
            if (e != failure) {
                failure.addSuppressed(e);
            }
            return new Verdict.Final(false);
        }
        if (!budget.tryWithdraw(host.nanoTime())) {
            denied.increment();
            return new Verdict.Final(true);
        }
        return new Verdict.Again(delay);
    }

    /// Counts a further attempt that was granted and is on its way.
    public void retried() {
        retried.increment();
    }

    /// {@return how many further attempts there were}
    public long retries() {
        return retried.sum();
    }

    /// {@return how many were owed and not granted by the budget}
    public long denied() {
        return denied.sum();
    }

    private Duration delay(RetryPolicy policy, int attempts, Throwable failure, Duration previousDelay) {
        Duration backoff = policy.backoff().delay(attempts, previousDelay, host.random());
        Duration requested = policy.requestedDelay()
                .apply(failure)
                .map(wanted -> Require.notNegative("requested delay", wanted))
                .orElse(Duration.ZERO);
        if (requested.compareTo(policy.maxRequestedDelay()) > 0) {
            requested = policy.maxRequestedDelay();
        }
        return requested.compareTo(backoff) > 0 ? requested : backoff;
    }
}
