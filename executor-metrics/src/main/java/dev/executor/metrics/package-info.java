// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Meters of pools and their tasks, for Micrometer.
///
/// Events come in through a listener of [dev.executor.metrics.TaskMetrics] and become counts and timings of the
/// pool and task name that they belong to; gauges read the pool's snapshot when somebody looks. Every meter is
/// listed in [dev.executor.metrics.TaskMeter]. Guaranteed: a bounded number of meters, whatever tasks are called.
@NullMarked
package dev.executor.metrics;

import org.jspecify.annotations.NullMarked;
