// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The pool: [dev.executor.core.pool.BoundedPool] wires the stages and has the public verbs. A submit goes through
/// [dev.executor.core.pool.Intake]; what tasks do to the pool goes through [dev.executor.core.pool.PoolTransitions];
/// [dev.executor.core.pool.Shutdown] ends it, and finds what is in it by [dev.executor.core.pool.LiveTasks]. Only this
/// package knows all the stages.
@NullMarked
package dev.executor.core.pool;

import org.jspecify.annotations.NullMarked;
