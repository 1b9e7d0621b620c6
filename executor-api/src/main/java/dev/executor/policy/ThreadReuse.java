// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.policy;

/// Whether a virtual thread goes on with the next task.
///
/// @since 0.1
public enum ThreadReuse {
    /// A thread takes the next waiting task when it has finished one. Fast. Thread-locals that a task sets and does
    /// not remove are seen by the next task on that thread, as in every JDK pool; scoped values are not, and the
    /// interrupt status is cleared.
    REUSE,
    /// Every attempt gets a new virtual thread, and thread-locals end with it. Costs the creation of a thread for
    /// each attempt.
    FRESH
}
