// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import dev.executor.PoolState;
import dev.executor.Task;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.lifecycle.Setup;
import dev.executor.core.lifecycle.TaskExecution;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What a view needs of its pool.
public interface ViewedPool {
    /// {@return the pool's name}
    String name();

    /// {@return where the pool is in its life}
    PoolState state();

    /// {@return whether the machine that the pool runs on is going down}
    boolean exits();

    /// {@return the permit of the calling thread, if it runs an attempt of this pool; null if it does not}
    @Nullable
    PermitHolder lender();

    /// {@return a task that has not entered yet; the calling thread submits it}
    ///
    /// @param task what to run
    /// @param setup what else it is made with
    /// @param <T> what it returns
    <T extends @Nullable Object> TaskExecution<T> prepare(Task<T> task, Setup setup);

    /// What happens to a task that finds no slot.
    enum WhenFull {
        /// What the pool's overflow policy says.
        BY_POLICY,
        /// It waits if the policy waits, and is refused otherwise, or if the submitter is a task of the
        /// pool: it neither displaces a task nor runs on the submitter.
        WAIT_OR_REFUSE
    }

    /// Lets it enter.
    ///
    /// @param task the task
    /// @param whenFull what happens if there is no slot
    /// @param maxWait how long to wait for a slot at most, where the policy waits
    /// @param withdrawn whether the submitter, while it waits, needs no slot any more; the thread that makes
    ///     it true unparks the submitter
    /// @throws dev.executor.TaskRejectedException if the pool does not take it
    void enter(TaskExecution<?> task, WhenFull whenFull, Duration maxWait, BooleanSupplier withdrawn);
}
