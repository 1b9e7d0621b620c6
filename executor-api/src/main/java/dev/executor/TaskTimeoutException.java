// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.time.Duration;

/// One of a task's three timeouts passed. The thrown form of a [TaskOutcome.TimedOut].
///
/// @since 0.1
public final class TaskTimeoutException extends TaskException {
    private static final long serialVersionUID = 1L;

    /// Which of the three.
    private final TaskOutcome.Timeout timeout;

    /// What that timeout was set to.
    private final Duration limit;

    /// Makes the thrown form of a [TaskOutcome.TimedOut].
    ///
    /// @param info the task
    /// @param timedOut its outcome
    public TaskTimeoutException(TaskInfo info, TaskOutcome.TimedOut<?> timedOut) {
        super(
                info.id().value(),
                info.name(),
                timedOut.attempts(),
                "Task '%s' (%s) timed out in pool '%s': %s limit %s; %s"
                        .formatted(
                                info.name(),
                                info.id(),
                                info.pool(),
                                timedOut.timeout(),
                                timedOut.limit(),
                                advice(timedOut.timeout())),
                null);
        this.timeout = timedOut.timeout();
        this.limit = timedOut.limit();
    }

    private static String advice(TaskOutcome.Timeout timeout) {
        return switch (timeout) {
            case QUEUE -> "the pool did not get to it: look at its depth and concurrency";
            case ATTEMPT -> "one attempt took too long: its thread was interrupted";
            case TOTAL -> "queueing, attempts and backoff together took too long";
        };
    }

    /// {@return which of the three timeouts}
    public TaskOutcome.Timeout timeout() {
        return timeout;
    }

    /// {@return what that timeout was set to}
    public Duration limit() {
        return limit;
    }
}
