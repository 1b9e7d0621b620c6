// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.outcome;

import dev.executor.TaskTimeoutException;
import dev.executor.UnacceptedResultException;
import dev.executor.core.lifecycle.AttemptEnd;
import dev.executor.core.lifecycle.AttemptFacts;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.RetryPolicy;
import dev.executor.spi.Host;
import dev.executor.spi.Require;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Decides what follows from an attempt: an outcome, another attempt, or the next run. Thread-safe; runs on the thread
/// that ran the attempt.
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

    /// Decides what follows from an attempt whose body returned. What the policy's own functions throw means that
    /// the result is accepted.
    ///
    /// @param task whose attempt it is; it is only read
    /// @param result what the body returned
    /// @param nowNanos the time
    /// @return what follows
    public AttemptEnd returned(TaskExecution<?> task, @Nullable Object result, long nowNanos) {
        RetryPolicy policy = task.task().retry();
        if (policy.maxAttempts() == 1 || task.isDecided()) {
            return accepted(task, nowNanos);
        }
        try {
            if (!policy.retryIfResult().test(result)) {
                return accepted(task, nowNanos);
            }
        } catch (Throwable e) { // user code
            return acceptedAfterAll(task, null, e, nowNanos);
        }
        var facts = task.facts();
        var unaccepted = new UnacceptedResultException(task.info(), facts.attempt(), result);
        return switch (retry(policy, facts, unaccepted, _ -> true)) {
            case Verdict.Retry(var delay) -> new AttemptEnd.Retry(unaccepted, delay);
            // A result that no other attempt may replace is accepted after all: its attempt has not failed.
            case Verdict.Last(boolean denied, var policyFailure) ->
                acceptedAfterAll(task, denied ? unaccepted : null, policyFailure, nowNanos);
        };
    }

    private static AttemptEnd accepted(TaskExecution<?> task, long nowNanos) {
        return task.repeats() ? new AttemptEnd.Repeat(task.repeatDelay(nowNanos)) : AttemptEnd.Accepted.ACCEPTED;
    }

    private static AttemptEnd acceptedAfterAll(
            TaskExecution<?> task, @Nullable Throwable denied, @Nullable Throwable policyFailure, long nowNanos) {
        return task.repeats() ? accepted(task, nowNanos) : new AttemptEnd.AcceptedAfterAll(denied, policyFailure);
    }

    /// Decides what follows from an attempt whose body threw. What the policy's own functions throw means no retry.
    ///
    /// @param task whose attempt it is; it is only read
    /// @param thrown what the body threw
    /// @return what follows
    public AttemptEnd threw(TaskExecution<?> task, Throwable thrown) {
        if (task.isDecided()) { // the failure is the answer to the stop
            return new AttemptEnd.Failed(thrown, false, false, null);
        }
        RetryPolicy policy = task.task().retry();
        var facts = task.facts();
        boolean timedOut = facts.expiry() != null;
        Throwable failure = thrown;
        if (facts.expiry() != null) {
            failure = new TaskTimeoutException(task.info(), facts.expiry());
            failure.addSuppressed(thrown); // on the engine's own exception
        }
        Predicate<Throwable> owed = timedOut ? _ -> policy.retriesTimeouts() : policy.retryIf();
        return switch (retry(policy, facts, failure, owed)) {
            case Verdict.Retry(var delay) -> new AttemptEnd.Retry(failure, delay);
            case Verdict.Last(boolean denied, var policyFailure) ->
                new AttemptEnd.Failed(failure, timedOut, denied, policyFailure);
        };
    }

    /// Whether another attempt is owed and granted.
    private sealed interface Verdict {
        record Retry(Duration delay) implements Verdict {}

        record Last(boolean denied, @Nullable Throwable policyFailure) implements Verdict {}
    }

    private Verdict retry(
            RetryPolicy policy, AttemptFacts facts, Throwable failure, Predicate<? super Throwable> owed) {
        if (facts.ofRun() >= policy.maxAttempts()) {
            return new Verdict.Last(false, null);
        }
        Duration delay;
        try {
            if (!owed.test(failure)) {
                return new Verdict.Last(false, null);
            }
            delay = delay(policy, facts.ofRun(), failure, facts.previousDelay());
        } catch (Throwable e) { // the policy's functions are user code, and may rethrow what they are asked about
            return new Verdict.Last(false, e);
        }
        if (!budget.tryWithdraw(host.nanoTime())) {
            denied.increment();
            return new Verdict.Last(true, null);
        }
        return new Verdict.Retry(delay);
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
