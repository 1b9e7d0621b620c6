// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The pool: wires the stages and owns the life of the whole. A submit goes through [dev.executor.core.pool.Intake];
/// what tasks do to the pool goes through [dev.executor.core.pool.Stages]; [dev.executor.core.pool.Shutdown] is the one
/// that closes. Only this package knows all the stages.
@NullMarked
package dev.executor.core.pool;

import org.jspecify.annotations.NullMarked;
