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

    /// How an attempt ended that may be followed by another.
    public enum Ended {
        /// Its body threw.
        FAILED,
        /// It ran out of time.
        TIMED_OUT,
        /// It returned what the policy does not accept.
        UNACCEPTED
    }

    /// Decides after a failure, or after a result that the policy retries. What the policy's own
    /// functions throw means no retry, and is part of the verdict.
    ///
    /// @param policy the task's
    /// @param attempts how many attempts have been made
    /// @param failure why the last one failed; a [dev.executor.TaskTimeoutException] of the engine's if it ran out
    ///     of time
    /// @param ended how it ended
    /// @param previousDelay the backoff before it
    /// @return whether another attempt is owed
    public Verdict decide(RetryPolicy policy, int attempts, Throwable failure, Ended ended, Duration previousDelay) {
        if (attempts >= policy.maxAttempts()) {
            return new Verdict.Final(false, null);
        }
        Duration delay;
        try {
            boolean owed = switch (ended) {
                case FAILED -> policy.retryIf().test(failure);
                case TIMED_OUT -> policy.retriesTimeouts();
                case UNACCEPTED -> true;
            };
            if (!owed) {
                return new Verdict.Final(false, null);
            }
            delay = delay(policy, attempts, failure, previousDelay);
        } catch (Throwable e) { // the policy's functions are user code, and may rethrow what they are asked about
            return new Verdict.Final(false, e);
        }
        if (!budget.tryWithdraw(host.nanoTime())) {
            denied.increment();
            return new Verdict.Final(true, null);
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
        Duration backoff = clamped(policy.backoff().delay(attempts, previousDelay, host.random()), Require.LONGEST);
        Duration requested = policy.requestedDelay().apply(failure).orElse(Duration.ZERO);
        Duration granted = clamped(requested, policy.maxRequestedDelay());
        return granted.compareTo(backoff) > 0 ? granted : backoff;
    }

    /// What a function computes at run time is brought into its range; only what is configured is refused.
    private static Duration clamped(Duration delay, Duration max) {
        if (delay.isNegative()) {
            return Duration.ZERO;
        }
        return delay.compareTo(max) > 0 ? max : delay;
    }
}
