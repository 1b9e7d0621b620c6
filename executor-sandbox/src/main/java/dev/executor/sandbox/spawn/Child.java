// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.util.concurrent.CompletableFuture;

/// A process that was started.
///
/// @param process its handle, taken before it could be reaped. It includes the start time, so it never means a later
///     process with the same id
/// @param out its standard output
/// @param err its standard error
/// @param ended complete when it has ended
public record Child(ProcessHandle process, Output out, Output err, CompletableFuture<Ended> ended) {
    /// {@return its id}
    public long pid() {
        return process.pid();
    }
}
