// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

/// What identifies a submitted task: who it is and what was asked for. Both [TaskHandle] and [TaskContext] are one, and
/// every [dev.executor.event.TaskEvent] carries one. Thread-safe.
public interface TaskInfo {
    /// {@return the id, made on first use and the same ever after}
    TaskId id();

    /// {@return the description that was submitted}
    Task<?> task();

    /// {@return the name of the pool that the task was submitted to}
    String pool();

    /// {@return the task's name, which is the name of its description}
    default String name() {
        return task().name();
    }
}
