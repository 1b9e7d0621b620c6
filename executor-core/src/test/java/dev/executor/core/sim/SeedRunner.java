// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

/// Runs seeds. The one type that the test and the woven copy of the simulation share, so it is never loaded twice.
public interface SeedRunner {
    /// Runs one seed to its end on the calling thread.
    ///
    /// @param seed which world
    /// @return what happened in it
    Report run(long seed);

    /// What happened in one seed.
    ///
    /// @param seed which world
    /// @param hash every choice and every event, folded
    /// @param steps how many times a thread was chosen
    /// @param failure what broke; empty if nothing did
    /// @param features how often each [Feature] occurred, by ordinal
    record Report(long seed, long hash, int steps, String failure, int[] features) {}
}
