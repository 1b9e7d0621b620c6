// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

/// The life of a pool. It only moves forward; the declaration order is the order of life.
///
/// Closed: only a major version adds a member.
///
/// @since 0.1
public enum PoolState {
    /// Takes work.
    OPEN,
    /// Takes only children of running tasks; what was accepted goes on.
    DRAINING,
    /// Nothing is accepted and nothing is live, except bodies that ignore their interrupt.
    CLOSED
}
