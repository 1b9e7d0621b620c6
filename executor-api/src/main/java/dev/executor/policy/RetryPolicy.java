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

/// Whether another attempt is owed after a failure, and when. Immutable.
///
/// The default is one attempt, no retry. A policy made by [#attempts(int, Backoff)] retries every `Exception` but
/// `InterruptedException`, no `Error`, and attempts that timed out. The pool's [RetryBudget] has the last word.
///
/// @param maxAttempts how many attempts at most, the first included, from 1 to 1,000,000
/// @param backoff how long to wait before the next one
/// @param retryIf which failures of a body are retried; called on the thread that ran it
/// @param retriesTimeouts whether an attempt that hit its attempt timeout is retried
/// @param requestedDelay the wait that the failure itself asks for (such as a `Retry-After`); it replaces a shorter
///     backoff and is capped at `maxRequestedDelay`
/// @param maxRequestedDelay the longest wait that a failure can ask for
public record RetryPolicy(
        int maxAttempts,
        Backoff backoff,
        Predicate<Throwable> retryIf,
        boolean retriesTimeouts,
        Function<Throwable, Optional<Duration>> requestedDelay,
        Duration maxRequestedDelay) {
    private static final RetryPolicy NONE = attempts(1, Backoff.none());

    /// Refuses values out of range.
    public RetryPolicy {
        Require.range("maxAttempts", maxAttempts, 1, 1_000_000);
        Objects.requireNonNull(backoff, "backoff");
        Objects.requireNonNull(retryIf, "retryIf");
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
                _ -> Optional.empty(),
                Duration.ofMinutes(10));
    }

    /// {@return a copy that retries failures of these types only; replaces what was said of failures before}
    /// @param types the types, subtypes included; at least one
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final RetryPolicy retryingOn(Class<? extends Throwable>... types) {
        var retried = List.of(types);
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
        var excepted = List.of(types);
        var before = retryIf;
        return retryingIf(
                failure -> excepted.stream().noneMatch(type -> type.isInstance(failure)) && before.test(failure));
    }

    /// {@return a copy that retries the failures for which the predicate holds; replaces what was said of failures
    /// before}
    /// @param predicate asked with what the body threw; if it throws, there is no retry and what it threw is
    ///     suppressed on the failure
    public RetryPolicy retryingIf(Predicate<Throwable> predicate) {
        return new RetryPolicy(maxAttempts, backoff, predicate, retriesTimeouts, requestedDelay, maxRequestedDelay);
    }

    /// {@return a copy that does, or does not, retry attempts that timed out}
    /// @param value whether it does
    public RetryPolicy withTimeoutsRetried(boolean value) {
        return new RetryPolicy(maxAttempts, backoff, retryIf, value, requestedDelay, maxRequestedDelay);
    }

    /// {@return a copy that waits as long as the failure asks for, where that is longer than the backoff}
    /// @param extractor finds the wait in a failure, or does not
    /// @param max the longest wait that is granted
    public RetryPolicy withRequestedDelay(Function<Throwable, Optional<Duration>> extractor, Duration max) {
        return new RetryPolicy(maxAttempts, backoff, retryIf, retriesTimeouts, extractor, max);
    }
}
