// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import org.jspecify.annotations.Nullable;

/// The user's inline work. Called once for each attempt, on a thread of the pool.
///
/// A stop (cancel, timeout, shutdown) arrives as an interrupt of the thread, and [TaskContext#stopRequested()] turns
/// true. A body that ignores both keeps its permit and is reported as stuck. A body that is retried must be safe to run
/// again.
///
/// @param <T> what it returns
/// @since 0.1
@FunctionalInterface
public non-sealed interface TaskBody<T extends @Nullable Object> extends Work<T> {
    /// Does the work.
    ///
    /// @param context the attempt: its number, its deadline, whether it was told to stop
    /// @return the result, which becomes [TaskOutcome.Succeeded#value()]
    /// @throws Exception whatever goes wrong; the task's [dev.executor.policy.RetryPolicy] decides whether another
    ///     attempt is owed
    T run(TaskContext context) throws Exception;
}
