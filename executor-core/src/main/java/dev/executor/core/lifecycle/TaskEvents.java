// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.TaskOutcome;
import dev.executor.event.TaskEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes the events of a task's transitions, in order, and delivers them one by one, or appends them for the thread
/// that is delivering.
///
/// Each event is handed on where it is made. So the compiler sees that an event which no listener keeps need not be
/// allocated.
final class TaskEvents {
    private TaskEvents() {}

    /// Tells the events of one transition.
    ///
    /// @param task the task
    /// @param transition what it did
    /// @param attempt the number of its last attempt
    /// @param data what the signal brought
    /// @param pending where to append; null to deliver
    static void tell(
            TaskExecution<?> task,
            Transition transition,
            int attempt,
            SignalData data,
            @Nullable List<TaskEvent> pending) {
        switch (data) {
            case SignalData.None _ ->
                tell(task, new TaskEvent.Submitted(task), pending); // nothing else comes with none
            case SignalData.Started(long queuedNanos) ->
                tell(task, new TaskEvent.Started(task, attempt, queuedNanos), pending);
            case SignalData.Returned(long ranNanos, var failure, boolean denied, var outcome) -> {
                tell(task, new TaskEvent.AttemptEnded(task, attempt, ranNanos, failure), pending);
                if (denied && transition.decides()) {
                    tell(task, new TaskEvent.RetryDenied(task, attempt, failure.orElseThrow()), pending);
                }
                if (transition.has(Effect.PUBLISH)) {
                    finished(task, outcome, pending);
                }
            }
            case SignalData.Again(long ranNanos, var failure, var delay) -> {
                tell(task, new TaskEvent.AttemptEnded(task, attempt, ranNanos, Optional.ofNullable(failure)), pending);
                if (transition.to() == Phase.BACKING_OFF) {
                    tell(
                            task,
                            failure == null
                                    ? new TaskEvent.Repeating(task, attempt, delay)
                                    : new TaskEvent.RetryScheduled(task, attempt, delay, failure),
                            pending);
                }
            }
            case SignalData.Decided(var outcome) -> finished(task, outcome, pending);
        }
    }

    private static <T extends @Nullable Object> void finished(
            TaskExecution<T> task, Object outcome, @Nullable List<TaskEvent> pending) {
        if (Completion.isSuccess(outcome)) { // apart, so that the compiler sees that it is new
            tell(task, new TaskEvent.Finished(task, task.success(outcome)), pending);
        } else {
            TaskOutcome<T> failed = task.decode(outcome);
            tell(task, new TaskEvent.Finished(task, failed), pending);
        }
    }

    private static void tell(TaskExecution<?> task, TaskEvent event, @Nullable List<TaskEvent> pending) {
        if (pending == null) {
            task.pool.deliver(event, task.context);
        } else {
            pending.add(event);
        }
    }
}
