// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Service level objectives of a pool, computed where it runs: what share of its tasks was good over sliding
/// windows, how much of the error budget is left, and how fast it is used up.
///
/// [dev.executor.metrics.slo.Slo] is what is aimed at, [dev.executor.metrics.slo.SloTracker] counts by a pool's
/// events and says how it stands. Guaranteed: bounded memory, whatever the load.
@NullMarked
package dev.executor.metrics.slo;

import org.jspecify.annotations.NullMarked;
