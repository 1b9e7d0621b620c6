// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import org.jspecify.annotations.Nullable;

/// What a submit came to, as a value.
///
/// Closed: only a major version adds a member.
///
/// @param <T> what the task returns
/// @since 0.1
public sealed interface Submission<T extends @Nullable Object> {
    /// The pool took the task; it will end in exactly one outcome.
    ///
    /// @param handle the task's handle
    /// @param <T> what the task returns
    record Accepted<T extends @Nullable Object>(TaskHandle<T> handle) implements Submission<T> {}

    /// The pool did not take the task; it never runs.
    ///
    /// @param rejection why
    /// @param <T> what the task would have returned
    record Refused<T extends @Nullable Object>(Rejection rejection) implements Submission<T> {}
}
