// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

/// The thread that waited for a task was interrupted. Its interrupt status is set again; the task goes on.
///
/// @since 0.1
public final class WaitInterruptedException extends ExecutorException {
    private static final long serialVersionUID = 1L;

    /// Makes one.
    ///
    /// @param info the task waited for
    /// @param cause the interrupt
    public WaitInterruptedException(TaskInfo info, InterruptedException cause) {
        super(
                "Interrupted while waiting for task '%s' (%s); the task goes on".formatted(info.name(), info.id()),
                cause);
    }
}
