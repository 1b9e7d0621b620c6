// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.io.IOException;

/// Starts processes. Thread-safe.
public interface Spawner extends AutoCloseable {
    /// Starts a process, in its control group before its first instruction. Called on a thread of [SpawnThreads].
    ///
    /// @param request what to start
    /// @return the process
    /// @throws IOException if it was not started
    Child start(LaunchRequest request) throws IOException;

    /// Frees its resources. All processes that it started must have ended.
    @Override
    void close();
}
