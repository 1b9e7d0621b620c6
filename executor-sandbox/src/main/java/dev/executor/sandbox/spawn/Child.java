// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.util.concurrent.CompletableFuture;

/// A process that was started.
///
/// @param process it, taken before it could be reaped: it knows when it started, and so is never another one that has
///     got the same id since
/// @param out what it writes to standard output
/// @param err what it writes to standard error
/// @param ended complete when it has ended
public record Child(ProcessHandle process, Output out, Output err, CompletableFuture<Ended> ended) {
    /// {@return its id}
    public long pid() {
        return process.pid();
    }
}
