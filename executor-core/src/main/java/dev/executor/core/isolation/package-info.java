// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Where an attempt runs: [dev.executor.core.isolation.Isolators] finds the isolator of a task, refuses a task that
/// none can run, and runs its attempts.
@NullMarked
package dev.executor.core.isolation;

import org.jspecify.annotations.NullMarked;
