// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.event;

import dev.executor.FailureKind;
import dev.executor.Rejection;
import dev.executor.TaskInfo;
import dev.executor.TaskOutcome;
import dev.executor.spi.FailureText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One fact of a task's life. The order for one task is
///
///     Submitted (Started ProcessEvent* AttemptEnded (RetryScheduled | RetryDenied)?)* Finished
///
/// or [Refused] alone. Where the outcome is decided while the body runs (cancel, timeout), [Finished] comes before
/// that attempt's [AttemptEnded], and [Stuck] may come between. A repeating task has a [Repeating] between its runs.
///
/// The set is closed, so that a `switch` needs no `default`. What happens in an attempt's process is one branch of it,
/// [ProcessEvent], which brings its own types: who does not care writes `case ProcessEvent _` and needs none of them. A
/// minor version may add an event; `docs/compatibility.md` says what that means for a `switch`.
///
/// @since 0.1
public sealed interface TaskEvent
        permits TaskEvent.Submitted,
                TaskEvent.Refused,
                TaskEvent.Started,
                TaskEvent.AttemptEnded,
                TaskEvent.RetryScheduled,
                TaskEvent.RetryDenied,
                TaskEvent.Repeating,
                TaskEvent.Stuck,
                TaskEvent.Finished,
                ProcessEvent {
    /// {@return whose life it is}
    TaskInfo task();

    /// The pool took the task.
    ///
    /// @param task the task
    record Submitted(TaskInfo task) implements TaskEvent {}

    /// The pool did not take the task.
    ///
    /// @param task the task
    /// @param rejection why
    record Refused(TaskInfo task, Rejection rejection) implements TaskEvent {}

    /// An attempt starts on a thread.
    ///
    /// @param task the task
    /// @param attempt its number, from 1
    /// @param queueNanos how long the task waited in the queue for this attempt, in nanoseconds; delay and
    ///     backoff are not part of it
    record Started(TaskInfo task, int attempt, long queueNanos) implements TaskEvent {
        /// {@return how long the task waited in the queue for this attempt}
        public Duration queueTime() {
            return Duration.ofNanos(queueNanos);
        }
    }

    /// An attempt's body is back.
    ///
    /// @param task the task
    /// @param attempt its number, from 1
    /// @param runNanos how long it ran, in nanoseconds
    /// @param failure what it threw; empty if it returned
    record AttemptEnded(TaskInfo task, int attempt, long runNanos, Optional<Throwable> failure) implements TaskEvent {
        /// {@return how long it ran}
        public Duration runTime() {
            return Duration.ofNanos(runNanos);
        }

        /// Never throws, whatever the failure does when it is asked for its text.
        @Override
        public String toString() {
            return "AttemptEnded[task=" + task + ", attempt=" + attempt + ", runNanos=" + runNanos + ", failure="
                    + failure.map(FailureText::of).orElse("none") + "]";
        }
    }

    /// Another attempt is owed and waits for its backoff.
    ///
    /// @param task the task
    /// @param attempt the number of the attempt that failed
    /// @param delay the backoff
    /// @param cause why it failed; a [dev.executor.TaskTimeoutException] if it ran out of time
    record RetryScheduled(TaskInfo task, int attempt, Duration delay, Throwable cause) implements TaskEvent {
        /// Never throws, whatever the cause does when it is asked for its text.
        @Override
        public String toString() {
            return "RetryScheduled[task=" + task + ", attempt=" + attempt + ", delay=" + delay + ", cause="
                    + FailureText.of(cause) + "]";
        }
    }

    /// Another attempt was owed, but the pool's retry budget is spent: the task fails.
    ///
    /// @param task the task
    /// @param attempt the number of the attempt that failed
    /// @param cause why it failed
    record RetryDenied(TaskInfo task, int attempt, Throwable cause) implements TaskEvent {
        /// Never throws, whatever the cause does when it is asked for its text.
        @Override
        public String toString() {
            return "RetryDenied[task=" + task + ", attempt=" + attempt + ", cause=" + FailureText.of(cause) + "]";
        }
    }

    /// A run of a repeating task is over and the next one is due later.
    ///
    /// @param task the task
    /// @param attempt the number of the run that ended
    /// @param delay until the next one
    record Repeating(TaskInfo task, int attempt, Duration delay) implements TaskEvent {}

    /// An attempt was told to stop and has ignored its interrupt.
    ///
    /// @param task the task
    /// @param attempt its number
    /// @param since how long ago it was interrupted
    /// @param stack where its thread is now, innermost first, at most 64 frames
    record Stuck(TaskInfo task, int attempt, Duration since, List<StackTraceElement> stack) implements TaskEvent {
        /// Copies the stack.
        public Stuck {
            stack = List.copyOf(stack);
        }
    }

    /// The outcome is decided. Exactly one for each submitted task.
    ///
    /// @param task the task
    /// @param outcome how it ended
    record Finished(TaskInfo task, TaskOutcome<?> outcome) implements TaskEvent {
        /// {@return the classification of how it ended; empty if it succeeded}
        public Optional<FailureKind> kind() {
            return switch (outcome) {
                case TaskOutcome.Succeeded<?> _ -> Optional.empty();
                case TaskOutcome.Failed<?>(var kind, var _, var _) -> Optional.of(kind);
                case TaskOutcome.TimedOut<?> _ -> Optional.of(FailureKind.TIMEOUT);
                case TaskOutcome.Cancelled<?> _ -> Optional.of(FailureKind.CANCELLED);
                case TaskOutcome.Rejected<?>(var rejection, var _) -> Optional.of(rejection.kind());
            };
        }
    }
}
