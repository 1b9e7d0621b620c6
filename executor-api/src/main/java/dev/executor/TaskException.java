// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import org.jspecify.annotations.Nullable;

/// The thrown form of an outcome that is not a success.
///
/// @since 0.1
public abstract sealed class TaskException extends ExecutorException permits TaskFailedException, TaskTimeoutException {
    private static final long serialVersionUID = 1L;

    /// The task's id, as text.
    private final String taskId;

    /// The task's name.
    private final String taskName;

    /// How many attempts were made.
    private final int attempts;

    TaskException(String taskId, String taskName, int attempts, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.taskId = taskId;
        this.taskName = taskName;
        this.attempts = attempts;
    }

    /// {@return the id of the task}
    public TaskId taskId() {
        return new TaskId(taskId);
    }

    /// {@return the name of the task}
    public String taskName() {
        return taskName;
    }

    /// {@return how many attempts were made}
    public int attempts() {
        return attempts;
    }
}
