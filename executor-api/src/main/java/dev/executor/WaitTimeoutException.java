// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.time.Duration;

/// A *wait* for a task ran out of time. The task itself goes on; [TaskTimeoutException] is the other thing.
///
/// @since 0.1
public final class WaitTimeoutException extends ExecutorException {
    private static final long serialVersionUID = 1L;

    /// Makes one.
    ///
    /// @param info the task waited for
    /// @param limit how long the caller was ready to wait
    public WaitTimeoutException(TaskInfo info, Duration limit) {
        super(
                "Task '%s' (%s) was not done within the %s that the caller waited; the task goes on, cancel() it if nobody needs it"
                        .formatted(info.name(), info.id(), limit),
                null);
    }
}
