// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import dev.executor.PoolState;
import dev.executor.Task;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.lifecycle.TaskExecution;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a view needs of its pool.
public interface ViewedPool {
    /// {@return the pool's name}
    String name();

    /// {@return where the pool is in its life}
    PoolState state();

    /// {@return the permit of the calling thread, if it runs an attempt of this pool; null if it does not}
    @Nullable
    PermitHolder lender();

    /// {@return a task that has not entered yet; the calling thread submits it}
    /// @param task what to run
    /// @param <T> what it returns
    <T extends @Nullable Object> TaskExecution<T> prepare(Task<T> task);

    /// Lets it enter by the pool's overflow policy.
    ///
    /// @param task the task
    /// @param maxWait how long to wait for a place at most, where the policy waits
    /// @throws dev.executor.TaskRejectedException if the pool does not take it
    void enter(TaskExecution<?> task, Duration maxWait);
}
