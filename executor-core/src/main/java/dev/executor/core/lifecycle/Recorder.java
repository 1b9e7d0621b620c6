// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

/// Writes each outcome to where it survives, before anybody is told of it. A pool without a store has none.
///
/// Thread-safe. Called with no lock held, by whatever thread decided the outcome, which may be the timer thread: it
/// must not block.
@FunctionalInterface
public interface Recorder {
    /// Begins to write an outcome and calls [Recording#recorded()] when it is written: once, before this returns or
    /// later, on any thread. Until then the task keeps its slot, and its handle shows no outcome.
    ///
    /// If it throws, the engine calls it again after a while: a decided outcome is never given up.
    ///
    /// @param recording the outcome
    void record(Recording recording);
}
