// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.event;

/// Hears of every [TaskEvent] of a pool.
///
/// Events of one task come in order and one at a time; events of different tasks come in any order and, with
/// [Delivery#INLINE], at the same time on several threads. The submitter's captured context is restored around each
/// call. What a listener throws is logged once, counted in [dev.executor.PoolSnapshot.Listeners#errors()], and harms
/// nobody. No lock of the engine is held.
///
/// @since 0.1
@FunctionalInterface
public interface TaskListener {
    /// Hears of one event.
    ///
    /// @param event what happened
    void onEvent(TaskEvent event);

    /// On which thread a listener is called.
    enum Delivery {
        /// On a thread of the listener's own, from a bounded buffer. A slow listener slows no task; events that
        /// find the buffer full are dropped and counted in
        /// [dev.executor.PoolSnapshot.Listeners#droppedEvents()].
        BUFFERED,
        /// On the thread on which it happened, before the task goes on; or, where another thread is still
        /// telling an earlier event of the same task, on that one. Nothing is dropped; the listener must be
        /// quick and must not block.
        INLINE
    }
}
