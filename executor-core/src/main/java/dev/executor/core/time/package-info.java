// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Time: the real machine behind the [dev.executor.spi.Host] seam, and every deadline of a pool in one structure.
///
/// A [dev.executor.core.time.TimerNode] goes into [dev.executor.core.time.Timers] with a deadline and comes out either
/// by cancel or by being fired. `Timers` turns any number of deadlines into one `Host.after` at a time for each stripe.
/// Knows nothing of tasks.
@NullMarked
package dev.executor.core.time;

import org.jspecify.annotations.NullMarked;
