// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The heart: one task's life. Start reading at [dev.executor.core.lifecycle.Lifecycle].
///
/// A [dev.executor.core.lifecycle.Signal] comes in, [dev.executor.core.lifecycle.Lifecycle] says which phase is next
/// and which effects are due, [dev.executor.core.lifecycle.StateCell] moves the state, and
/// [dev.executor.core.lifecycle.TaskEffects] carries the effects out. Nothing else writes a task's state. What the
/// effects do to the pool around it goes through [dev.executor.core.lifecycle.PoolEffects]; of the stages this package
/// knows only that a task is a node of the queue. Guaranteed: one outcome, recorded before it is told where the pool
/// has a recorder, and told once; each permit given back once; events in order.
@NullMarked
package dev.executor.core.lifecycle;

import org.jspecify.annotations.NullMarked;
