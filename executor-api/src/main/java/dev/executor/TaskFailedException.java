// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import dev.executor.spi.FailureText;
import java.util.Objects;

/// A task's last attempt failed. The cause is the body's own exception.
///
/// @since 0.1
public final class TaskFailedException extends TaskException {
    private static final long serialVersionUID = 1L;

    /// The classification.
    private final FailureKind kind;

    /// Makes the thrown form of a [TaskOutcome.Failed].
    ///
    /// @param info the task
    /// @param failed its outcome
    public TaskFailedException(TaskInfo info, TaskOutcome.Failed<?> failed) {
        super(
                info.id().value(),
                info.name(),
                failed.attempts(),
                "Task '%s' (%s) failed in pool '%s' after %d attempt(s), %s: %s"
                        .formatted(
                                info.name(),
                                info.id(),
                                info.pool(),
                                failed.attempts(),
                                failed.kind(),
                                FailureText.of(failed.cause())),
                failed.cause());
        this.kind = failed.kind();
    }

    /// {@return the classification}
    public FailureKind kind() {
        return kind;
    }

    /// {@return what the body threw; never null, unlike the inherited signature}
    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
