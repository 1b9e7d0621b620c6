// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

/// How urgent a task is against others in the same pool. Declared from least to most urgent.
///
/// Priorities *age*: a waiting task gains one level for each [ageing step][PoolConfig#ageing()] it has waited, so a
/// task of priority [#LOW] is overtaken only by tasks that were submitted at most three steps after it. That is the
/// starvation bound: from then on nothing that is submitted later runs earlier.
///
/// Closed: only a major version adds a member.
///
/// @since 0.1
public enum Priority {
    /// Runs when nothing else is waiting, or when it has aged.
    LOW,
    /// The default.
    NORMAL,
    /// Ahead of normal work.
    HIGH,
    /// Ahead of everything; meant for the few tasks that others wait for.
    CRITICAL
}
