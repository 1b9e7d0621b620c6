// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.policy;

import dev.executor.spi.Require;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Whether another attempt is owed after a failure, and when. Immutable.
///
/// The default is one attempt, no retry. A policy made by [#attempts(int, Backoff)] retries every `Exception` but
/// `InterruptedException`, no `Error`, no result, and attempts that timed out. The pool's [RetryBudget] has the
/// last word.
///
/// The functions are the user's. Where one throws, there is no retry; what it threw is logged and stands in
/// [dev.executor.OutcomeDetails#policyFailure()]. A delay that one computes is brought into its range, never
/// refused.
///
/// @param maxAttempts how many attempts at most, the first included, from 1 to 1,000,000
/// @param backoff how long to wait before the next one
/// @param retryIf which failures of a body are retried; called on the thread that ran it
/// @param retriesTimeouts whether an attempt that hit its attempt timeout is retried
/// @param retryIfResult which results of a body are retried; called on the thread that ran it
/// @param requestedDelay the wait that the failure itself asks for (such as a `Retry-After`); it replaces a
///     shorter backoff, is capped at `maxRequestedDelay`, and counts as zero where it is negative
/// @param maxRequestedDelay the longest wait that a failure can ask for
public record RetryPolicy(
        int maxAttempts,
        Backoff backoff,
        Predicate<Throwable> retryIf,
        boolean retriesTimeouts,
        Predicate<@Nullable Object> retryIfResult,
        Function<Throwable, Optional<Duration>> requestedDelay,
        Duration maxRequestedDelay) {
    private static final RetryPolicy NONE = attempts(1, Backoff.none());

    /// Refuses values out of range.
    public RetryPolicy {
        Require.range("maxAttempts", maxAttempts, 1, 1_000_000);
        Objects.requireNonNull(backoff, "backoff");
        Objects.requireNonNull(retryIf, "retryIf");
        Objects.requireNonNull(retryIfResult, "retryIfResult");
        Objects.requireNonNull(requestedDelay, "requestedDelay");
        Require.notNegative("maxRequestedDelay", maxRequestedDelay);
    }

    /// {@return the policy that never retries}
    public static RetryPolicy none() {
        return NONE;
    }

    /// {@return a policy of so many attempts; see the class comment for which failures it retries}
    /// @param maxAttempts how many attempts at most, the first included
    /// @param backoff how long to wait before the next one
    public static RetryPolicy attempts(int maxAttempts, Backoff backoff) {
        return new RetryPolicy(
                maxAttempts,
                backoff,
                failure -> failure instanceof Exception && !(failure instanceof InterruptedException),
                true,
                _ -> false,
                _ -> Optional.empty(),
                Duration.ofMinutes(10));
    }

    /// {@return a copy that retries failures of these types only; replaces what was said of failures before}
    /// @param types the types, subtypes included; at least one
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final RetryPolicy retryingOn(Class<? extends Throwable>... types) {
        var retried = List.of(Objects.requireNonNull(types, "types"));
        if (retried.isEmpty()) {
            throw new IllegalArgumentException(
                    "retryingOn was given no type; name at least one, or use RetryPolicy.none()");
        }
        return retryingIf(failure -> retried.stream().anyMatch(type -> type.isInstance(failure)));
    }

    /// {@return a copy that retries what it retried before, except failures of these types}
    /// @param types the types, subtypes included
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final RetryPolicy exceptOn(Class<? extends Throwable>... types) {
        var excepted = List.of(Objects.requireNonNull(types, "types"));
        var before = retryIf;
        return retryingIf(
                failure -> excepted.stream().noneMatch(type -> type.isInstance(failure)) && before.test(failure));
    }

    /// {@return a copy that retries the failures for which the predicate holds; replaces what was said of failures
    /// before}
    /// @param predicate asked with what the body threw
    public RetryPolicy retryingIf(Predicate<Throwable> predicate) {
        return new RetryPolicy(
                maxAttempts, backoff, predicate, retriesTimeouts, retryIfResult, requestedDelay, maxRequestedDelay);
    }

    /// {@return a copy that also retries the results for which the predicate holds; replaces what was said of
    /// results before}
    ///
    /// Such an attempt counts and waits as a failed one does; it is told as an
    /// [dev.executor.UnacceptedResultException]. The result of the last attempt is the task's, whatever the
    /// predicate says of it: the task has succeeded with it.
    ///
    /// @param predicate asked with what the body returned, which may be null
    public RetryPolicy retryingIfResult(Predicate<@Nullable Object> predicate) {
        return new RetryPolicy(
                maxAttempts, backoff, retryIf, retriesTimeouts, predicate, requestedDelay, maxRequestedDelay);
    }

    /// {@return a copy that does, or does not, retry attempts that timed out}
    /// @param value whether it does
    public RetryPolicy withTimeoutsRetried(boolean value) {
        return new RetryPolicy(maxAttempts, backoff, retryIf, value, retryIfResult, requestedDelay, maxRequestedDelay);
    }

    /// {@return a copy that waits as long as the failure asks for, where that is longer than the backoff}
    /// @param extractor finds the wait in a failure, or does not; one that is negative counts as zero
    /// @param max the longest wait that is granted; a longer one is cut to it
    public RetryPolicy withRequestedDelay(Function<Throwable, Optional<Duration>> extractor, Duration max) {
        return new RetryPolicy(maxAttempts, backoff, retryIf, retriesTimeouts, retryIfResult, extractor, max);
    }
}
