// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Who used how much, and what that costs.
///
/// [dev.executor.metrics.usage.UsageAccounting] hears a pool's events and sums up, by tenant and task name;
/// [dev.executor.metrics.usage.UsageReport] is what it came to, and with a [dev.executor.metrics.usage.CostModel]
/// an [invoice][dev.executor.metrics.usage.Chargeback] of it. Guaranteed: a bounded number of sums, and nothing
/// is lost between two reports: each is of all time, and [the difference of
/// two][dev.executor.metrics.usage.UsageReport#since] is what came between.
@NullMarked
package dev.executor.metrics.usage;

import org.jspecify.annotations.NullMarked;
