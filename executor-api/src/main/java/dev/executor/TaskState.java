// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

/// Where a task is in its life, as a [TaskHandle] shows it. The full diagram is in `docs/lifecycle.md`.
///
/// Closed: only a major version adds a member.
///
/// @since 0.1
public enum TaskState {
    /// Accepted, and waits for its start time.
    DELAYED,
    /// Waits in the queue for a permit (or for the task before it with the same ordering key).
    QUEUED,
    /// An attempt runs.
    RUNNING,
    /// An attempt has failed and the next one waits for its backoff to elapse, or a repeating task for its next
    /// run.
    BACKING_OFF,
    /// The outcome is decided and visible, but the body has not come back yet: it was told to stop and still holds
    /// its thread.
    STOPPING,
    /// Over: the outcome is decided and the body is back.
    DONE
}
