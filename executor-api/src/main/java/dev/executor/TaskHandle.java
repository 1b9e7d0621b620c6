// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A submitted task: wait for it, ask how it is, stop it. Thread-safe. A handle completes exactly once.
///
/// A task that waits for another task of the same pool lends its permit to the pool meanwhile, so that tasks which wait
/// for their children cannot deadlock a small pool.
///
/// @param <T> what the task returns
/// @since 0.1
public interface TaskHandle<T extends @Nullable Object> {
    /// {@return what identifies the task, without the verbs of this}; what its events carry
    TaskInfo info();

    /// {@return the id, made on first use and the same ever after}
    default TaskId id() {
        return info().id();
    }

    /// {@return the task's name, which is the name of its description}
    default String name() {
        return info().name();
    }

    /// {@return the name of the pool that the task was submitted to}
    default String pool() {
        return info().pool();
    }

    /// {@return the description that was submitted}
    Task<T> task();

    /// {@return where the task is now}
    TaskState status();

    /// {@return the outcome if it is decided, without waiting}
    Optional<TaskOutcome<T>> outcome();

    /// Waits for the outcome, as a value.
    ///
    /// @return how the task ended
    /// @throws InterruptedException if this thread is interrupted while it waits; the task goes on
    /// @throws IllegalStateException if the wait could never end: a task waits for itself, or for one behind it
    ///     with the same ordering key. So do the other waits.
    TaskOutcome<T> await() throws InterruptedException;

    /// Waits for the outcome up to a limit, as a value.
    ///
    /// @param limit how long to wait; zero or less looks once
    /// @return how the task ended; empty if it has not within the limit (the task goes on)
    /// @throws InterruptedException if this thread is interrupted while it waits; the task goes on
    Optional<TaskOutcome<T>> await(Duration limit) throws InterruptedException;

    /// Waits for the result, or throws how else it ended.
    ///
    /// @return the result
    /// @throws TaskFailedException if it failed; the cause is the body's exception
    /// @throws TaskTimeoutException if one of its timeouts passed
    /// @throws TaskRejectedException if it was shed while it waited
    /// @throws java.util.concurrent.CancellationException if it was cancelled
    /// @throws WaitInterruptedException if this thread is interrupted while it waits; its interrupt status is set
    ///     again
    T join();

    /// Waits for the result up to a limit, or throws how else it ended.
    ///
    /// @param limit how long to wait; zero or less looks once
    /// @return the result
    /// @throws WaitTimeoutException if it has not ended within the limit; the task goes on
    /// @throws TaskFailedException if it failed; the cause is the body's exception
    /// @throws TaskTimeoutException if one of its timeouts passed
    /// @throws TaskRejectedException if it was shed while it waited
    /// @throws java.util.concurrent.CancellationException if it was cancelled
    /// @throws WaitInterruptedException if this thread is interrupted while it waits; its interrupt status is set
    ///     again
    T join(Duration limit);

    /// Ends the task: the outcome is [TaskOutcome.Cancelled] at once; a queued task never runs, a running body is
    /// interrupted.
    ///
    /// @return whether this call decided the outcome; false if it was decided before
    boolean cancel();

    /// {@return the latest report of [TaskContext#progress(long, long)]; empty if there was none}
    Optional<Progress> progress();

    /// Calls back with the outcome, on a virtual thread of its own with the submitter's context restored; at once
    /// if the task is done. Callbacks may block. An exception that one throws is logged.
    ///
    /// @param callback what to call
    void whenDone(Consumer<? super TaskOutcome<T>> callback);

    /// {@return a new future that completes as this task does: with the result, or exceptionally with what
    /// [#join()] would throw}
    ///
    /// Cancelling the future cancels the task; completing it by hand does not. Dependent stages that are there when
    /// the task ends run on a virtual thread of their own, never on a thread of the pool.
    ///
    /// A body that waits for a task of its own pool by `get` or `join` of this future, or of a stage made from
    /// it, lends its permit as it does by the waits above. The engine cannot see a wait for what the JDK makes
    /// on its own (`CompletableFuture.allOf`, `anyOf`), nor one of a thread that the body has started itself:
    /// in a pool whose permits are all held by such waits the tasks that they wait for cannot run. Wait for
    /// each future instead.
    CompletableFuture<T> toFuture();
}
