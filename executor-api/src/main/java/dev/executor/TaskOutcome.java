// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import dev.executor.spi.FailureText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a task ended. Exactly one per accepted task. A value first; [TaskHandle#join()] is the throwing form.
///
/// The records are frozen: what more there is to know of an ending comes as a new accessor of [OutcomeDetails].
///
/// Closed: only a major version adds a member.
///
/// @param <T> what the task returns
/// @since 0.1
public sealed interface TaskOutcome<T extends @Nullable Object> {
    /// {@return what is known about the way to this outcome}
    OutcomeDetails details();

    /// {@return how many attempts were started}, as [OutcomeDetails#attempts()] has it
    default int attempts() {
        return details().attempts();
    }

    /// The body returned.
    ///
    /// @param value what it returned
    /// @param details the way to it: how many attempts it took, what the earlier ones threw
    /// @param <T> what the task returns
    record Succeeded<T extends @Nullable Object>(T value, OutcomeDetails details) implements TaskOutcome<T> {}

    /// The last attempt failed and no other was owed.
    ///
    /// @param kind the classification
    /// @param cause what the body threw last, as it threw it: nothing is added to it
    /// @param details the way to it: how many attempts were made (0 if none could be started), what the
    ///     earlier ones threw
    /// @param <T> what the task would have returned
    record Failed<T extends @Nullable Object>(FailureKind kind, Throwable cause, OutcomeDetails details)
            implements TaskOutcome<T> {
        /// Never throws, whatever the cause does when it is asked for its text.
        @Override
        public String toString() {
            return "Failed[kind=" + kind + ", cause=" + FailureText.of(cause) + ", details=" + details + "]";
        }
    }

    /// One of its three timeouts passed.
    ///
    /// @param timeout which of the three
    /// @param limit what that timeout was set to
    /// @param details the way to it: how many attempts had been started, what the earlier ones threw, what
    ///     the last one had come to
    /// @param <T> what the task would have returned
    record TimedOut<T extends @Nullable Object>(Timeout timeout, Duration limit, OutcomeDetails details)
            implements TaskOutcome<T> {}

    /// Ended by a caller or by the closing pool.
    ///
    /// @param reason who ended it
    /// @param details the way to it: how many attempts had been started (one that the shutdown interrupted is
    ///     not counted), what the earlier ones threw, what the last one had come to
    /// @param <T> what the task would have returned
    record Cancelled<T extends @Nullable Object>(Reason reason, OutcomeDetails details) implements TaskOutcome<T> {}

    /// Accepted, and given back while it waited.
    ///
    /// @param rejection why
    /// @param details the way to it
    /// @param <T> what the task would have returned
    record Rejected<T extends @Nullable Object>(Rejection rejection, OutcomeDetails details)
            implements TaskOutcome<T> {}

    /// The three timeouts of a task.
    enum Timeout {
        /// From submit (or from the end of its delay) to the start of the first attempt.
        QUEUE,
        /// From the start of an attempt to its return.
        ATTEMPT,
        /// From submit to the outcome.
        TOTAL
    }

    /// Who cancelled.
    enum Reason {
        /// [TaskHandle#cancel()], or a future or view made from it.
        REQUESTED,
        /// The pool closed before the task was over.
        SHUTDOWN
    }
}
