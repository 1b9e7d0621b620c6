// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import org.jspecify.annotations.Nullable;

/// What few tasks are made with. Immutable; read when the task is made.
///
/// @param repeat when to run again after a success; null for a task that runs once
/// @param onReleased called once its slot is free, or when it ended without having run, on whatever thread ends it;
///     must not block or throw; or null
/// @param awaitedBy the thread that is unparked then, or null
public record Setup(
        @Nullable Repeat repeat,
        @Nullable Runnable onReleased,
        @Nullable Thread awaitedBy) {
    /// Of a task that runs once and that nobody watches.
    public static final Setup PLAIN = new Setup(null, null, null);
}
