// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import java.time.Duration;

/// When a repeating task runs again.
///
/// @param periodNanos between starts if `fromStart`, else from an end to the next start
/// @param fromStart whether the rate is fixed
public record Repeat(long periodNanos, boolean fromStart) {
    /// {@return when the next run is due}
    /// @param dueNanos when the run that ended had been due
    /// @param nowNanos the time
    long nextNanos(long dueNanos, long nowNanos) {
        return (fromStart ? dueNanos : nowNanos) + periodNanos;
    }

    /// {@return how long until the next run}
    /// @param dueNanos when the run that ended had been due
    /// @param nowNanos the time
    Duration delay(long dueNanos, long nowNanos) {
        return Duration.ofNanos(Math.max(0, nextNanos(dueNanos, nowNanos) - nowNanos));
    }
}
