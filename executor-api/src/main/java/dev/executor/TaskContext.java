// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import dev.executor.spi.TaskScope;
import java.time.Duration;
import java.util.Optional;

/// What a body sees of its own attempt. Thread-safe, so that a body may hand it to threads it starts itself.
///
/// It comes as the body's argument. Code further down the stack finds it with [#current()]; a thread that the body
/// starts itself does not (unless it is a fork of a `StructuredTaskScope`).
///
/// @since 0.1
public interface TaskContext {
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
    default Task<?> task() {
        return info().task();
    }

    /// {@return the number of this attempt, from 1}
    int attempt();

    /// {@return the time left until the earlier of attempt timeout and total timeout, never negative; empty when
    /// neither is set}
    ///
    /// Hand it on to whatever the body calls. Tasks submitted from within the body inherit the total deadline by
    /// themselves.
    Optional<Duration> remaining();

    /// {@return whether this attempt has been told to stop: cancelled, timed out, or the pool is closing}
    boolean stopRequested();

    /// Publishes how far the work has come, for [TaskHandle#progress()]. Cheap; the latest report wins.
    ///
    /// @param done the units done so far, at least 0
    /// @param total the units in all, at least `done`
    /// @throws IllegalArgumentException if the numbers are out of range
    void progress(long done, long total);

    /// {@return the context of the attempt that this thread runs; empty outside of any task}
    static Optional<TaskContext> current() {
        return Optional.ofNullable(TaskScope.currentContext());
    }
}
