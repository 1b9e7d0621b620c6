// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.TaskState;

/// Where a task is in its life, as the engine sees it; [TaskState] is the coarser public view.
public enum Phase {
    /// Made, and not accepted by the pool yet.
    NEW(TaskState.QUEUED),
    /// Waits for its start time.
    DELAYED(TaskState.DELAYED),
    /// In the queue.
    QUEUED(TaskState.QUEUED),
    /// The body runs.
    RUNNING(TaskState.RUNNING),
    /// The body runs on past its attempt timeout. It was interrupted, and how it returns decides whether another
    /// attempt is owed.
    EXPIRED(TaskState.RUNNING),
    /// Waits for its backoff, or for the next run of a repeating task.
    BACKING_OFF(TaskState.BACKING_OFF),
    /// The outcome is decided and being recorded; the body is not back and holds its permit.
    RECORDING_STOPPING(TaskState.RUNNING),
    /// As RECORDING_STOPPING, but the permit has been taken from the stuck body.
    RECORDING_ABANDONED(TaskState.RUNNING),
    /// The outcome is decided and being recorded; no body runs.
    RECORDING(TaskState.RUNNING),
    /// The outcome is visible; the body is not back and holds its permit.
    STOPPING(TaskState.STOPPING),
    /// As STOPPING, but the permit has been taken from the stuck body.
    ABANDONED(TaskState.STOPPING),
    /// The outcome is visible and the body is back.
    DONE(TaskState.DONE);

    private static final Phase[] VALUES = values();

    private final TaskState visible;

    Phase(TaskState visible) {
        this.visible = visible;
    }

    /// {@return the public view}
    public TaskState visible() {
        return visible;
    }

    /// {@return whether the outcome is decided}; where it has to be recorded, it is visible later
    public boolean decided() {
        return compareTo(RECORDING_STOPPING) >= 0;
    }

    /// {@return whether it waits for a time}
    public boolean waitsForTime() {
        return this == DELAYED || this == BACKING_OFF;
    }

    /// {@return whether its outcome is visible and its body is not back}
    public boolean stopping() {
        return this == STOPPING || this == ABANDONED;
    }

    static Phase of(int ordinal) {
        return VALUES[ordinal];
    }
}
