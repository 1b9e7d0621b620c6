// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Reads what a process writes: a [Pump] reads each output, splits it into lines and adds them to the [AttemptLog],
/// which masks secrets, keeps the last lines for the result, and passes lines to the sink at a bounded rate.
///
/// Memory is bounded for every output: one buffer and one line for each output, and the tail. Start at [AttemptLog].
@NullMarked
package dev.executor.sandbox.output;

import org.jspecify.annotations.NullMarked;
