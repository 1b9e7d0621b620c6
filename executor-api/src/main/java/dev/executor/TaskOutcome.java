// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a task ended. Exactly one per accepted task. A value first; [TaskHandle#join()] is the throwing form.
///
/// @param <T> what the task returns
public sealed interface TaskOutcome<T extends @Nullable Object> {
    /// The body returned.
    ///
    /// @param value what it returned
    /// @param attempts how many attempts it took, at least 1
    /// @param <T> what the task returns
    record Succeeded<T extends @Nullable Object>(T value, int attempts) implements TaskOutcome<T> {}

    /// The last attempt failed and no other was owed.
    ///
    /// @param kind the classification
    /// @param cause what the body threw last; earlier attempts' failures are suppressed on it, the first eight of
    ///     them
    /// @param attempts how many attempts were made; 0 if none could be started
    /// @param <T> what the task would have returned
    record Failed<T extends @Nullable Object>(FailureKind kind, Throwable cause, int attempts)
            implements TaskOutcome<T> {}

    /// One of its three clocks ran out.
    ///
    /// @param phase which clock
    /// @param limit what that clock was set to
    /// @param attempts how many attempts had been started
    /// @param <T> what the task would have returned
    record TimedOut<T extends @Nullable Object>(Phase phase, Duration limit, int attempts) implements TaskOutcome<T> {}

    /// Ended by a caller or by the closing pool.
    ///
    /// @param reason who ended it
    /// @param attempts how many attempts had been started; one that the shutdown interrupted is not counted
    /// @param <T> what the task would have returned
    record Cancelled<T extends @Nullable Object>(Reason reason, int attempts) implements TaskOutcome<T> {}

    /// Accepted, and given back while it waited.
    ///
    /// @param rejection why
    /// @param <T> what the task would have returned
    record Rejected<T extends @Nullable Object>(Rejection rejection) implements TaskOutcome<T> {}

    /// The three clocks of a task.
    enum Phase {
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
