// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.time.Duration;
import java.util.List;

/// What became of a pool's tasks when it drained. Immutable.
///
/// @param pool the pool's name
/// @param completed how many tasks got their outcome since the drain began, those apart that it cancelled
/// @param cancelled the tasks that were cancelled because the limit had passed, in no particular order; at most the
///     first 1,000
/// @param cancelledCount how many there were
/// @param stuck the tasks whose bodies ignored the interrupt and still hold their threads; at most the first 1,000
/// @param took how long the drain took
public record DrainReport(
        String pool, long completed, List<TaskId> cancelled, long cancelledCount, List<TaskId> stuck, Duration took) {
    /// Copies the lists.
    public DrainReport {
        cancelled = List.copyOf(cancelled);
        stuck = List.copyOf(stuck);
    }

    /// {@return whether every task got its outcome by itself and nothing is left}
    public boolean clean() {
        return cancelledCount == 0 && stuck.isEmpty();
    }
}
