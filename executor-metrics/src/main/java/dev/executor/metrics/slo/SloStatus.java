// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.slo;

import java.time.Duration;
import java.util.List;

/// How an objective stands. Immutable.
///
/// @param objective which
/// @param target the share that is aimed at
/// @param windows how it stands in each window, the shortest first
/// @param budgetRemaining what is left of the error budget of the longest window: 1 is all of it, 0 nothing, less
///     an overdraft
public record SloStatus(Slo.Objective objective, double target, List<Window> windows, double budgetRemaining) {
    /// Copies the windows.
    public SloStatus {
        windows = List.copyOf(windows);
    }

    /// How it stands in a window. While the tracker is younger than the window, the window is that young.
    ///
    /// @param length the window
    /// @param total how many tasks count
    /// @param bad how many of them were bad
    /// @param ratio the share of good ones; 1 where there are none
    /// @param burnRate how many times as fast as the objective allows errors come: 1 uses up the budget
    ///     exactly
    public record Window(Duration length, long total, long bad, double ratio, double burnRate) {}
}
