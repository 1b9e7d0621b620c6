// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// A pool did not take a task, or gave it back. The thrown form of a [Rejection].
///
/// @since 0.1
public final class TaskRejectedException extends RejectedExecutionException {
    private static final long serialVersionUID = 1L;

    // A record is not Serializable by itself; the message survives a round trip, the value does not need to.
    private final transient @Nullable Rejection rejection;

    /// Makes the thrown form.
    ///
    /// @param taskName the task's name
    /// @param pool the pool's name
    /// @param rejection why
    public TaskRejectedException(String taskName, String pool, Rejection rejection) {
        super("Task '%s' rejected by pool '%s': %s".formatted(taskName, pool, rejection.message()));
        this.rejection = Objects.requireNonNull(rejection, "rejection");
    }

    /// {@return why, as a value}
    /// @throws IllegalStateException if this exception was deserialized: the value is not part of its
    ///     serialized form
    public Rejection rejection() {
        if (rejection == null) {
            throw new IllegalStateException("the rejection is not part of the serialized form of this exception");
        }
        return rejection;
    }
}
