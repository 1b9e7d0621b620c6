// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import org.jspecify.annotations.Nullable;

/// Where a task comes from, and what its submitter wants to know of it. Immutable; read when the task is made.
///
/// @param context the submitter's captured context, or null
/// @param parent the attempt that submits it, or null: its total deadline is inherited
/// @param repeat when to run again after a success; null for a task that runs once
/// @param onReleased called once its slot is free, or when it ended without having run, on whatever thread ends it;
/// must
///     not block or throw; or null
/// @param awaitedBy the thread that is unparked then, or null
public record Origin(
        @Nullable Object context,
        @Nullable TaskExecution<?> parent,
        @Nullable Repeat repeat,
        @Nullable Runnable onReleased,
        @Nullable Thread awaitedBy) {
    /// {@return the origin of a task that runs once and that nobody watches}
    /// @param context the submitter's captured context, or null
    /// @param parent the attempt that submits it, or null
    public static Origin of(@Nullable Object context, @Nullable TaskExecution<?> parent) {
        return new Origin(context, parent, null, null, null);
    }
}
