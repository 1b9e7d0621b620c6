// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import dev.executor.PoolView;
import dev.executor.Rejection;
import dev.executor.Task;
import java.util.Optional;

/// Decides whether a task may enter a pool at all. Asked before a slot is looked for, in the order in which policies
/// were added; the first refusal stands.
///
/// Called on the submitting thread with no lock held. It must be quick, must not block, and must be thread-safe. If it
/// throws, the task is refused with a [Rejection.Denied] that says so: a broken policy admits nobody.
///
/// @since 0.1
@FunctionalInterface
public interface AdmissionPolicy {
    /// Decides about one task.
    ///
    /// @param task what was submitted
    /// @param pool where, and how busy it is
    /// @return why it may not enter; empty if it may
    Optional<Rejection> review(Task<?> task, PoolView pool);
}
