// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.policy;

import dev.executor.spi.Require;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
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
/// A class and not a record, because it will grow: new settings may be added, none will go.
///
/// @since 0.1
public final class RetryPolicy {
    private static final RetryPolicy NONE = attempts(1, Backoff.none());

    private final Draft settings;

    private RetryPolicy(Draft settings) {
        this.settings = settings;
    }

    private RetryPolicy with(Consumer<Draft> change) {
        var changed = new Draft(settings);
        change.accept(changed);
        return new RetryPolicy(changed);
    }

    /// {@return the policy that never retries}
    public static RetryPolicy none() {
        return NONE;
    }

    /// {@return a policy of so many attempts; see the class comment for which failures it retries}
    /// @param maxAttempts how many attempts at most, the first included, from 1 to 1,000,000
    /// @param backoff how long to wait before the next one
    public static RetryPolicy attempts(int maxAttempts, Backoff backoff) {
        return new RetryPolicy(new Draft(
                Require.range("maxAttempts", maxAttempts, 1, 1_000_000), Objects.requireNonNull(backoff, "backoff")));
    }

    /// {@return how many attempts at most, the first included}
    public int maxAttempts() {
        return settings.maxAttempts;
    }

    /// {@return how long to wait before the next one}
    public Backoff backoff() {
        return settings.backoff;
    }

    /// {@return which failures of a body are retried; called on the thread that ran it}
    public Predicate<Throwable> retryIf() {
        return settings.retryIf;
    }

    /// {@return whether an attempt that hit its attempt timeout is retried; default true}
    public boolean retriesTimeouts() {
        return settings.retriesTimeouts;
    }

    /// {@return which results of a body are retried; called on the thread that ran it. Default none}
    public Predicate<@Nullable Object> retryIfResult() {
        return settings.retryIfResult;
    }

    /// {@return the wait that the failure itself asks for (such as a `Retry-After`); default none}
    ///
    /// It replaces a shorter backoff, is capped at [#maxRequestedDelay()], and counts as zero where it is negative.
    public Function<Throwable, Optional<Duration>> requestedDelay() {
        return settings.requestedDelay;
    }

    /// {@return the longest wait that a failure can ask for; default 10 minutes}
    public Duration maxRequestedDelay() {
        return settings.maxRequestedDelay;
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
        var before = settings.retryIf;
        return retryingIf(
                failure -> excepted.stream().noneMatch(type -> type.isInstance(failure)) && before.test(failure));
    }

    /// {@return a copy that retries the failures for which the predicate holds; replaces what was said of failures
    /// before}
    /// @param predicate asked with what the body threw
    public RetryPolicy retryingIf(Predicate<Throwable> predicate) {
        return with(changed -> changed.retryIf = Objects.requireNonNull(predicate, "retryIf"));
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
        return with(changed -> changed.retryIfResult = Objects.requireNonNull(predicate, "retryIfResult"));
    }

    /// {@return a copy that does, or does not, retry attempts that timed out}
    /// @param value whether it does
    public RetryPolicy withTimeoutsRetried(boolean value) {
        return with(changed -> changed.retriesTimeouts = value);
    }

    /// {@return a copy that waits as long as the failure asks for, where that is longer than the backoff}
    /// @param extractor finds the wait in a failure, or does not; one that is negative counts as zero
    /// @param max the longest wait that is granted; a longer one is cut to it
    public RetryPolicy withRequestedDelay(Function<Throwable, Optional<Duration>> extractor, Duration max) {
        return with(changed -> {
            changed.requestedDelay = Objects.requireNonNull(extractor, "requestedDelay");
            changed.maxRequestedDelay = Require.notNegative("maxRequestedDelay", max);
        });
    }

    private List<Object> all() {
        return List.of(
                settings.maxAttempts,
                settings.backoff,
                settings.retryIf,
                settings.retriesTimeouts,
                settings.retryIfResult,
                settings.requestedDelay,
                settings.maxRequestedDelay);
    }

    /// Equal if all settings are; two functions are if they are the same object, or say so.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RetryPolicy policy && all().equals(policy.all());
    }

    @Override
    public int hashCode() {
        return all().hashCode();
    }

    @Override
    public String toString() {
        return "RetryPolicy[maxAttempts=" + settings.maxAttempts + ", backoff=" + settings.backoff + ", retryIf="
                + settings.retryIf + ", retriesTimeouts=" + settings.retriesTimeouts + ", retryIfResult="
                + settings.retryIfResult + ", requestedDelay=" + settings.requestedDelay + ", maxRequestedDelay="
                + settings.maxRequestedDelay + "]";
    }

    /// The settings while a copy changes, each at its default.
    private static final class Draft {
        final int maxAttempts;
        final Backoff backoff;
        Predicate<Throwable> retryIf =
                failure -> failure instanceof Exception && !(failure instanceof InterruptedException);
        boolean retriesTimeouts = true;
        Predicate<@Nullable Object> retryIfResult = _ -> false;
        Function<Throwable, Optional<Duration>> requestedDelay = _ -> Optional.empty();
        Duration maxRequestedDelay = Duration.ofMinutes(10);

        Draft(int maxAttempts, Backoff backoff) {
            this.maxAttempts = maxAttempts;
            this.backoff = backoff;
        }

        Draft(Draft other) {
            this(other.maxAttempts, other.backoff);
            retryIf = other.retryIf;
            retriesTimeouts = other.retriesTimeouts;
            retryIfResult = other.retryIfResult;
            requestedDelay = other.requestedDelay;
            maxRequestedDelay = other.maxRequestedDelay;
        }
    }
}
