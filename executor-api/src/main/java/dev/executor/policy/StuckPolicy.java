// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.policy;

/// What happens to the permit of a stuck attempt: one that was told to stop and has ignored its interrupt for
/// [dev.executor.PoolConfig#stuckAfter()].
///
/// Either way it is reported with its stack ([dev.executor.event.TaskEvent.Stuck]), counted in the snapshot, and its
/// task keeps its place in the pool until it ends, so that stuck work can never pile up without bound.
///
/// @since 0.1
public enum StuckPolicy {
    /// It keeps its permit: concurrency stays strictly bounded, and enough stuck attempts stop the pool. The
    /// default.
    KEEP_PERMIT,
    /// Its permit goes to the next task: the pool goes on, with more threads alive than its concurrency says.
    REPLACE
}
