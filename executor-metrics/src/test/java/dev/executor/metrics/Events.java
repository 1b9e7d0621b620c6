// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import dev.executor.FailureKind;
import dev.executor.OutcomeDetails;
import dev.executor.Task;
import dev.executor.TaskId;
import dev.executor.TaskInfo;
import dev.executor.TaskOutcome;
import dev.executor.TaskTimeoutException;
import dev.executor.event.TaskEvent;
import java.time.Duration;

/// Events of tasks that no pool runs.
public final class Events {
    private Events() {}

    /// A task whose id is made of its name.
    public static TaskInfo task(String name) {
        return TaskInfo.of(new TaskId("id of " + name), Task.of(name, _ -> 1).withTenant("acme"), "media");
    }

    /// Its end.
    public static TaskEvent.Finished finished(TaskInfo task, TaskOutcome<?> outcome) {
        return new TaskEvent.Finished(task, outcome);
    }

    /// The outcome of a task that failed.
    public static TaskOutcome<Object> failed(FailureKind kind, Throwable cause) {
        return new TaskOutcome.Failed<>(kind, cause, OutcomeDetails.of(1));
    }

    /// The outcome of a task that timed out.
    public static TaskOutcome.TimedOut<Object> timedOut(TaskOutcome.Timeout timeout, Duration limit) {
        return new TaskOutcome.TimedOut<>(timeout, limit, OutcomeDetails.of(1));
    }

    /// What an attempt that timed out is told as.
    public static TaskTimeoutException timeoutOf(TaskInfo task, TaskOutcome.Timeout timeout, Duration limit) {
        return new TaskTimeoutException(task, timedOut(timeout, limit));
    }
}
