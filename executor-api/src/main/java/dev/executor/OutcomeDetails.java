// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import dev.executor.spi.FailureText;
import dev.executor.spi.Require;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is known about the way to an outcome, whatever the outcome is. Immutable, apart from [#find(Class)];
/// thread-safe.
///
/// A class and not a record, because it will grow: new accessors may be added, none will go.
///
/// @since 0.1
public final class OutcomeDetails {
    private static final OutcomeDetails[] PLAIN = new OutcomeDetails[8];

    static {
        for (int attempts = 0; attempts < PLAIN.length; attempts++) {
            PLAIN[attempts] = new OutcomeDetails(attempts, List.of(), null, null);
        }
    }

    private final int attempts;
    private final List<Throwable> earlierFailures;
    private final @Nullable Throwable policyFailure;
    private final @Nullable Supplier<? extends @Nullable Object> resultSoFar;

    private OutcomeDetails(
            int attempts,
            List<Throwable> earlierFailures,
            @Nullable Throwable policyFailure,
            @Nullable Supplier<? extends @Nullable Object> resultSoFar) {
        this.attempts = attempts;
        this.earlierFailures = earlierFailures;
        this.policyFailure = policyFailure;
        this.resultSoFar = resultSoFar;
    }

    /// {@return details that know nothing but the number of attempts}
    /// @param attempts how many attempts were started, at least 0
    /// @throws IllegalArgumentException if it is negative
    public static OutcomeDetails of(int attempts) {
        return Require.range("attempts", attempts, 0, Integer.MAX_VALUE) < PLAIN.length
                ? PLAIN[attempts]
                : new OutcomeDetails(attempts, List.of(), null, null);
    }

    /// {@return a copy with these earlier failures}
    /// @param failures what earlier attempts threw, in order
    public OutcomeDetails withEarlierFailures(List<Throwable> failures) {
        return Objects.requireNonNull(failures, "failures").isEmpty() && earlierFailures.isEmpty()
                ? this
                : new OutcomeDetails(attempts, List.copyOf(failures), policyFailure, resultSoFar);
    }

    /// {@return a copy with what a function of the task's policy threw}
    /// @param failure what it threw
    public OutcomeDetails withPolicyFailure(Throwable failure) {
        return new OutcomeDetails(attempts, earlierFailures, Objects.requireNonNull(failure, "failure"), resultSoFar);
    }

    /// {@return a copy that finds what an attempt has come to}
    /// @param soFar asked by each [#find(Class)]; thread-safe, quick, may return null while there is nothing
    public OutcomeDetails withResultSoFar(Supplier<? extends @Nullable Object> soFar) {
        return new OutcomeDetails(attempts, earlierFailures, policyFailure, Objects.requireNonNull(soFar, "soFar"));
    }

    /// {@return how many attempts were started}; one that the shutdown interrupted is not counted, and it is
    /// 0 if none was started
    public int attempts() {
        return attempts;
    }

    /// {@return what earlier attempts threw, in order, the first eight of them}; never the cause of a
    /// [TaskOutcome.Failed]
    ///
    /// An attempt that timed out stands here as a [TaskTimeoutException]. The list is unmodifiable. The
    /// exceptions are the user's own, and nothing is added to them.
    public List<Throwable> earlierFailures() {
        return earlierFailures;
    }

    /// {@return what a function of the task's policy threw when it was asked about the last failure (a retry
    /// predicate, a backoff, a failure's own kind)}; the engine then took the answer that grants nothing
    public Optional<Throwable> policyFailure() {
        return Optional.ofNullable(policyFailure);
    }

    /// Finds what the last attempt has come to, where what ran it tells more than a result or an exception
    /// does.
    ///
    /// A command tells a [dev.executor.isolation.ProcessResult], with its log and its usage, however it
    /// ended: `outcome.details().find(ProcessResult.class)`. While a command that was told to stop has not
    /// ended, it is the result so far, and another call may find more.
    ///
    /// @param type what to look for
    /// @param <D> its type
    /// @return it; empty if there is none of that type
    public <D> Optional<D> find(Class<D> type) {
        Objects.requireNonNull(type, "type");
        Object found = resultSoFar == null ? null : resultSoFar.get();
        return type.isInstance(found) ? Optional.of(type.cast(found)) : Optional.empty();
    }

    /// Equal if attempts, earlier failures and policy failure are.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OutcomeDetails details
                && attempts == details.attempts
                && earlierFailures.equals(details.earlierFailures)
                && Objects.equals(policyFailure, details.policyFailure);
    }

    @Override
    public int hashCode() {
        return 31 * attempts + earlierFailures.hashCode();
    }

    @Override
    public String toString() {
        var text = new StringBuilder("attempts=").append(attempts);
        if (!earlierFailures.isEmpty()) {
            text.append(", earlierFailures=").append(FailureText.of(earlierFailures));
        }
        if (policyFailure != null) {
            text.append(", policyFailure=").append(FailureText.of(policyFailure));
        }
        return text.toString();
    }
}
