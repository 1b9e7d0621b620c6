// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The heart: one task's life. Start reading at [dev.executor.core.lifecycle.Lifecycle].
///
/// A [dev.executor.core.lifecycle.Signal] comes in, [dev.executor.core.lifecycle.Lifecycle] says which phase is next
/// and which effects are due, and [dev.executor.core.lifecycle.TaskExecution] is the only one that carries that out. It
/// alone writes a task's state. What its effects do to the pool around it goes through
/// [dev.executor.core.lifecycle.PoolEffects]; this package knows none of the stages. Guaranteed: one outcome, published
/// once; each permit given back once; events in order.
@NullMarked
package dev.executor.core.lifecycle;

import org.jspecify.annotations.NullMarked;
