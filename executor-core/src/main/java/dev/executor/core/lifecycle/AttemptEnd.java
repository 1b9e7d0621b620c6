// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How an attempt ended and what follows from that. The thread that ran the attempt decides it, once, and brings it to
/// [TaskExecution#attemptEnded(AttemptEnd, Object, long)].
public sealed interface AttemptEnd {
    /// It returned, and its result is the outcome: how nearly all attempts end, so it needs no object.
    enum Accepted implements AttemptEnd {
        /// The only one.
        ACCEPTED
    }

    /// It returned, and its result is the outcome, although the policy had something against it.
    ///
    /// @param denied why the policy wanted another attempt, which the retry budget did not grant; else null
    /// @param policyFailure what a function of the policy threw; else null
    record AcceptedAfterAll(
            @Nullable Throwable denied, @Nullable Throwable policyFailure) implements AttemptEnd {}

    /// It failed, and no other attempt follows.
    ///
    /// @param failure why
    /// @param timedOut whether it failed because it ran out of time
    /// @param denied whether another attempt was owed and the retry budget did not grant it
    /// @param policyFailure what a function of the policy threw; else null
    record Failed(
            Throwable failure,
            boolean timedOut,
            boolean denied,
            @Nullable Throwable policyFailure) implements AttemptEnd {}

    /// It is not good enough, and another attempt follows.
    ///
    /// @param failure why
    /// @param delay the backoff
    record Retry(Throwable failure, Duration delay) implements AttemptEnd {}

    /// It succeeded, and the task runs again.
    ///
    /// @param delay until the next run
    record Repeat(Duration delay) implements AttemptEnd {}
}
