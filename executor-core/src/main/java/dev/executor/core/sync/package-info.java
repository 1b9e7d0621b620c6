// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What the threads of a pool meet at, below all stages: a line of parked threads, a lock that spins before it parks,
/// and padding against false sharing. Nothing here knows a task.
@NullMarked
package dev.executor.core.sync;

import org.jspecify.annotations.NullMarked;
