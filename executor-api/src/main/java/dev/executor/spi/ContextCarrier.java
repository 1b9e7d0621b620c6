// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

/// Carries the submitter's ambient context (MDC, trace, security) to wherever the task's code runs.
///
/// [#capture()] is called once for each submit, on the submitting thread. The snapshot is then
/// [opened][Snapshot#open()] around every attempt, callback and listener call, each time on the thread that makes the
/// call, and closed on the same thread. With several carriers, they are opened in the order in which they were added
/// and closed in reverse. An exception of a carrier is logged and otherwise ignored: the task goes on without that
/// context.
@FunctionalInterface
public interface ContextCarrier {
    /// Captures the calling thread's context.
    ///
    /// @return the snapshot; immutable and thread-safe
    Snapshot capture();

    /// A captured context.
    @FunctionalInterface
    interface Snapshot {
        /// Makes the captured context current on the calling thread.
        ///
        /// @return what restores the one before
        Scope open();
    }

    /// Ends a context's being current.
    @FunctionalInterface
    interface Scope extends AutoCloseable {
        /// Restores the context that was current before; called on the thread that opened it.
        @Override
        void close();
    }
}
