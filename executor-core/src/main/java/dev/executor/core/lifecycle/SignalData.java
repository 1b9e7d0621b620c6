// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.event.TaskEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a [Signal] brings with it, and the events that are made of it. Immutable. Where nobody listens, the hot path
/// brings [None#NONE].
///
/// Each event is handed on where it is made, and each method is small. So the JIT compiler sees that neither the data
/// nor an event that no listener keeps need be allocated.
sealed interface SignalData {
    /// Makes the events of a transition, in order, and delivers them one by one, or appends them for the thread
    /// that is delivering.
    ///
    /// @param task the task
    /// @param transition what it did
    /// @param attempt the number of its last attempt
    /// @param pending where to append; null to deliver
    void tell(TaskExecution<?> task, Transition transition, int attempt, @Nullable List<TaskEvent> pending);

    private static void tell(TaskExecution<?> task, TaskEvent event, @Nullable List<TaskEvent> pending) {
        if (pending == null) {
            task.pool.deliver(event, task.context);
        } else {
            pending.add(event);
        }
    }

    private static <T extends @Nullable Object> void tellOutcome(
            TaskExecution<T> task, Object outcome, @Nullable List<TaskEvent> pending) {
        if (Completion.isSuccess(outcome)) { // apart, so that the compiler sees that it is new
            tell(task, new TaskEvent.Finished(task.info(), task.success(outcome)), pending);
        } else {
            tell(task, new TaskEvent.Finished(task.info(), task.decode(outcome)), pending);
        }
    }

    /// Nothing. Of the signals that bring nothing, those by which a task enters are told.
    enum None implements SignalData {
        /// The only one.
        NONE;

        @Override
        public void tell(TaskExecution<?> task, Transition transition, int attempt, @Nullable List<TaskEvent> pending) {
            SignalData.tell(task, new TaskEvent.Submitted(task.info()), pending);
        }
    }

    /// With DISPATCHED.
    ///
    /// @param queuedNanos how long it waited in the queue
    record Started(long queuedNanos) implements SignalData {
        @Override
        public void tell(TaskExecution<?> task, Transition transition, int attempt, @Nullable List<TaskEvent> pending) {
            SignalData.tell(task, new TaskEvent.Started(task.info(), attempt, queuedNanos), pending);
        }
    }

    /// With RETURNED.
    ///
    /// @param ranNanos how long the attempt ran
    /// @param failure what the attempt threw; empty if it returned
    /// @param denied whether another attempt was owed and the retry budget did not grant it
    /// @param outcome the outcome, as [Completion] encodes it
    record Returned(long ranNanos, Optional<Throwable> failure, boolean denied, Object outcome) implements SignalData {
        @Override
        public void tell(TaskExecution<?> task, Transition transition, int attempt, @Nullable List<TaskEvent> pending) {
            SignalData.tell(task, new TaskEvent.AttemptEnded(task.info(), attempt, ranNanos, failure), pending);
            if (denied && transition.decides()) {
                SignalData.tell(task, new TaskEvent.RetryDenied(task.info(), attempt, failure.orElseThrow()), pending);
            }
            if (transition.has(Effect.PUBLISH)) { // if not, it was decided before or is to be recorded
                tellOutcome(task, outcome, pending);
            }
        }
    }

    /// With RETRY.
    ///
    /// @param ranNanos how long the attempt ran
    /// @param failure why another attempt follows; null if it succeeded and repeats
    /// @param delay until the next attempt
    record Again(long ranNanos, @Nullable Throwable failure, Duration delay) implements SignalData {
        @Override
        public void tell(TaskExecution<?> task, Transition transition, int attempt, @Nullable List<TaskEvent> pending) {
            var thrown = Optional.ofNullable(failure);
            SignalData.tell(task, new TaskEvent.AttemptEnded(task.info(), attempt, ranNanos, thrown), pending);
            if (transition.to() != Phase.BACKING_OFF) {
                return; // it was stopped meanwhile
            }
            if (failure == null) {
                SignalData.tell(task, new TaskEvent.Repeating(task.info(), attempt, delay), pending);
            } else {
                SignalData.tell(task, new TaskEvent.RetryScheduled(task.info(), attempt, delay, failure), pending);
            }
        }
    }

    /// With STOP, STOP_QUIETLY and RECORDED.
    ///
    /// @param outcome the outcome, as [Completion] encodes it
    record Decided(Object outcome) implements SignalData {
        @Override
        public void tell(TaskExecution<?> task, Transition transition, int attempt, @Nullable List<TaskEvent> pending) {
            tellOutcome(task, outcome, pending);
        }
    }
}
