// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import org.jspecify.annotations.Nullable;

/// The root of what this library throws when it operates. Unchecked. Each message names the task, what happened and
/// what to do.
///
/// Refusals are the one exception to the hierarchy: [TaskRejectedException] extends the JDK's
/// `RejectedExecutionException`, and a cancelled task is the JDK's `CancellationException`, so that code written
/// against `java.util.concurrent` catches both.
///
/// @since 0.1
public abstract sealed class ExecutorException extends RuntimeException
        permits TaskException, WaitTimeoutException, WaitInterruptedException, UnacceptedResultException {
    private static final long serialVersionUID = 1L;

    ExecutorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
