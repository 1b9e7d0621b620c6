// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import org.jspecify.annotations.Nullable;

/// An attempt returned a result that its [dev.executor.policy.RetryPolicy#retryingIfResult] retries. It stands
/// for that attempt in events and among [OutcomeDetails#earlierFailures()]; nobody throws it.
///
/// @since 0.1
public final class UnacceptedResultException extends ExecutorException {
    private static final long serialVersionUID = 1L;

    // A result need not be serializable; the message survives a round trip, the result does not need to.
    private final transient @Nullable Object result;

    /// Makes one without a stack, which would show nothing of the body.
    ///
    /// @param info the task
    /// @param attempt the number of the attempt, from 1
    /// @param result what it returned
    public UnacceptedResultException(TaskInfo info, int attempt, @Nullable Object result) {
        super(
                "Task '%s' (%s), attempt %d: the retry policy does not accept the result, which is %s"
                        .formatted(
                                info.name(),
                                info.id(),
                                attempt,
                                result == null
                                        ? "null"
                                        : "a " + result.getClass().getName()),
                null);
        this.result = result;
    }

    /// {@return what the attempt returned}
    public @Nullable Object result() {
        return result;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
